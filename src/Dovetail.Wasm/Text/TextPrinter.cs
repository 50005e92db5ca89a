using System.Globalization;
using System.Text;

namespace Dovetail.Wasm.Text;

/// <summary>
/// Writes the text format: groups in parentheses, lines and their indentation, strings and identifiers. What is written goes to the output
/// at once; a line feed ends each line on every system.
/// </summary>
internal sealed class TextPrinter(TextWriter output)
{
    /// <summary>
    /// How deep lines are indented: code may nest as deep as it is long, and its text must stay in proportion.
    /// </summary>
    private const int MaxIndent = 50;

    // The line on which each open group began.
    private readonly Stack<long> _groups = new();
    private long _line;

    /// <summary>How deep the next line is indented.</summary>
    public int Depth { get; private set; }

    /// <summary>Ends the line, and indents the next one.</summary>
    public void Line()
    {
        _line++;
        output.Write('\n');
        for (var i = Math.Min(Depth, MaxIndent); i > 0; i--)
        {
            output.Write("  ");
        }
    }

    /// <summary>Indents the lines to come one step more.</summary>
    public void Indent() => Depth++;

    /// <summary>Indents the lines to come one step less.</summary>
    public void Unindent() => Depth--;

    /// <summary>Opens a group: <c>(head</c>.</summary>
    public void Open(string head)
    {
        output.Write('(');
        output.Write(head);
        _groups.Push(_line);
        Depth++;
    }

    /// <summary>Opens a group on a line of its own.</summary>
    public void OpenLine(string head)
    {
        Line();
        Open(head);
    }

    /// <summary>Closes the innermost group, on a line of its own if the group has several.</summary>
    public void Close()
    {
        Depth--;
        if (_groups.Pop() != _line)
        {
            Line();
        }
        output.Write(')');
    }

    public void Write(char character) => output.Write(character);

    public void Write(string text) => output.Write(text);

    public void Write(ReadOnlySpan<char> text) => output.Write(text);

    public void Write(long number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
    }

    public void Write(ulong number)
    {
        Span<char> digits = stackalloc char[20];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
    }

    /// <summary>Writes an index, as unsigned.</summary>
    public void WriteIndex(int index) => Write((ulong)(uint)index);

    /// <summary>Writes <c>0x</c> and hexadecimal digits, at least <paramref name="digits"/>.</summary>
    public void WriteHex(ulong number, int digits = 1)
    {
        Span<char> text = stackalloc char[16];
        number.TryFormat(text, out var length, digits > 1 ? $"x{digits}" : "x", CultureInfo.InvariantCulture);
        output.Write("0x");
        output.Write(text[..length]);
    }

    /// <summary>Writes bytes as a string.</summary>
    public void WriteString(ReadOnlySpan<byte> bytes)
    {
        output.Write('"');
        foreach (var value in bytes)
        {
            if (value is >= 0x20 and < 0x7F and not ((byte)'"' or (byte)'\\'))
            {
                output.Write((char)value);
            }
            else
            {
                output.Write('\\');
                output.Write(HexDigit(value >> 4));
                output.Write(HexDigit(value & 15));
            }
        }
        output.Write('"');
    }

    /// <summary>
    /// Writes a name as a string. Characters that a terminal would take for commands, and those that cannot be seen, are escaped.
    /// </summary>
    public void WriteName(string name)
    {
        output.Write('"');
        foreach (var rune in name.EnumerateRunes())
        {
            WriteEscaped(rune);
        }
        output.Write('"');
    }

    /// <summary>Writes the identifier that is spelled <paramref name="name"/>, which is not empty.</summary>
    public void WriteId(string name)
    {
        output.Write('$');
        if (name.AsSpan().ContainsAnyExcept(Lexer.IdCharacters))
        {
            WriteName(name);
        }
        else
        {
            output.Write(name);
        }
    }

    private void WriteEscaped(Rune rune)
    {
        if (rune.Value is '"' or '\\')
        {
            output.Write('\\');
            output.Write((char)rune.Value);
        }
        else if (IsPlain(rune))
        {
            Span<char> units = stackalloc char[2];
            output.Write(units[..rune.EncodeToUtf16(units)]);
        }
        else
        {
            output.Write("\\u{");
            Span<char> digits = stackalloc char[8];
            rune.Value.TryFormat(digits, out var length, "x", CultureInfo.InvariantCulture);
            output.Write(digits[..length]);
            output.Write('}');
        }
    }

    private static bool IsPlain(Rune rune) => rune.IsAscii ? rune.Value is >= 0x20 and < 0x7F : Rune.GetUnicodeCategory(rune) is
        not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
            or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark);

    private static char HexDigit(int digit) => (char)(digit < 10 ? '0' + digit : 'a' + digit - 10);
}
