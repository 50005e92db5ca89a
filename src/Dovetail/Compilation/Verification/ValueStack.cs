namespace Dovetail.Compilation.Verification;

/// <summary>The values on the evaluation stack, the top last. A structure: most points of a method have an empty one.</summary>
internal struct ValueStack
{
    private Value[]? _items;

    /// <summary>The number of values.</summary>
    public int Count { get; private set; }

    /// <summary>The value at a place counted from the bottom.</summary>
    public readonly Value this[int index]
    {
        get => _items![index];
        set => _items![index] = value;
    }

    public void Push(Value value)
    {
        if (_items is null || Count == _items.Length) Array.Resize(ref _items, Math.Max(4, 2 * Count));
        _items[Count++] = value;
    }

    public Value Pop() => _items![--Count];

    public void Clear() => Count = 0;

    /// <summary>A stack of the same values that can be changed apart from this one.</summary>
    public readonly ValueStack Copy() => Count == 0 ? default : new() { _items = _items.AsSpan(0, Count).ToArray(), Count = Count };
}
