using System.Globalization;
using System.Text;

namespace Dovetail.Wit.Printing;

/// <summary>Writes a text in double quotes, with escapes for what can't stand in a file of WIT.</summary>
internal static class StringText
{
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '"' or '\\')
            {
                quoted.Append('\\').Append(c);
            }
            else if (c is >= ' ' and < '\u007f')
            {
                quoted.Append(c);
            }
            else
            {
                var scalar = char.IsHighSurrogate(c) ? char.ConvertToUtf32(c, text[++i]) : c;
                quoted.Append("\\u{").Append(scalar.ToString("x", CultureInfo.InvariantCulture)).Append('}');
            }
        }
        return quoted.Append('"').ToString();
    }
}
