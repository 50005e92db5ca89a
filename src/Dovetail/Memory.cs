using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>
/// A linear memory (core specification 3.0, 4.2.8 "Memory Instances"): bytes outside the garbage-collected heap whose place never
/// changes. Belongs to one thread at a time, with its store.
/// </summary>
/// <remarks>
/// `Base` and `Limit` are what the sandbox stands on: emitted code reads them and checks each access against them. Every access from C#
/// goes through <see cref="Slice"/>, which makes the same check.
/// </remarks>
public sealed unsafe class Memory
{
    /// <summary>Where the memory starts; never moves while the store lives.</summary>
    internal byte* Base;

    /// <summary>The index of the last byte, length − 1; −1 for an empty memory.</summary>
    internal long Limit = -1;

    private const ulong MaxPages32 = 1 << 16;
    private const ulong MaxPages64 = 1UL << 48;
    private MemoryBlock? _block;
    private readonly MemoryImage? _image;
    private readonly long _maxPages;
    private readonly SpaceBudget _space;

    /// <summary>Makes a memory of zeroes in <paramref name="store"/>.</summary>
    /// <exception cref="LimitException">The store or the process has no room for it.</exception>
    /// <exception cref="UnsupportedException">The type is of a proposal that is not supported.</exception>
    public Memory(Store store, MemoryType type)
        : this(store, type, null, null)
    {
    }

