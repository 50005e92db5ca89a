using System.Globalization;
using System.Text;

namespace Dovetail.Cli.Output;

/// <summary>Texts from files, made fit for a terminal: what it would take for a command, and what cannot be seen, is escaped.</summary>
internal static class TerminalText
{
    private const int MaxLength = 400;

    /// <summary>The text without characters that a terminal acts on, cut where it is very long.</summary>
    public static string Of(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (escaped.Length > MaxLength)
            {
                return escaped.Append('…').ToString();
            }
            if (IsPlain(rune))
            {
                escaped.Append(rune.ToString());
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
            }
        }
        return escaped.ToString();
    }

    /// <summary>Whether a character shows as itself, and does nothing else.</summary>
    public static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator);
}
