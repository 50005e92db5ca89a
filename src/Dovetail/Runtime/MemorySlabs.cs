using System.Diagnostics;
using System.Numerics;

namespace Dovetail.Runtime;

/// <summary>
/// Small memories, many to a mapping. A slab is one committed reservation cut into slots of one size (64 KiB to 1 MiB, powers of
/// two); a slot is zeroed when it comes back, before anyone else can rent it. Safe from many threads.
/// </summary>
/// <remarks>
/// Slots touch each other: the check in the emitted code alone keeps a guest in its slot, as everywhere. A slab without a rented
/// slot is given back unless it is the last one with room of its size.
/// </remarks>
internal sealed class MemorySlabs
{
    /// <summary>The capacity of the largest memory that comes from a slab, in bytes.</summary>
    internal const long LargestSlot = 1 << 20;

    private const int SmallestSlotLog2 = 16;
    private const long SlabBytes = 16 << 20;

    // By size class: the slabs that have a free slot.
    private readonly List<Slab>[] _open = CreateClasses();
    private readonly Lock _gate = new();

    /// <summary>The slabs of this process.</summary>
    internal static MemorySlabs Process { get; } = new();

    /// <summary>A zeroed slot for a memory of at most <paramref name="capacity"/> bytes.</summary>
    internal MemoryBlock Rent(long capacity)
    {
        var sizeClass = Math.Max(0, BitOperations.Log2(((ulong)Math.Max(capacity, 1) - 1) | 1) + 1 - SmallestSlotLog2);
        lock (_gate)
        {
            var open = _open[sizeClass];
            if (open.Count == 0)
                open.Add(Slab.Create(1L << (sizeClass + SmallestSlotLog2)));
            var slab = open[^1];
            var slot = new Slot(this, slab, sizeClass, slab.Take(), capacity);
            if (slab.IsFull)
                open.RemoveAt(open.Count - 1);
            return slot;
        }
    }

    private void Return(Slab slab, int sizeClass, nint start)
    {
        lock (_gate)
        {
            var open = _open[sizeClass];
            if (slab.IsFull)
                open.Add(slab);
            slab.Give(start);
            if (!slab.IsEmpty || open.Count == 1)
                return;
            open.Remove(slab);
            slab.Release();
        }
    }

    private static List<Slab>[] CreateClasses()
    {
        var classes = new List<Slab>[BitOperations.Log2((ulong)LargestSlot) - SmallestSlotLog2 + 1];
        for (var i = 0; i < classes.Length; i++)
            classes[i] = [];
        return classes;
    }

    /// <summary>One reservation and the stack of its free slots.</summary>
    private sealed class Slab
    {
        private readonly nint _start;
        private readonly nint[] _free;
        private int _count;

        private Slab(nint start, long slotBytes)
        {
            _start = start;
            _free = new nint[SlabBytes / slotBytes];
            for (var i = _free.Length - 1; i >= 0; i--)
                Give(start + (nint)(i * slotBytes));
        }

        internal bool IsFull => _count == 0;

        internal bool IsEmpty => _count == _free.Length;

        internal static Slab Create(long slotBytes)
        {
            MemoryAccount.Process.Charge(1, SlabBytes);
            var start = AddressSpace.Current.Reserve((nuint)SlabBytes);
            if (start != 0 && AddressSpace.Current.Commit(start, (nuint)SlabBytes))
                return new Slab(start, slotBytes);
            if (start != 0)
                AddressSpace.Current.Release(start, (nuint)SlabBytes);
            MemoryAccount.Process.Credit(1, SlabBytes);
            throw new LimitException("reserved memory", $"the operating system has no room to reserve {SlabBytes} bytes");
        }

        internal nint Take() => _free[--_count];

        internal void Give(nint slot) => _free[_count++] = slot;

        internal void Release()
        {
            AddressSpace.Current.Release(_start, (nuint)SlabBytes);
            MemoryAccount.Process.Credit(1, SlabBytes);
        }
    }

    private sealed class Slot(MemorySlabs slabs, Slab slab, int sizeClass, nint start, long capacity)
        : MemoryBlock(start, capacity)
    {
        private protected override bool CommitCore(long from, long to) => true;

        // A mapping in the middle of a slab would cut it in three.
        private protected override void MapCore(ImageArea image) => throw new UnreachableException("an image mapped into a slab");

        // Only what was committed can have been written. Writing zeroes over it would bring in every page that the guest never
        // touched, so the pages go back to the system where it can take them.
        private protected override void FreeCore()
        {
            if (!AddressSpace.Current.Reset(Start, (nuint)Committed))
                Clear();
            slabs.Return(slab, sizeClass, Start);
        }

        // In bounds: the slot holds at least Committed bytes, all of them committed with the slab.
        private unsafe void Clear() => new Span<byte>((void*)Start, checked((int)Committed)).Clear();
    }
}
