using System.Collections.Immutable;
using Dovetail.Wit.Printing;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>What items say, as texts that are the same where the items mean the same: how what is put together is compared.</summary>
internal static class MergeTexts
{
    public static IEnumerable<string> Of(string verb, ImmutableArray<WorldItem> items) => items.Select(item => item switch
    {
        WorldFunction { Function: var function } => $"{verb} {TypeText.Of(function)}",
        WorldType { Definition: var type } => $"type {type.Name} {Of(type.Body)}",
        WorldInterface { Interface: { Name: null } inline } => $"{verb} {item.Name}: interface {{ {Of(inline)} }}",
        WorldInterface { Label: { } label } named => $"{verb} {label}: {named.Interface}",
        _ => $"{verb} {item.Name}",
    }).OrderBy(text => text, StringComparer.Ordinal);

    public static string Of(WitInterface item) => string.Join("; ", item.Types.Select(type => $"{type.Name} {Of(type.Body)}")
        .Concat(item.Functions.Select(TypeText.Of)).OrderBy(text => text, StringComparer.Ordinal));

    // Names of the same interface mean the same by now; what is used of another is told apart by that.
    public static string Of(TypeBody body) => body switch
    {
        AliasBody { Target: NamedUse { Definition: var target } } => $"= {target.Owner}.{target.Name}",
        AliasBody alias => $"= {TypeText.Of(alias)}",
        RecordBody record => $"record {{ {string.Join(", ", record.Fields.Select(f => $"{f.Name}: {f.Type}"))} }}",
        VariantBody variant => $"variant {{ {string.Join(", ", variant.Cases.Select(c => c.Type is null ? c.Name : $"{c.Name}({c.Type})"))} }}",
        EnumBody @enum => $"enum {{ {string.Join(", ", @enum.Cases.Select(c => c.Name))} }}",
        FlagsBody flags => $"flags {{ {string.Join(", ", flags.Flags.Select(f => f.Name))} }}",
        _ => "resource",
    };

    /// <exception cref="WitException">The two are not the same.</exception>
    public static void RequireSame(string what, string known, string other)
    {
        if (known != other)
        {
            // The smaller text first, so that the message is the same in either order.
            var (first, second) = string.CompareOrdinal(known, other) < 0 ? (known, other) : (other, known);
            throw new WitException($"{what} is not the same everywhere: `{first}` in one place, `{second}` in another");
        }
    }

    // Of several texts the longest says most.
    public static string? Longest(IEnumerable<string?> docs) => docs.OfType<string>()
        .OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).FirstOrDefault();
}
