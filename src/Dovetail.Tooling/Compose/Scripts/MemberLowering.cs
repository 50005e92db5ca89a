using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>
/// Turns members of WAC into members of WIT: names for the types of functions are replaced by what they stand for, and types of the script
/// that members use become types of theirs.
/// </summary>
internal sealed class MemberLowering(ScriptScope scope, SourceText source, DiagnosticBag diagnostics)
{
    private const int MaxCopies = 100_000;

    private static readonly Preamble s_nothing = new(null, null, null);

    private int _copies;

    public List<Member> Lower(List<Member> members)
    {
        var functions = new Dictionary<string, FunctionSyntax>(StringComparer.Ordinal);
        var lowered = new List<Member>(members.Count);
        foreach (var member in members)
        {
            if (member is TypeMember type && FunctionOf(type.Body, functions) is { } function)
            {
                if (!functions.TryAdd(type.Name.Text, function))
                {
                    Report($"`{type.Name.Text}` is defined twice", type.Name);
                }
            }
            else if (Lower(member, functions) is { } other)
            {
                lowered.Add(other);
            }
        }
        return [.. TypesFor(lowered), .. lowered];
    }

    /// <summary>Refuses a type without parts, which WIT itself can write.</summary>
    public void CheckParts(TypeMember type)
    {
        var (what, count) = type.Body switch
        {
            RecordSyntax record => ("record", record.Fields.Count),
            VariantSyntax variant => ("variant", variant.Cases.Count),
            EnumSyntax @enum => ("enum", @enum.Cases.Count),
            FlagsSyntax flags => ("flags", flags.Flags.Count),
            _ => ("", 1),
        };
        if (count == 0)
        {
            Report($"{what} `{type.Name.Text}` is empty; it needs one part at least", type.Name);
        }
    }

    /// <summary>What is imported or exported, in the words of WIT; null where it is nothing that can be, which was reported.</summary>
    public ExternSyntax? Lower(ExternSyntax type, Dictionary<string, FunctionSyntax>? functions = null)
    {
        switch (type)
        {
            case ExternInline inline:
                return new ExternInline(Lower(inline.Members));
            case ExternPath { Path: { Package: null, Name: var name } } path:
                if ((functions?.GetValueOrDefault(name.Text) ?? scope.Function(name.Text)) is { } function)
                {
                    return new ExternFunction(function);
                }
                return Check(name, "an interface", "not the type of a function or an interface") ? path : null;
            default:
                return type;
        }
    }

    private Member? Lower(Member member, Dictionary<string, FunctionSyntax> functions)
    {
        switch (member)
        {
            case AliasedFunctionMember aliased:
                return Function(aliased, functions);
            case TypeMember type:
                CheckParts(type);
                return type;
            case ExternMember { Label: not null } item:
                return Lower(item.Type, functions) is { } lowered ? item with { Type = lowered } : null;
            case ExternMember { Type: ExternPath { Path: { Package: null, Name: var name } } }:
                return Check(name, "an interface", "not an interface") ? member : null;
            case UseMember { Path: { Package: null, Name: var name } }:
                return Check(name, "an interface", "not an interface") ? member : null;
            case IncludeMember { Path: { Package: null, Name: var name } }:
                return Check(name, "a world", "not a world") ? member : null;
            default:
                return member;
        }
    }

    private FunctionMember? Function(AliasedFunctionMember member, Dictionary<string, FunctionSyntax> functions)
    {
        if ((functions.GetValueOrDefault(member.Alias.Text) ?? scope.Function(member.Alias.Text)) is { } function)
        {
            return new FunctionMember(member.Preamble, member.Name, function);
        }
        Report($"`{member.Alias.Text}` is not the type of a function", member.Alias);
        return null;
    }

    private FunctionSyntax? FunctionOf(TypeBodySyntax body, Dictionary<string, FunctionSyntax> functions) =>
        body is AliasSyntax { Target: NameSyntax { Name.Text: var name } } && functions.TryGetValue(name, out var local) ? local : scope.FunctionOf(body);

    private bool Check(Identifier name, string wanted, string otherwise)
    {
        var found = scope.Describe(name.Text);
        if (found != wanted)
        {
            Report(found is null ? $"`{name.Text}` is not defined, or not before here: a composition is read from top to bottom" : $"`{name.Text}` is {found}, {otherwise}", name);
        }
        return found == wanted;
    }

    // Each in front of those that use it.
    private List<TypeMember> TypesFor(List<Member> members)
    {
        var known = new HashSet<string>(members.SelectMany(ScriptTypeNames.DefinedBy), StringComparer.Ordinal);
        var types = new List<TypeMember>();
        var waiting = new Stack<(string Name, TypeMember? Ready)>(members.SelectMany(ScriptTypeNames.UsedBy).Reverse().Select(name => (name, (TypeMember?)null)));
        while (waiting.TryPop(out var next))
        {
            if (next.Ready is { } ready)
            {
                types.Add(ready);
            }
            else if (!known.Contains(next.Name) && scope.Function(next.Name) is null && scope.Type(next.Name) is { } type)
            {
                known.Add(next.Name);
                Count(type.Name);
                waiting.Push((next.Name, type with { Preamble = s_nothing }));
                foreach (var part in ScriptTypeNames.UsedBy(type).Reverse())
                {
                    waiting.Push((part, null));
                }
            }
        }
        return types;
    }

    // Every interface has its own of each type that it uses.
    private void Count(Identifier name)
    {
        if (++_copies > MaxCopies)
        {
            Report($"interfaces use types of the script more than {MaxCopies} times", name);
            diagnostics.ThrowIfAny();
        }
    }

    private void Report(string message, Identifier name) => diagnostics.Add(message, source, name.Span);
}
