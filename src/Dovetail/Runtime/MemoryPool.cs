namespace Dovetail.Runtime;

/// <summary>
/// The memories of disposed stores that an engine keeps for the next ones: their address space, and the image of their module. A block is cleared when it
/// comes back, before anyone else can have it, and only blocks of disposed stores come: nobody reaches them any more. Safe from many threads.
/// </summary>
/// <remarks>
/// What is kept stays in the process-wide account; where that refuses, everything kept is given back first. When the pool is full, the block
/// that has waited longest goes.
/// </remarks>
internal sealed class MemoryPool(int maxMemories, long maxBytes)
{
    private readonly Dictionary<(long Capacity, ImageArea? Image), LinkedList<MemoryBlock>> _byKind = [];
    private readonly LinkedList<MemoryBlock> _byAge = [];
    private readonly Lock _gate = new();
    private long _bytes;
    private volatile bool _closed = maxMemories == 0;

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
        catch (LimitException) when (Clear())
        {
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

    private MemoryBlock? TryTake((long Capacity, ImageArea? Image) kind)
    {
        if (_closed)
            return null;
        lock (_gate)
        {
            if (!_byKind.TryGetValue(kind, out var blocks) || blocks.Last is not { } last)
                return null;
            Remove(last.Value);
            return last.Value;
        }
    }

    private bool IsOverfull() => _byAge.Count > maxMemories || _bytes > maxBytes
        || _byAge.First?.Value.Image is { IsAbandoned: true };

    private MemoryBlock RemoveOldest()
    {
        var oldest = _byAge.First!.Value;
        Remove(oldest);
        return oldest;
    }

    private void Keep(MemoryBlock block)
    {
        if (!_byKind.TryGetValue(block.Kind, out var blocks))
            _byKind.Add(block.Kind, blocks = []);
        blocks.AddLast(block.PlaceInKind);
        _byAge.AddLast(block.PlaceInAge);
        _bytes += block.ResidentBytes;
    }

    private void Remove(MemoryBlock block)
    {
        var blocks = block.PlaceInKind.List!;
        blocks.Remove(block.PlaceInKind);
        if (blocks.Count == 0 && block.Image is { IsAbandoned: true })
            _byKind.Remove(block.Kind);
        _byAge.Remove(block.PlaceInAge);
        _bytes -= block.ResidentBytes;
    }

    private bool Clear()
    {
        List<MemoryBlock> leaving;
        lock (_gate)
        {
            leaving = [.. _byAge];
            _byKind.Clear();
            foreach (var block in leaving)
                block.PlaceInKind.List!.Remove(block.PlaceInKind);
            _byAge.Clear();
            _bytes = 0;
        }
        leaving.ForEach(block => block.Dispose());
        return leaving.Count > 0;
    }
}
