using System.Collections;

namespace Dovetail;

/// <summary>The items of a list or a tuple value. Immutable.</summary>
/// <remarks>
/// A list of numbers made from an array of C# numbers is kept as one; its items become values when they are read.
/// </remarks>
public readonly struct WitList : IReadOnlyList<WitValue>, IEquatable<WitList>
{
    private readonly Array? _items;

    internal WitList(Array items) => _items = items;

    internal Array Items => _items ?? Array.Empty<WitValue>();

    /// <inheritdoc/>
    public int Count => Items.Length;

    /// <summary>The item at <paramref name="index"/>.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such item.</exception>
    public WitValue this[int index] => Items switch
    {
        WitValue[] values => values[index],
        byte[] values when values.GetType() == typeof(byte[]) => values[index],
        sbyte[] values => values[index],
        short[] values when values.GetType() == typeof(short[]) => values[index],
        ushort[] values => values[index],
        int[] values when values.GetType() == typeof(int[]) => values[index],
        uint[] values => values[index],
        long[] values when values.GetType() == typeof(long[]) => values[index],
        ulong[] values => values[index],
        float[] values => values[index],
        double[] values => values[index],
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <inheritdoc/>
    public IEnumerator<WitValue> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have equal items in the same order.</summary>
    public bool Equals(WitList other)
    {
        if (Count != other.Count)
        {
            return false;
        }
        for (var i = 0; i < Count; i++)
        {
            if (this[i] != other[i])
            {
                return false;
            }
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WitList other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Count);
        for (var i = 0; i < Math.Min(Count, 16); i++)
        {
            hash.Add(this[i]);
        }
        return hash.ToHashCode();
    }

    /// <summary>Whether both have equal items in the same order.</summary>
    public static bool operator ==(WitList left, WitList right) => left.Equals(right);

    /// <summary>Whether the items differ.</summary>
    public static bool operator !=(WitList left, WitList right) => !left.Equals(right);
}
