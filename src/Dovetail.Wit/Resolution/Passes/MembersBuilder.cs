using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Builds the types and functions of an interface, or of a world as far as it has its own.</summary>
internal sealed class MembersBuilder
{
    private readonly PassContext _context;
    private readonly Scope _file;
    private readonly WitTypeOwner _owner;
    private readonly string? _closedOwner;
    private readonly List<Member> _members;
    private readonly TypeBuilder _types;

    /// <param name="context">What all passes share.</param>
    /// <param name="file">The file.</param>
    /// <param name="owner">The interface or world.</param>
    /// <param name="closedOwner">What the owner is, if a feature that is off leaves it out; else null.</param>
    /// <param name="members">What stands in its braces.</param>
    public MembersBuilder(PassContext context, Scope file, WitTypeOwner owner, string? closedOwner, List<Member> members)
    {
        (_context, _file, _owner, _closedOwner, _members) = (context, file, owner, closedOwner, members);
        _types = new TypeBuilder(Names, file.Source, context.Diagnostics);
        Functions = new FunctionBuilder(_types, file.Source, context.Diagnostics);
    }

    /// <summary>The names, those that are left out too.</summary>
    public MemberScope Names { get; } = new();

    public FunctionBuilder Functions { get; }

    /// <summary>The types that are not left out, each behind those that it refers to.</summary>
    public ImmutableArray<WitTypeDefinition>.Builder Types { get; } = ImmutableArray.CreateBuilder<WitTypeDefinition>();

    /// <summary>Builds the types; to be called once and first.</summary>
    public void BuildTypes()
    {
        Declare();
        var order = DependencyOrder.Of<MemberSymbol, Identifier>(Names.Types, References, (symbol, place) =>
            _context.Diagnostics.Add($"type `{symbol.Name.Text}` refers to itself", _file.Source, place.Span));
        foreach (var symbol in order)
        {
            _types.IsExcluded = symbol.IsExcluded;
            symbol.Definition = symbol.Use is { } use ? BuildUse(symbol, use)
                : symbol.Type is { } type ? BuildType(symbol, type)
                : null;
            if (symbol.Definition is { } definition && !symbol.IsExcluded)
            {
                Types.Add(definition);
            }
        }
    }

