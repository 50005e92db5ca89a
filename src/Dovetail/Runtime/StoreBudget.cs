namespace Dovetail.Runtime;

/// <summary>What a store holds outside the garbage-collected heap, and how much of its limits is used. Used inside the store only.</summary>
internal sealed class StoreBudget(StoreOptions options) : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    /// <summary>The memories and tables.</summary>
    internal SpaceBudget Space { get; } = new(null, options.MaxMemoryBytes, options.MaxTableElements, "the store");

    /// <summary>The instances made.</summary>
    internal int Instances { get; private set; }

    /// <summary>Frees <paramref name="resource"/> with the store.</summary>
    internal void Own(IDisposable resource) => _owned.Add(resource);

    /// <summary>Makes what it owns what it was at first; false where something cannot be.</summary>
    /// <exception cref="LimitException">The system does not take memory back.</exception>
    internal bool TryRenew()
    {
        foreach (var owned in _owned)
        {
            if (owned is not IRenewable renewable)
                return false;
            renewable.Renew();
        }
        return true;
    }

    /// <summary>Enters an instance.</summary>
    /// <exception cref="LimitException">The store may not have one more.</exception>
    internal void AddInstance()
    {
        if (Instances >= options.MaxInstances)
            throw SpaceBudget.Exceeded("the store", "instances", options.MaxInstances);
        Instances++;
    }

    /// <summary>Takes out what a failed instantiation had entered; what it owned is freed.</summary>
    internal void Rollback(Mark mark)
    {
        var entered = _owned[mark.Owned..];
        _owned.RemoveRange(mark.Owned, entered.Count);
        Space.Restore(mark.MemoryBytes, mark.TableElements);
        Instances = mark.Instances;
        Disposal.OfAll(entered);
    }

    /// <summary>The state that <see cref="Rollback"/> returns to.</summary>
    internal Mark Save() => new(_owned.Count, Space.MemoryBytes, Space.TableElements, Instances);

    public void Dispose()
    {
        IDisposable[] owned = [.. _owned];
        _owned.Clear();
        Disposal.OfAll(owned);
    }

    /// <summary>A state of the budget.</summary>
    internal readonly record struct Mark(int Owned, long MemoryBytes, long TableElements, int Instances);
}

/// <summary>What can be made again what it was when it was made. Used inside the store only.</summary>
internal interface IRenewable : IDisposable
{
    /// <summary>Makes it so.</summary>
    /// <exception cref="LimitException">The system has no room for it.</exception>
    void Renew();
}
