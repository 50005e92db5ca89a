using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dovetail.Cli.Output.Html;

/// <summary>
/// Writes HTML from interpolated strings: what stands in them is markup, what fills them is text, and can be nothing else. Texts come from
/// guests: characters that cannot be seen, or that turn the text around, are written as numbers.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    /// <summary>Writes markup with text in it.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) => markup.Into(this);

    /// <summary>Writes a file of our own as it is.</summary>
    public void Verbatim(string html) => _html.Append(html);

    public override string ToString() => _html.ToString();

    private void Text(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => _html.Append("&amp;"),
                '<' => _html.Append("&lt;"),
                '>' => _html.Append("&gt;"),
                '"' => _html.Append("&quot;"),
                '\'' => _html.Append("&#39;"),
                '\n' => _html.Append('\n'),
                _ when TerminalText.IsPlain(rune) => _html.Append(rune.ToString()),
                _ => _html.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
            };
        }
    }

    /// <summary>Takes the parts of an interpolated string.</summary>
    [InterpolatedStringHandler]
    public readonly struct Markup
    {
        private readonly HtmlWriter _writer;

        public Markup(int literalLength, int formattedCount, HtmlWriter writer)
        {
            _writer = writer;
            writer._html.EnsureCapacity(writer._html.Length + literalLength + (formattedCount * 16));
        }

        // What was appended is written already.
        public void Into(HtmlWriter writer) => Debug.Assert(ReferenceEquals(writer, _writer), "an interpolated string is for one writer");

        public void AppendLiteral(string markup) => _writer._html.Append(markup);

        public void AppendFormatted(string? text) => _writer.Text(text);

        public void AppendFormatted(int number) => _writer._html.Append(CultureInfo.InvariantCulture, $"{number}");

        /// <summary>With a format, as for a count of bytes: <c>#,0</c>.</summary>
        public void AppendFormatted(int number, string format) => _writer._html.Append(number.ToString(format, CultureInfo.InvariantCulture));
    }
}
