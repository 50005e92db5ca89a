namespace Dovetail.Runtime;

/// <summary>The address space behind one memory: zeroed bytes at a place that never changes, usable up to what was committed.</summary>
/// <remarks>
/// <see cref="Dispose"/> gives it back. The finalizer is the safety net for stores that were dropped without it; a store is
/// reachable while a thread is inside, so it never runs under a guest.
/// </remarks>
internal abstract class MemoryBlock : IDisposable
{
    // A pool writes zeroes over so much and leaves it to the guest that comes next; what lies behind goes back to the system. A small
    // guest then takes no page fault, and returning its memory no call of the system.
    private const long KeptResident = 64 << 10;

    private int _disposed;
    private long _pressure;
    private LinkedListNode<MemoryBlock>? _placeInKind;
    private LinkedListNode<MemoryBlock>? _placeInAge;

    private protected MemoryBlock(nint start, long capacity) => (Start, Capacity) = (start, capacity);

    ~MemoryBlock() => Free();

    /// <summary>The first byte.</summary>
    internal nint Start { get; }

    /// <summary>How many bytes can be committed at most.</summary>
    internal long Capacity { get; }

    /// <summary>How many bytes are committed, from the start on.</summary>
    internal long Committed { get; private set; }

    /// <summary>The area of the image that is in it: what is mapped there comes back by a reset, what is copied has to be copied again.</summary>
    internal ImageArea? Image { get; private set; }

    /// <summary>How many bytes of physical memory it holds after a reset, beside an image that is mapped.</summary>
    internal long ResidentBytes { get; private set; }

    /// <summary>What a pool asks a block by.</summary>
    internal (long Capacity, ImageArea? Image) Kind => (Capacity, Image);

    /// <summary>The place in a pool's list of blocks of its kind.</summary>
    internal LinkedListNode<MemoryBlock> PlaceInKind => _placeInKind ??= new LinkedListNode<MemoryBlock>(this);

    /// <summary>The place in a pool's list of all blocks.</summary>
    internal LinkedListNode<MemoryBlock> PlaceInAge => _placeInAge ??= new LinkedListNode<MemoryBlock>(this);

    /// <summary>A block for a memory that may grow to <paramref name="capacity"/> bytes, nothing of it committed.</summary>
    /// <param name="isMapped">Whether an image will be mapped into it; then it has a reservation of its own.</param>
    /// <exception cref="LimitException">The process has no room for it.</exception>
    internal static MemoryBlock Create(long capacity, bool isMapped = false) => capacity <= MemorySlabs.LargestSlot && !isMapped
        ? MemorySlabs.Process.Rent(capacity)
        : MemoryReservation.Create(capacity);

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

    /// <summary>Takes the area of an image in, which lies within what is committed, and maps its file if it has one.</summary>
    /// <exception cref="LimitException">The system has no room for a mapping.</exception>
    internal void Take(ImageArea image)
    {
        if (Image == image)
            return;
        if (image.IsMapped)
            MapCore(image);
        Image = image;
    }

    /// <summary>
    /// Makes all bytes what they were before the first was written: zero, or the image; but leaves an image that is copied to be copied
    /// again. False when the system cannot; then the block must be freed.
    /// </summary>
    internal bool TryReset()
    {
        var isKept = Image is { IsMapped: false };
        var (before, behind) = isKept ? (Image!.Start, Image.Start + Image.Length) : (Committed, Committed);
        ResidentBytes = Image is { IsMapped: true } ? 0 : Math.Min(before, KeptResident);
        // In bounds: so much is committed, as is the image.
        Clear(ResidentBytes);
        if (!TryReset(ResidentBytes, before) || !TryReset(behind, Committed))
            return false;
        ResidentBytes += behind - before;
        if (_pressure > ResidentBytes)
            GC.RemoveMemoryPressure(_pressure - ResidentBytes);
        _pressure = Math.Min(_pressure, ResidentBytes);
        return true;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private protected abstract bool CommitCore(long from, long to);

    private protected abstract void MapCore(ImageArea image);

    private protected abstract void FreeCore();

    private unsafe void Clear(long length) => new Span<byte>((void*)Start, (int)length).Clear();

    private bool TryReset(long from, long to) => AddressSpace.Current.Reset(Start + (nint)from, (nuint)(to - from));

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

    // The image, and what is committed behind it.
    private const int ImageMappings = 2;

    private MemoryReservation(nint start, long capacity)
        : base(start, capacity)
    {
    }

    internal static MemoryReservation Create(long capacity)
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

    private protected override void MapCore(ImageArea image)
    {
        MemoryAccount.Process.Charge(ImageMappings, 0);
        if (image.TryMap(Start))
            return;
        MemoryAccount.Process.Credit(ImageMappings, 0);
        throw new LimitException("memory mappings", $"the operating system has no room to map {image.Length} bytes");
    }

    private protected override void FreeCore()
    {
        AddressSpace.Current.Release(Start, (nuint)Capacity);
        MemoryAccount.Process.Credit(Image is { IsMapped: true } ? Mappings + ImageMappings : Mappings, Capacity);
    }
}
