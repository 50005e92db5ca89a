namespace Dovetail.Wit.Names;

/// <summary>
/// The kebab case of labels (Explainer.md, "Import and Export Definitions"): fragments joined by hyphens, each all
/// lower case (a word) or all upper case (an acronym). The first starts with a letter; the others may start with a
/// digit.
/// </summary>
public static class Kebab
{
    /// <summary>Whether <paramref name="text"/> is a <c>label</c>: words and acronyms.</summary>
    public static bool IsLabel(string text) => IsLabel(text.AsSpan());

    /// <inheritdoc cref="IsLabel(string)"/>
    public static bool IsLabel(ReadOnlySpan<char> text) => AreFragments(text, acronyms: true);

    /// <summary>
    /// Whether <paramref name="text"/> is <c>words</c>, as in the names of namespaces and packages: no acronyms.
    /// </summary>
    public static bool AreWords(ReadOnlySpan<char> text) => AreFragments(text, acronyms: false);

    /// <summary>
    /// The form under which two labels must differ to be strongly unique: upper case letters in lower case (ASCII
    /// alone).
    /// </summary>
    public static string Fold(string text)
    {
        foreach (var c in text)
        {
            if (IsUpper(c))
            {
                return text.ToLowerInvariant();
            }
        }
        return text;
    }

    private static bool AreFragments(ReadOnlySpan<char> text, bool acronyms)
    {
        var isFirst = true;
        while (true)
        {
            var hyphen = text.IndexOf('-');
            var fragment = hyphen < 0 ? text : text.Slice(0, hyphen);
            if (!IsFragment(fragment, acronyms) || (isFirst && IsDigit(fragment[0])))
            {
                return false;
            }
            if (hyphen < 0)
            {
                return true;
            }
            text = text.Slice(hyphen + 1);
            isFirst = false;
        }
    }

    private static bool IsFragment(ReadOnlySpan<char> text, bool acronyms)
    {
        var lower = false;
        var upper = false;
        foreach (var c in text)
        {
            lower |= IsLower(c);
            upper |= IsUpper(c);
            if (!IsLower(c) && !IsUpper(c) && !IsDigit(c))
            {
                return false;
            }
        }
        return text.Length > 0 && !(lower && upper) && (acronyms || !upper);
    }

    private static bool IsLower(char c) => c is >= 'a' and <= 'z';

    private static bool IsUpper(char c) => c is >= 'A' and <= 'Z';

    private static bool IsDigit(char c) => c is >= '0' and <= '9';
}
