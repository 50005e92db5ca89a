namespace Dovetail.Runtime;

/// <summary>The address space behind one memory: zeroed bytes at a place that never changes, usable up to what was committed.</summary>
/// <remarks>
/// <see cref="Dispose"/> gives it back. The finalizer is the safety net for stores that were dropped without it; a store is
/// reachable while a thread is inside, so it never runs under a guest.
/// </remarks>
internal abstract class MemoryBlock : IDisposable
{
    private int _disposed;
    private long _pressure;

    private protected MemoryBlock(nint start, long capacity) => (Start, Capacity) = (start, capacity);

    ~MemoryBlock() => Free();

    /// <summary>The first byte.</summary>
    internal nint Start { get; }

    /// <summary>How many bytes can be committed at most.</summary>
    internal long Capacity { get; }

    /// <summary>How many bytes are committed, from the start on.</summary>
    internal long Committed { get; private set; }

    /// <summary>A block for a memory that may grow to <paramref name="capacity"/> bytes, nothing of it committed.</summary>
    /// <exception cref="LimitException">The process has no room for it.</exception>
    internal static MemoryBlock Create(long capacity) =>
        capacity <= MemorySlabs.LargestSlot ? MemorySlabs.Process.Rent(capacity) : MemoryReservation.Create(capacity);

    /// <summary>Commits up to <paramref name="length"/> bytes; false when the block or the system has no room.</summary>
    internal bool TryCommit(long length)
    {
        if (length > Capacity || !CommitCore(Committed, length))
            return false;
        if (length > Committed)
        {
            GC.AddMemoryPressure(length - Committed);
            _pressure += length - Committed;
            Committed = length;
        }
        return true;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private protected abstract bool CommitCore(long from, long to);

    private protected abstract void FreeCore();

    private void Free()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (_pressure != 0)
            GC.RemoveMemoryPressure(_pressure);
        FreeCore();
    }
}

/// <summary>A block with a reservation of its own, which the operating system sees as two mappings: committed and not.</summary>
internal sealed class MemoryReservation : MemoryBlock
{
    private const int Mappings = 2;

    private MemoryReservation(nint start, long capacity)
        : base(start, capacity)
    {
    }

    internal static new MemoryReservation Create(long capacity)
    {
        MemoryAccount.Process.Charge(Mappings, capacity);
        var start = AddressSpace.Current.Reserve((nuint)capacity);
        if (start != 0)
            return new MemoryReservation(start, capacity);
        MemoryAccount.Process.Credit(Mappings, capacity);
        throw new LimitException("reserved memory", $"the operating system has no room to reserve {capacity} bytes");
    }

    private protected override bool CommitCore(long from, long to) =>
        to <= from || AddressSpace.Current.Commit(Start + (nint)from, (nuint)(to - from));

    private protected override void FreeCore()
    {
        AddressSpace.Current.Release(Start, (nuint)Capacity);
        MemoryAccount.Process.Credit(Mappings, Capacity);
    }
}
