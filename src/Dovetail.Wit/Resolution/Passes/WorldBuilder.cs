using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Builds a world: its own imports, exports and types, then what it includes, then what all that needs.</summary>
internal sealed class WorldBuilder
{
    private readonly PassContext _context;
    private readonly ItemSymbol _symbol;
    private readonly Scope _file;
    private readonly WitWorld _world;
    private readonly MembersBuilder _members;
    private readonly WorldDraft _imports = new();
    private readonly WorldDraft _exports = new();

    public WorldBuilder(PassContext context, ItemSymbol symbol)
    {
        (_context, _symbol, _file, _world) = (context, symbol, symbol.Scope, symbol.World!);
        var closed = symbol.IsExcluded ? $"world `{symbol.Name.Text}`" : null;
        _members = new MembersBuilder(context, _file, _world, closed, [.. symbol.Syntax.Where(m => m is UseMember or TypeMember or BrokenMember)]);
    }

    public void Build()
    {
        _members.BuildTypes();
        foreach (var type in _members.Types)
        {
            _imports.Add(new WorldType(type));
        }
        foreach (var member in _symbol.Syntax.OfType<ExternMember>())
        {
            BuildExtern(member);
        }
        foreach (var function in _members.BuildFunctions())
        {
            // Names in a resource were checked with those of the types; what remains are imports that look the same.
            if (_imports.Conflicting(new WorldFunction(function)) is null)
            {
                _imports.Add(new WorldFunction(function));
            }
        }
        foreach (var include in _symbol.Syntax.OfType<IncludeMember>())
        {
            Include(include);
        }
        _world.Docs = _symbol.Preamble.Docs;
        _world.Stability = _symbol.Preamble.Gate;
        new WorldElaboration(_context, _symbol, _imports, _exports).Elaborate();
    }

    private void BuildExtern(ExternMember member)
    {
        var span = member.Label?.Span ?? (member.Type as ExternPath)!.Path.Name.Span;
        var isExcluded = !_context.Options.Includes(member.Preamble.Gate);
        _members.RequireGate(isExcluded, span);
        _context.Gates.Check(member.Preamble.Gate, _file.Package, _file.Source, span);
        if (BuildItem(member, span, isExcluded) is not { } item || isExcluded)
        {
            return;
        }
        var draft = member.IsExport ? _exports : _imports;
        if (draft.Conflicting(item) is { } other)
        {
            var verb = member.IsExport ? "exported" : "imported";
            _context.Diagnostics.Add(other.Name == item.Name ? $"`{item.Name}` is {verb} twice"
                : $"`{item.Name}` conflicts with `{other.Name}`: names must differ in more than case", _file.Source, span);
            return;
        }
        draft.Add(item);
    }

    private WorldItem? BuildItem(ExternMember member, SourceSpan span, bool isExcluded)
    {
        var (docs, gate, externalId) = member.Preamble;
        switch (member.Type)
        {
            case ExternFunction function:
                return _members.Build(member.Preamble, member.Label!.Value, function.Type) is { } built
                    ? new WorldFunction(built) : null;
            case ExternInline inline:
                var @interface = new WitInterface(null, _file.Package.Name) { Docs = docs };
                var members = new MembersBuilder(_context, _file, @interface, null, inline.Members);
                members.BuildTypes();
                @interface.Functions = [.. members.BuildFunctions()];
                @interface.Types = members.Types.ToImmutable();
                return new WorldInterface(member.Label!.Value.Text, @interface, docs, gate, externalId);
            default:
                var item = _context.Paths.ResolveInterface(_file, ((ExternPath)member.Type).Path, isExcluded);
                if (item is { IsExcluded: true } && !isExcluded)
                {
                    _context.Diagnostics.Add($"interface `{item.Name.Text}` belongs to a feature that is off, and what uses it doesn't",
                        _file.Source, span);
                    return null;
                }
                return item?.Interface is null ? null
                    : new WorldInterface(member.Label?.Text, item.Interface, docs, gate, externalId);
        }
    }

    private void Include(IncludeMember include)
    {
        var span = include.Path.Name.Span;
        var isExcluded = !_context.Options.Includes(include.Preamble.Gate);
        _members.RequireGate(isExcluded, span);
        _context.Gates.Check(include.Preamble.Gate, _file.Package, _file.Source, span);
        if (_context.Paths.ResolveWorld(_file, include.Path, isExcluded) is not { World: { } world } item || isExcluded)
        {
            return;
        }
        if (item.IsExcluded)
        {
            _context.Diagnostics.Add($"world `{item.Name.Text}` belongs to a feature that is off, and this `include` doesn't",
                _file.Source, span);
            return;
        }
        var inclusion = new WorldInclusion(_context, _file, _world, include, world);
        inclusion.CopyInto(_imports, world.Imports, "import");
        inclusion.CopyInto(_exports, world.Exports, "export");
        inclusion.ReportUnusedNames();
    }
}
