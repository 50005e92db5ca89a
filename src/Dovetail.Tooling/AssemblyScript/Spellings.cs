namespace Dovetail.Tooling.AssemblyScript;

/// <summary>How labels of WIT are written in languages that have no hyphens in names: <c>format-currency</c> is <c>formatCurrency</c> or
/// <c>format_currency</c> in AssemblyScript.</summary>
internal static class Spellings
{
    /// <summary>The spellings in AssemblyScript, the most exact first. Acronyms may keep their capitals or not; behind a word of the language may stand an underscore.</summary>
    public static IEnumerable<string> Of(string label)
    {
        string[] spellings = [label, label.Replace('-', '_'), Camel(label), Acronymic(label), Snake(label)];
        return spellings.Concat(spellings.Select(spelling => spelling + "_")).Distinct();
    }

    /// <summary>The label in camel case: <c>formatCurrency</c>, <c>parseUrl</c>.</summary>
    public static string Camel(string label)
    {
        var pascal = Pascal(label);
        return char.ToLowerInvariant(pascal[0]) + pascal[1..];
    }

    /// <summary>The label in Pascal case: <c>FormatCurrency</c>, <c>ParseUrl</c>.</summary>
    public static string Pascal(string label) => string.Concat(label.Split('-').Select(word => Capital(word.ToLowerInvariant())));

    /// <summary>The label in snake case: <c>format_currency</c>, <c>parse_url</c>.</summary>
    public static string Snake(string label) => label.Replace('-', '_').ToLowerInvariant();

    // `parse-URL` as `parseURL`.
    private static string Acronymic(string label)
    {
        var words = label.Split('-');
        return words[0] + string.Concat(words.Skip(1).Select(Capital));
    }

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
