using System.Globalization;

namespace Dovetail.Runtime;

/// <summary>What a store holds outside the garbage-collected heap, and how much of its limits is used. Used inside the store only.</summary>
internal sealed class StoreBudget(StoreOptions options) : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    /// <summary>The bytes of all memories.</summary>
    internal long MemoryBytes { get; private set; }

    /// <summary>The elements of all tables.</summary>
    internal long TableElements { get; private set; }

    /// <summary>The instances made.</summary>
    internal int Instances { get; private set; }

    /// <summary>Frees <paramref name="resource"/> with the store.</summary>
    internal void Own(IDisposable resource) => _owned.Add(resource);

    /// <summary>Enters bytes of a memory; false when the store may not have them.</summary>
    internal bool TryAddMemory(long bytes)
    {
        if (bytes > options.MaxMemoryBytes - MemoryBytes)
            return false;
        MemoryBytes += bytes;
        return true;
    }

    /// <summary>Enters elements of a table; false when the store may not have them.</summary>
    internal bool TryAddElements(long count)
    {
        if (count > options.MaxTableElements - TableElements)
            return false;
        TableElements += count;
        return true;
    }

    /// <summary>Enters an instance.</summary>
    /// <exception cref="LimitException">The store may not have one more.</exception>
    internal void AddInstance()
    {
        if (Instances >= options.MaxInstances)
            throw Exceeded("instances", options.MaxInstances);
        Instances++;
    }

    /// <summary>Takes out what a failed instantiation had entered; what it owned is freed.</summary>
    internal void Rollback(Mark mark)
    {
        for (var i = _owned.Count - 1; i >= mark.Owned; i--)
            _owned[i].Dispose();
        _owned.RemoveRange(mark.Owned, _owned.Count - mark.Owned);
        (MemoryBytes, TableElements, Instances) = (mark.MemoryBytes, mark.TableElements, mark.Instances);
    }

    /// <summary>The state that <see cref="Rollback"/> returns to.</summary>
    internal Mark Save() => new(_owned.Count, MemoryBytes, TableElements, Instances);

    /// <summary>The refusal of what exceeds a limit of the store.</summary>
    internal static LimitException Exceeded(string limit, long most) =>
        new(limit, string.Create(CultureInfo.InvariantCulture, $"the store has reached its limit of {limit} ({most})"));

    public void Dispose()
    {
        foreach (var resource in _owned)
            resource.Dispose();
        _owned.Clear();
    }

    /// <summary>A state of the budget.</summary>
    internal readonly record struct Mark(int Owned, long MemoryBytes, long TableElements, int Instances);
}
