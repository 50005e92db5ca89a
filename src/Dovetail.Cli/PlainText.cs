using System.Globalization;
using System.Text;

namespace Dovetail.Cli;

/// <summary>Text that may hold names from a guest, for a terminal: what could move the cursor or turn the line around is written as a number.</summary>
internal static class PlainText
{
    public static string Of(string text)
    {
        if (text.EnumerateRunes().All(IsPlain))
        {
            return text;
        }
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            plain.Append(IsPlain(rune) ? rune.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"));
        }
        return plain.ToString();
    }

    private static bool IsPlain(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
