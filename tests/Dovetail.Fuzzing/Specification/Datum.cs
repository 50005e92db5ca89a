using System.Globalization;
using System.Text;

namespace Dovetail.Fuzzing.Specification;

/// <summary>A value of the component model without its type: what both sides are given and asked for.</summary>
internal abstract record Datum
{
    /// <summary>The value as JSON, with all but ASCII escaped, as both sides tell it.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Write(text);
        return text.ToString();
    }

    /// <summary>Appends the value as JSON.</summary>
    public abstract void Write(StringBuilder to);

    /// <summary>Appends values as a JSON array.</summary>
    public static void WriteAll(StringBuilder to, IReadOnlyList<Datum> items)
    {
        to.Append('[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) to.Append(',');
            items[i].Write(to);
        }

        to.Append(']');
    }
}

/// <summary>An integer, a boolean as 0 or 1, a char's code point, the bits of a float or of flags, what a handle stands for.</summary>
internal sealed record Number(Int128 Value) : Datum
{
    /// <inheritdoc/>
    public override void Write(StringBuilder to) => to.Append(CultureInfo.InvariantCulture, $"{Value}");
}

/// <summary>A string, or the message of an error context.</summary>
internal sealed record Text(string Value) : Datum
{
    /// <inheritdoc/>
    public override void Write(StringBuilder to)
    {
        to.Append('"');
        foreach (var unit in Value)
        {
            if (unit is '"' or '\\') to.Append('\\').Append(unit);
            else if (Short(unit) is { } name) to.Append('\\').Append(name);
            else if (unit is >= ' ' and <= '~') to.Append(unit);
            else to.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        to.Append('"');
    }

    private static char? Short(char unit) => unit switch { '\b' => 'b', '\f' => 'f', '\n' => 'n', '\r' => 'r', '\t' => 't', _ => null };
}

/// <summary>The parts of a list, a map's entries, a record's fields, a tuple's items.</summary>
internal sealed record Parts(Datum[] Items) : Datum
{
    /// <inheritdoc/>
    public override void Write(StringBuilder to) => WriteAll(to, Items);
}

/// <summary>A case of a variant, enum, option or result.</summary>
internal sealed record Choice(int Index, Datum? Payload) : Datum
{
    /// <inheritdoc/>
    public override void Write(StringBuilder to)
    {
        to.Append(CultureInfo.InvariantCulture, $"[{Index},");
        if (Payload is null) to.Append("null");
        else Payload.Write(to);
        to.Append(']');
    }
}
