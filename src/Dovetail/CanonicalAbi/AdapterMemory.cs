using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Dovetail.Runtime;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// How adapters touch linear memory: every access of theirs is one of these, and each checks its bounds itself. Addresses are unsigned
/// 64-bit numbers, whatever the memory's are.
/// </summary>
/// <remarks>They are small enough to become part of the emitted code, in which they cost no more than a check written there would.</remarks>
internal static unsafe class AdapterMemory
{
    // Copying stops for a poll between blocks of so many bytes.
    private const uint BlockSize = 4 << 20;

    public static int Load8(Memory memory, ulong address) => *At(memory, address, sizeof(byte));

    public static int Load16(Memory memory, ulong address) => Unsafe.ReadUnaligned<ushort>(At(memory, address, sizeof(ushort)));

    public static int Load32(Memory memory, ulong address) => Unsafe.ReadUnaligned<int>(At(memory, address, sizeof(int)));

    public static long Load64(Memory memory, ulong address) => Unsafe.ReadUnaligned<long>(At(memory, address, sizeof(long)));

    public static void Store8(Memory memory, ulong address, int value) => *At(memory, address, sizeof(byte)) = (byte)value;

    public static void Store16(Memory memory, ulong address, int value) =>
        Unsafe.WriteUnaligned(At(memory, address, sizeof(ushort)), (ushort)value);

    public static void Store32(Memory memory, ulong address, int value) =>
        Unsafe.WriteUnaligned(At(memory, address, sizeof(int)), value);

    public static void Store64(Memory memory, ulong address, long value) =>
        Unsafe.WriteUnaligned(At(memory, address, sizeof(long)), value);

    /// <summary>Copies bytes, from one memory to another or within one.</summary>
    public static void Copy(Memory from, ulong source, Memory to, ulong target, ulong length) =>
        CopyBlocks(At(from, source, (long)length), At(to, target, (long)length), length, to.Store);

    /// <summary>As <see cref="Copy"/>, to become part of its caller: sooner where there are 16 to 64 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyText(Memory from, ulong source, Memory to, ulong target, ulong length)
    {
        var read = At(from, source, (long)length);
        var write = At(to, target, (long)length);
        if (length - 16 > 64 - 16)
        {
            CopyBlocks(read, write, length, to.Store);
            return;
        }
        // In bounds: `At` has checked both ranges, and each vector lies within them. All are read before the first is written, since the ranges may overlap.
        var (first, last) = (Vector128.Load(read), Vector128.Load(read + length - 16));
        if (length > 32)
        {
            var (second, third) = (Vector128.Load(read + 16), Vector128.Load(read + length - 32));
            second.Store(write + 16);
            third.Store(write + length - 32);
        }
        first.Store(write);
        last.Store(write + length - 16);
    }

    private static void CopyBlocks(byte* read, byte* write, ulong length, Store store)
    {
        // In bounds: `At` has checked both ranges, and nothing runs between the blocks that could change them.
        for (; length > BlockSize; length -= BlockSize)
        {
            Buffer.MemoryCopy(read, write, BlockSize, BlockSize);
            read += BlockSize;
            write += BlockSize;
            Poll(store);
        }
        Buffer.MemoryCopy(read, write, length, length);
    }

    /// <summary>Copies bools: anything but 0 is true, which is 1 on the other side.</summary>
    public static void CopyBools(Memory from, ulong source, Memory to, ulong target, ulong length)
    {
        var read = new ReadOnlySpan<byte>(At(from, source, (long)length), (int)length);
        var write = new Span<byte>(At(to, target, (long)length), (int)length);
        for (var i = 0; i < read.Length; i++)
        {
            write[i] = read[i] != 0 ? (byte)1 : (byte)0;
        }
    }

    /// <summary>Checks where parameters or results are to be lifted from.</summary>
    public static void CheckValues(AdapterSide side, ulong address, uint size, uint alignment)
    {
        CheckTarget(side, address, size, alignment);
        side.Keep(address, size);
    }

    /// <summary>Checks where results are to be lowered to.</summary>
    public static void CheckTarget(AdapterSide side, ulong address, uint size, uint alignment)
    {
        if ((address & (alignment - 1)) != 0)
        {
            AbiTraps.Unaligned();
        }
        if (!side.Memory.Contains(address, size))
        {
            AbiTraps.OutOfBounds(AbiBlock.Values, isHostEdge: false);
        }
    }

    /// <summary>Checks the place of a list: its length in bytes, its alignment, its bounds.</summary>
    public static void CheckList(AdapterSide side, ulong address, ulong count, uint elementSize, uint alignment)
    {
        // A count of 32 bits times a size of 28 does not wrap.
        var length = count <= uint.MaxValue ? count * elementSize : ulong.MaxValue;
        if (length > LiftLowerContext.MAX_BYTE_LENGTH)
        {
            AbiTraps.OutOfBounds(AbiBlock.List, isHostEdge: false);
        }
        if ((address & (alignment - 1)) != 0)
        {
            AbiTraps.Unaligned();
        }
        if (!side.Memory.Contains(address, length))
        {
            AbiTraps.OutOfBounds(AbiBlock.List, isHostEdge: false);
        }
        side.Lifted(address, length);
    }

    public static ulong AllocateValues(AdapterSide side, uint alignment, ulong size) =>
        Reallocate(side, 0, 0, alignment, size, AbiBlock.Values);

    public static ulong AllocateList(AdapterSide side, uint alignment, ulong size) =>
        Reallocate(side, 0, 0, alignment, size, AbiBlock.List);

    /// <summary>
    /// Calls the side's <c>realloc</c>, which cannot call out meanwhile, and checks what it returns. What it throws, the adapter sees to.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Reallocate(AdapterSide side, ulong old, ulong oldSize, uint alignment, ulong newSize, AbiBlock block)
    {
        var instance = side.Instance;
        instance.MayLeave = false;
        var address = CoreCalls.ReallocThrowing(side.Realloc!, side.Pointer, old, oldSize, alignment, newSize);
        instance.MayLeave = true;
        if ((address & (alignment - 1)) != 0)
        {
            AbiTraps.ReallocUnaligned(isHostEdge: false);
        }
        if (!side.Memory.Contains(address, newSize))
        {
            AbiTraps.ReallocOutOfBounds(block, isHostEdge: false);
        }
        return address;
    }

    /// <summary>The bytes of a range; a trap where they are not all there.</summary>
    public static Span<byte> Bytes(Memory memory, ulong address, ulong length) =>
        new(At(memory, address, checked((int)length)), (int)length);

    public static void Poll(Store store)
    {
        if (store.InterruptFlag != 0)
        {
            Traps.Interrupted(store);
        }
    }

    // In bounds: the address is below the first one from which fewer than `size` bytes are left. That one is negative where the memory is
    // shorter than that, and then the address counts as the largest number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* At(Memory memory, ulong address, long size)
    {
        var end = memory.Limit + 2 - size;
        if ((address | (ulong)(end >> 63)) >= (ulong)end)
        {
            Traps.MemoryOutOfBounds();
        }
        return memory.Base + address;
    }
}
