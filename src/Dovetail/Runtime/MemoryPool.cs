using System.Runtime.CompilerServices;

namespace Dovetail.Runtime;

/// <summary>
/// The memories of disposed stores that an engine keeps for the next ones: their address space, and the image of their module. A block is cleared when it
/// comes back, before anyone else can have it, and only blocks of disposed stores come: nobody reaches them any more. Safe from many threads.
/// </summary>
/// <remarks>
/// What is kept stays in the process-wide account; where that refuses, the pools of all engines give everything back first. When a pool is full, the
/// block that has waited longest goes.
/// </remarks>
internal sealed class MemoryPool
{
    // Only what holds something is worth asking; an engine that is forgotten takes its pool with it.
    private static readonly ConditionalWeakTable<MemoryPool, object?> Keeping = [];

    private readonly int maxMemories;
    private readonly long maxBytes;
    // Made when the first memory is kept.
    private Dictionary<(long Capacity, ImageArea? Image), LinkedList<MemoryBlock>>? _byKind;
    private readonly LinkedList<MemoryBlock> _byAge = [];
    private readonly Lock _gate = new();
    private long _bytes;
    private int _abandonedAreas;
    private bool _isKnown;
    private volatile bool _closed;

    /// <param name="maxMemories">How many blocks may be kept; 0 for none.</param>
    /// <param name="maxBytes">How many bytes of physical memory they may hold together.</param>
    internal MemoryPool(int maxMemories, long maxBytes) =>
        (this.maxMemories, this.maxBytes, _closed) = (maxMemories, maxBytes, maxMemories == 0);

    /// <summary>How many blocks are kept now.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
                return _byAge.Count;
        }
    }

    /// <summary>
    /// A block that is zero, or begins with <paramref name="image"/>, for a memory that may grow to <paramref name="capacity"/> bytes. What is
    /// committed in it may be more than the memory has.
    /// </summary>
    /// <exception cref="LimitException">The process has no room for it.</exception>
    internal MemoryBlock Rent(long capacity, ImageArea? image)
    {
        if (TryTake((capacity, image)) is { } kept)
            return kept;
        try
        {
            return MemoryBlock.Create(capacity, image is { IsMapped: true });
        }
        catch (LimitException)
        {
            // Even where there was nothing to clear: another thread may just have done it.
            ClearAll();
            return MemoryBlock.Create(capacity, image is { IsMapped: true });
        }
    }

    /// <summary>Takes the block of a memory that nobody can reach any more: keeps it cleared, or frees it.</summary>
    internal void Return(MemoryBlock block)
    {
        if (_closed || block.Image is { IsAbandoned: true } || !block.TryReset())
        {
            block.Dispose();
            return;
        }
        List<MemoryBlock>? leaving = null;
        lock (_gate)
        {
            if (_closed || block.ResidentBytes > maxBytes)
                leaving = [block];
            else
                Keep(block);
            while (IsOverfull())
                (leaving ??= []).Add(RemoveOldest());
            RemoveAbandoned(ref leaving);
        }
        leaving?.ForEach(each => each.Dispose());
    }

    /// <summary>Keeps nothing any more.</summary>
    internal void Close()
    {
        lock (_gate)
            _closed = true;
        Clear();
    }

    /// <summary>All pools of the process give back what they keep; whether this one call got anything.</summary>
    internal static bool ClearAll()
    {
        var any = false;
        foreach (var (pool, _) in Keeping)
            any |= pool.Clear();
        return any;
    }

    private MemoryBlock? TryTake((long Capacity, ImageArea? Image) kind)
    {
        if (_closed)
            return null;
        lock (_gate)
        {
            if (_byKind is null || !_byKind.TryGetValue(kind, out var blocks) || blocks.Last is not { } last)
                return null;
            Remove(last.Value);
            return last.Value;
        }
    }

    private bool IsOverfull() => _byAge.Count > maxMemories || _bytes > maxBytes;

    // Under the gate. What is left of a module that is gone would keep its image in memory; all is looked through when there is another such.
    private void RemoveAbandoned(ref List<MemoryBlock>? leaving)
    {
        var abandoned = ImageArea.AbandonedCount;
        if (_abandonedAreas == abandoned)
            return;
        _abandonedAreas = abandoned;
        foreach (var block in _byAge.Where(block => block.Image is { IsAbandoned: true }).ToArray())
        {
            Remove(block);
            (leaving ??= []).Add(block);
        }
    }

    private MemoryBlock RemoveOldest()
    {
        var oldest = _byAge.First!.Value;
        Remove(oldest);
        return oldest;
    }

    private void Keep(MemoryBlock block)
    {
        _byKind ??= [];
        if (!_byKind.TryGetValue(block.Kind, out var blocks))
            _byKind.Add(block.Kind, blocks = []);
        blocks.AddLast(block.PlaceInKind);
        _byAge.AddLast(block.PlaceInAge);
        if (!_isKnown)
            _isKnown = Keeping.TryAdd(this, null);
        _bytes += block.ResidentBytes;
    }

    private void Remove(MemoryBlock block)
    {
        var blocks = block.PlaceInKind.List!;
        blocks.Remove(block.PlaceInKind);
        if (blocks.Count == 0)
            _byKind!.Remove(block.Kind);
        _byAge.Remove(block.PlaceInAge);
        _bytes -= block.ResidentBytes;
    }

    private bool Clear()
    {
        List<MemoryBlock>? leaving;
        lock (_gate)
            leaving = _byAge.Count == 0 ? null : TakeAll();
        if (leaving is null)
            return false;
        foreach (var block in leaving)
            block.Dispose();
        return true;
    }

    private List<MemoryBlock> TakeAll()
    {
        var leaving = new List<MemoryBlock>(_byAge);
        _byKind!.Clear();
        foreach (var block in leaving)
            block.PlaceInKind.List!.Remove(block.PlaceInKind);
        _byAge.Clear();
        _bytes = 0;
        return leaving;
    }
}
