using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dovetail.Values;

namespace Dovetail.Tracing;

/// <summary>Arguments of calls as text, escaped, and no longer than <see cref="Most"/> for each.</summary>
internal static class ArgumentText
{
    /// <summary>About how many characters are shown of one argument.</summary>
    public const int Most = 200;

    private const int MostItems = 10;

    /// <summary>The values in WAVE.</summary>
    public static string Of(ReadOnlySpan<WitValue> arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments)
        {
            text.Append(text.Length == 0 ? "" : ", ");
            new WaveWriter(text, text.Length + Most).Write(argument);
        }
        return text.ToString();
    }

    /// <summary>What C# passed, written as WAVE would where the type tells how; null where nothing is known. Never throws.</summary>
    public static string? Of(object?[]? arguments)
    {
        if (arguments is null)
        {
            return null;
        }
        var text = new StringBuilder();
        try
        {
            for (var i = 0; i < arguments.Length; i++)
            {
                text.Append(i == 0 ? "" : ", ");
                Write(text, arguments[i], text.Length + Most);
            }
        }
        catch (Exception)
        {
            // Types of the program are asked for their items and their text, and may throw what they like; the trap is what the caller shall see.
            text.Append('…');
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, object? value, int most)
    {
        var writer = new WaveWriter(text, most);
        switch (value)
        {
            case null: text.Append("none"); break;
            case WitValue wit: writer.Write(wit); break;
            case string s: writer.Write(s); break;
            case bool b: writer.Write(b); break;
            case float f: writer.Write(f); break;
            case double d: writer.Write(d); break;
            case Rune rune: writer.Write(rune); break;
            case Enum or GuestResource: Plain(text, value, most); break;
            case IFormattable number when value.GetType().IsPrimitive: text.Append(number.ToString(null, CultureInfo.InvariantCulture)); break;
            case ITuple tuple: Sequence(text, '(', Enumerable.Range(0, tuple.Length).Select(i => tuple[i]), ')', most); break;
            case IEnumerable items: Sequence(text, '[', items.Cast<object?>(), ']', most); break;
            default: Plain(text, value, most); break;
        }
    }

    private static void Sequence(StringBuilder text, char open, IEnumerable<object?> items, char close, int most)
    {
        text.Append(open);
        var shown = 0;
        foreach (var item in items)
        {
            text.Append(shown == 0 ? "" : ", ");
            if (shown++ == MostItems || text.Length > most)
            {
                text.Append('…');
                break;
            }
            Write(text, item, most);
        }
        text.Append(close);
    }

    private static void Plain(StringBuilder text, object value, int most)
    {
        var plain = value.ToString() ?? "";
        WaveStrings.Escape(text, plain.AsSpan(0, Math.Clamp(most - text.Length, 0, plain.Length)));
    }
}
