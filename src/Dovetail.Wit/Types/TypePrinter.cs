using System.Text;

namespace Dovetail.Wit.Types;

/// <summary>
/// Collects a type's WIT; stops at a bound, because shared parts can make a small type exponentially long.
/// </summary>
internal sealed class TypePrinter
{
    private const int Longest = 4096;

    private readonly StringBuilder _text = new();

    /// <summary>Whether the bound is reached, so that nothing more needs to be printed.</summary>
    public bool IsFull => _text.Length > Longest;

    public TypePrinter Text(string part)
    {
        if (!IsFull)
        {
            _text.Append(part);
        }
        return this;
    }

    public TypePrinter Type(WitType? type, string ifNone = "_")
    {
        if (!IsFull)
        {
            if (type is null)
            {
                Text(ifNone);
            }
            else
            {
                type.Print(this);
            }
        }
        return this;
    }

    public TypePrinter List<T>(IReadOnlyList<T> items, Action<TypePrinter, T> print)
    {
        for (var i = 0; i < items.Count && !IsFull; i++)
        {
            if (i > 0)
            {
                Text(", ");
            }
            print(this, items[i]);
        }
        return this;
    }

    public override string ToString() => IsFull ? _text.ToString(0, Longest) + "…" : _text.ToString();
}