    /// <summary>Makes a memory that begins with <paramref name="image"/>, and counts in <paramref name="space"/> (the store's unless given).</summary>
    internal Memory(Store store, MemoryType type, MemoryImage? image, SpaceBudget? space)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        CheckType(type);
        using var access = store.Use();
        Store = store;
        DeclaredType = type;
        (_space, _image) = (space ?? store.Budget.Space, image);
        var minimum = (long)type.Limits.Minimum;
        var wanted = Math.Min(type.Limits.Maximum ?? ulong.MaxValue, MaxPages(type));
        _maxPages = Math.Min((long)wanted, store.Engine.Options.MaxMemoryReservation >> type.PageSizeLog2);
        if (minimum > _maxPages)
            throw SpaceBudget.Exceeded("the engine", "reserved memory", store.Engine.Options.MaxMemoryReservation);
        if (!_space.TryAddMemory(minimum << PageSizeLog2))
            throw _space.MemoryExceeded(minimum << PageSizeLog2);
        _block = CreateBlock(minimum << PageSizeLog2);
        store.Budget.Own(new Handle(this));
        Base = (byte*)_block.Start;
        Limit = (minimum << PageSizeLog2) - 1;
    }

    /// <summary>The type, with the present size as its minimum.</summary>
    public MemoryType Type => DeclaredType with { Limits = DeclaredType.Limits with { Minimum = (ulong)PageCount } };

    /// <summary>The size in pages (of 64 KiB), as <c>memory.size</c> gives it.</summary>
    public long PageCount => (Limit + 1) >> PageSizeLog2;

    /// <summary>The size in bytes.</summary>
    public long ByteLength => Limit + 1;

    internal Store Store { get; }

    /// <summary>The type as it was declared.</summary>
    internal MemoryType DeclaredType { get; }

    private int PageSizeLog2 => DeclaredType.PageSizeLog2;

    /// <summary>Grows by <paramref name="pages"/> pages of zeroes. The size before, in pages; −1 when a limit forbids it.</summary>
    /// <exception cref="InvalidOperationException">Another thread is inside the store.</exception>
    public long Grow(long pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pages);
        using var access = Store.Use();
        return GrowInside((ulong)pages);
    }

    /// <summary>Copies bytes out of the memory.</summary>
    /// <param name="address">The first byte's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not lie within the memory.</exception>
    public void Read(long address, Span<byte> destination)
    {
        using var access = Store.Use();
        Checked(address, destination.Length).CopyTo(destination);
    }

    /// <summary>Copies bytes into the memory.</summary>
    /// <param name="address">The first byte's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not lie within the memory.</exception>
    public void Write(long address, ReadOnlySpan<byte> source)
    {
        using var access = Store.Use();
        source.CopyTo(Checked(address, source.Length));
    }

    /// <summary>Reads a little-endian 32-bit integer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not lie within the memory.</exception>
    public int ReadInt32(long address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        Read(address, bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    /// <summary>Writes a little-endian 32-bit integer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bytes do not lie within the memory.</exception>
    public void WriteInt32(long address, int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Write(address, bytes);
    }

    /// <summary>What <c>memory.grow</c> does: the size before in pages, or −1.</summary>
    internal long GrowInside(ulong pages)
    {
        var before = PageCount;
        if (pages > (ulong)(_maxPages - before))
            return -1;
        var added = (long)pages << PageSizeLog2;
        if (added == 0)
            return before;
        if (!_space.TryAddMemory(added))
            return -1;
        if (_block?.TryCommit(ByteLength + added) != true)
        {
            _ = _space.TryAddMemory(-added);
            return -1;
        }
        Limit += added;
        return before;
    }

    /// <summary>Whether <paramref name="length"/> bytes from <paramref name="address"/> on lie within the memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Contains(ulong address, ulong length) =>
        address <= (ulong)ByteLength && length <= (ulong)ByteLength - address;

    /// <summary>The bytes from <paramref name="address"/> on, valid until the store is left.</summary>
    /// <exception cref="TrapException">They do not lie within the memory.</exception>
    internal Span<byte> Slice(ulong address, int length)
    {
        if (!Contains(address, (ulong)length))
            Traps.MemoryOutOfBounds();
        // In bounds: address + length <= ByteLength was just checked, and so many bytes are committed.
        return new Span<byte>(Base + address, length);
    }

    // As small as it was, with the bytes that it had.
    private void Renew()
    {
        var bytes = (long)DeclaredType.Limits.Minimum << PageSizeLog2;
        _ = _space.TryAddMemory(bytes - ByteLength);
        Limit = bytes - 1;
        if (!_block!.TryReset())
            throw new LimitException("memory bytes", $"the operating system does not take back what a memory of {bytes} bytes held");
        _image?.Fill(_block);
    }

    private static ulong MaxPages(MemoryType type) => type.Address == AddressType.I64 ? MaxPages64 : MaxPages32;

    private static void CheckType(MemoryType type)
    {
        // Emitted code computes addresses as numbers of the machine's width.
        if (type.Address == AddressType.I64 && IntPtr.Size < 8)
            throw new UnsupportedException("memory64");
        if (type.Shared)
            throw new UnsupportedException("threads");
        if (type.PageSizeLog2 != 16)
            throw new UnsupportedException("custom-page-sizes");
        if (type.Limits.Minimum > MaxPages(type) || type.Limits.Maximum < type.Limits.Minimum)
            throw new ArgumentException("the minimum must not be more than the maximum, nor than 65,536 pages (2^48 with 64-bit addresses)", nameof(type));
    }

    private MemoryBlock CreateBlock(long bytes)
    {
        MemoryBlock? block = null;
        try
        {
            block = Store.Engine.Memories.Rent(_maxPages << PageSizeLog2, _image?.Area);
            if (!block.TryCommit(bytes))
                throw new LimitException("memory bytes", $"the operating system has no memory for {bytes} bytes");
            _image?.Fill(block);
            return block;
        }
        catch (LimitException)
        {
            block?.Dispose();
            _ = _space.TryAddMemory(-bytes);
            throw;
        }
    }

    private Span<byte> Checked(long address, int length)
    {
        if (!Contains((ulong)address, (ulong)length))
        {
            throw new ArgumentOutOfRangeException(
                nameof(address), address, $"{length} bytes from here on do not lie within the memory of {ByteLength} bytes");
        }
        return Slice((ulong)address, length);
    }

    /// <summary>
    /// Gives the block back with the store. From then on every access is out of bounds, and the memory knows nothing of the block,
    /// which may be another's by then.
    /// </summary>
    private sealed class Handle(Memory memory) : IRenewable
    {
        public void Renew() => memory.Renew();

        public void Dispose()
        {
            memory.Limit = -1;
            memory.Base = null;
            if (Interlocked.Exchange(ref memory._block, null) is { } block)
                memory.Store.Engine.Memories.Return(block);
        }
    }
}
