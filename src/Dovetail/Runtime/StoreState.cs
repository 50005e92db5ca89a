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

    public void Dispose() => Disposal.OfAll(Array.ConvertAll(_items, item => item.Value));
}
