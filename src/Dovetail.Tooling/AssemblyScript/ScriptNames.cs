using System.Collections.Immutable;
using Dovetail.Tooling.Bindgen;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>What the functions on one side of a world are called in a program in AssemblyScript, which has one space of names for all of them.</summary>
internal static class ScriptNames
{
    /// <summary>
    /// Names in kebab case, no two of which are one in camel case: that of the function; behind the interface's where interfaces have functions of one name. Functions of
    /// the world itself come first. What is taken all the same gets a number.
    /// </summary>
    /// <param name="functions">The functions: the label of the interface, null for the world's own, and their own.</param>
    public static ImmutableArray<string> Of(IReadOnlyList<(string? Owner, string Label)> functions)
    {
        var repeated = functions.GroupBy(function => Spellings.Camel(function.Label)).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet(StringComparer.Ordinal);
        var unique = new UniqueNames(Spellings.Camel);
        var names = new string[functions.Count];
        foreach (var i in Enumerable.Range(0, names.Length).OrderBy(i => functions[i].Owner is not null))
        {
            var (owner, label) = functions[i];
            names[i] = unique.Take(owner is not null && repeated.Contains(Spellings.Camel(label)) ? $"{owner}-{label}" : label);
        }
        return [.. names];
    }
}
