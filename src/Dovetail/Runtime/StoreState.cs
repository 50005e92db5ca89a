namespace Dovetail.Runtime;

/// <summary>What the host's packages keep with a store. There are few of them, so a list is searched.</summary>
internal sealed class StoreState : IDisposable
{
    private (object Key, object Value)[] _items = [];

    public object? Find(object key)
    {
        foreach (var (known, value) in _items)
        {
            if (ReferenceEquals(known, key))
                return value;
        }
        return null;
    }

    public object Add(object key, object value)
    {
        _items = [.. _items, (key, value)];
        return value;
    }

    // The last made may use those before.
    public void Dispose()
    {
        foreach (var (_, value) in _items.Reverse())
            (value as IDisposable)?.Dispose();
    }
}