    /// <summary>The functions of the types and of the interface, as written, that are not left out.</summary>
    public IEnumerable<WitFunction> BuildFunctions()
    {
        foreach (var member in _members)
        {
            switch (member)
            {
                case TypeMember { Body: ResourceSyntax resource } type:
                    foreach (var function in BuildResource(type, resource))
                    {
                        yield return function;
                    }
                    break;
                case FunctionMember function:
                    if (Build(function.Preamble, function.Name, function.Type) is { } built)
                    {
                        yield return built;
                    }
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Builds a freestanding function; null if it is left out or wrong.</summary>
    public WitFunction? Build(Preamble preamble, Identifier name, FunctionSyntax type)
    {
        var isExcluded = !_context.Options.Includes(preamble.Gate);
        RequireGate(isExcluded, name.Span);
        _types.IsExcluded = isExcluded;
        _context.Gates.Check(preamble.Gate, _file.Package, _file.Source, name.Span);
        var built = Functions.Build(preamble, name, type);
        return isExcluded ? null : built;
    }

    /// <summary>Reports a member that is not left out of what is.</summary>
    public void RequireGate(bool isExcluded, SourceSpan span)
    {
        if (_closedOwner is not null && !isExcluded)
        {
            _context.Diagnostics.Add($"{_closedOwner} belongs to a feature that is off, and this member doesn't", _file.Source, span);
        }
    }

    private void Declare()
    {
        foreach (var member in _members)
        {
            switch (member)
            {
                case UseMember use:
                    foreach (var name in use.Names)
                    {
                        Declare(name.LocalName, member.Preamble, isType: true, use: use, usedName: name.Name);
                    }
                    break;
                case TypeMember type:
                    Declare(type.Name, member.Preamble, isType: true, type: type);
                    break;
                case FunctionMember function:
                    Declare(function.Name, member.Preamble, isType: false);
                    break;
                case BrokenMember { Name: { } name }:
                    Declare(name, member.Preamble, isType: true);
                    break;
                case BrokenMember:
                    Names.MayHaveOthers = true;
                    break;
                default:
                    break;
            }
        }
        foreach (var type in _members.OfType<TypeMember>())
        {
            foreach (var function in (type.Body as ResourceSyntax)?.Functions ?? [])
            {
                ClaimName(type.Name, function);
            }
        }
    }

    private void Declare(
        Identifier name, Preamble preamble, bool isType, TypeMember? type = null, UseMember? use = null, Identifier usedName = default)
    {
        var isExcluded = !_context.Options.Includes(preamble.Gate);
        if (isType)
        {
            RequireGate(isExcluded, name.Span);
            _context.Gates.Check(preamble.Gate, _file.Package, _file.Source, name.Span);
        }
        Names.Add(new MemberSymbol(name, isType)
        {
            IsExcluded = isExcluded,
            Type = type,
            Use = use,
            UsedName = usedName,
        }, _file.Source, _context.Diagnostics);
    }

    private void ClaimName(Identifier resource, ResourceFunctionSyntax function)
    {
        var name = function.Kind switch
        {
            FunctionKind.Constructor => new PlainName(PlainNameKind.Constructor, resource.Text, resource.Text),
            FunctionKind.Method => new PlainName(PlainNameKind.Method, resource.Text, function.Name.Text),
            _ => new PlainName(PlainNameKind.Static, resource.Text, function.Name.Text),
        };
        Names.Claim(name, function.Name.Span, _file.Source, _context.Diagnostics);
    }

    private IReadOnlyList<(MemberSymbol, Identifier)> References(MemberSymbol symbol)
    {
        var found = new List<(MemberSymbol, Identifier)>();
        foreach (var name in symbol.Type is null ? [] : SyntaxNames.Of(symbol.Type.Body))
        {
            if (Names.Find(name.Text) is { IsType: true } other)
            {
                found.Add((other, name));
            }
        }
        return found;
    }

    private WitTypeDefinition? BuildUse(MemberSymbol symbol, UseMember use)
    {
        if (_context.Paths.ResolveInterface(_file, use.Path, symbol.IsExcluded) is not { Members: { } members } item)
        {
            return null;
        }
        var target = members.Find(symbol.UsedName.Text);
        if (target is null && members.MayHaveOthers)
        {
            return null;
        }
        if (target is not { IsType: true })
        {
            _context.Diagnostics.Add(target is null ? $"there is no type `{symbol.UsedName.Text}` in interface `{use.Path}`"
                : $"`{symbol.UsedName.Text}` is a function; only types can be used", _file.Source, symbol.UsedName.Span);
            return null;
        }
        if ((target.IsExcluded || item.IsExcluded) && !symbol.IsExcluded)
        {
            _context.Diagnostics.Add($"type `{symbol.UsedName.Text}` belongs to a feature that is off, and this `use` doesn't",
                _file.Source, symbol.UsedName.Span);
            return null;
        }
        return target.Definition is null ? null
            : Define(symbol.Name, use.Preamble with { Docs = null }, new AliasBody(new NamedUse(target.Definition)));
    }

    private WitTypeDefinition? BuildType(MemberSymbol symbol, TypeMember type)
    {
        var body = _types.BuildBody(type);
        return body?.Describe() is { } described && _types.IsTooLarge(described, symbol.Name.Span) ? null
            : body is null ? null
            : Define(symbol.Name, type.Preamble, body);
    }

    private WitTypeDefinition Define(Identifier name, Preamble preamble, TypeBody body) => new(name.Text, _owner, body)
    {
        Docs = preamble.Docs,
        Stability = preamble.Gate,
        ExternalId = preamble.ExternalId,
    };

    private IEnumerable<WitFunction> BuildResource(TypeMember type, ResourceSyntax resource)
    {
        var symbol = Names.Find(type.Name.Text);
        foreach (var function in resource.Functions)
        {
            var isExcluded = !_context.Options.Includes(function.Preamble.Gate);
            if (symbol is { IsExcluded: true } && !isExcluded)
            {
                _context.Diagnostics.Add($"resource `{type.Name.Text}` belongs to a feature that is off, and this function doesn't",
                    _file.Source, function.Name.Span);
            }
            _types.IsExcluded = isExcluded;
            _context.Gates.Check(function.Preamble.Gate, _file.Package, _file.Source, function.Name.Span);
            var built = Functions.Build(function, type.Name, symbol?.Type == type ? symbol.Definition : null);
            if (built is not null && !isExcluded && symbol is { IsExcluded: false })
            {
                yield return built;
            }
        }
    }
}
