using System.Text;
using System.Text.RegularExpressions;
using Dovetail.Wit.Syntax;

namespace Dovetail.Wit.Printing;

/// <summary>Docs as lines that can each stand behind the sign of a line comment, in WIT and in the languages of guests.</summary>
internal static class DocText
{
    // What any of the languages, or an editor, ends a line at: docs of a binary could else close the comment and go on as code.
    private static readonly Regex s_lineEnd = new("\r\n|[\n\v\f\r\u0085\u2028\u2029]", RegexOptions.CultureInvariant);

    /// <summary>
    /// The lines, as a parser would take them out of the comment again. What can't stand in WIT, as a character that turns the direction of writing, is
    /// replaced by U+FFFD.
    /// </summary>
    public static IReadOnlyList<string> Lines(string? docs) => docs is null ? [] : DocComment.Dedent(s_lineEnd.Split(Printable(docs)));

    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isLineEnd = text[i] is '\v' or '\f' or '\u0085';
            printable.Append(isLineEnd || Lexer.ProblemAt(text, i) is null ? text[i] : '\ufffd');
        }
        return printable.ToString();
    }
}
