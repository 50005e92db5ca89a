using System.Diagnostics;

namespace Dovetail.Compilation;

/// <summary>
/// A list and stack of structures. The library's own, over a type of ours, is compiled or checked when a process first uses it
/// (<see cref="Wasm.Mapping"/>), which takes a tenth of a small module's whole compilation for a few of them.
/// </summary>
/// <param name="capacity">How many items it holds at first; at least 1.</param>
internal sealed class ArrayBuilder<T>(int capacity)
    where T : struct
{
    private T[] _items = new T[capacity];

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>The item at <paramref name="index"/>, which is below <see cref="Count"/>.</summary>
    public ref T this[int index]
    {
        get
        {
            Debug.Assert(index < Count, "an item that is there");
            return ref _items[index];
        }
    }

    /// <summary>The items, until the next is added.</summary>
    public Span<T> AsSpan() => new(_items, 0, Count);

    /// <summary>Copies the items to <paramref name="target"/>, from <paramref name="start"/> on.</summary>
    public void CopyTo(T[] target, int start) => Array.Copy(_items, 0, target, start, Count);

    /// <summary>Adds an item behind the last.</summary>
    public void Add(T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Count * 2);
        _items[Count++] = item;
    }

    /// <summary>Takes the last item away; false where there is none.</summary>
    public bool TryPop(out T item)
    {
        item = default;
        if (Count == 0)
            return false;
        item = _items[--Count];
        return true;
    }

    /// <summary>Takes away what lies beyond the first <paramref name="count"/> items.</summary>
    public void CutTo(int count) => Count = Math.Min(Count, count);
}
