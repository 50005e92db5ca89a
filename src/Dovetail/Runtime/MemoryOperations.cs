namespace Dovetail.Runtime;

/// <summary>
/// The instructions on whole memories. Emitted code calls these with the operands of the instruction in its order, then what the
/// immediates name.
/// </summary>
/// <remarks>
/// Bounds are checked once, before anything is written. Then the work is done in blocks, with a look at the interrupt flag between
/// them; that may end the call but never lets anyone run inside, so that base and length stay what was checked.
/// </remarks>
internal static unsafe class MemoryOperations
{
    /// <summary>How many bytes are copied or filled between two looks at the interrupt flag.</summary>
    internal const int BlockBytes = 4 << 20;

    /// <summary><c>memory.size</c>.</summary>
    internal static int Size(Memory memory) => (int)memory.PageCount;

    /// <summary><c>memory.size</c> of a 64-bit memory.</summary>
    internal static long Size64(Memory memory) => memory.PageCount;

    /// <summary><c>memory.grow</c>.</summary>
    internal static int Grow(int pages, Memory memory) => (int)memory.GrowInside((uint)pages);

    /// <summary><c>memory.grow</c> of a 64-bit memory.</summary>
    internal static long Grow64(long pages, Memory memory) => memory.GrowInside((ulong)pages);

    /// <summary><c>memory.fill</c>.</summary>
    internal static void Fill(int target, int value, int count, Memory memory) => Fill64((uint)target, value, (uint)count, memory);

    /// <summary><c>memory.fill</c> of a 64-bit memory.</summary>
    internal static void Fill64(long target, int value, long count, Memory memory)
    {
        Check(memory, (ulong)target, (ulong)count);
        var at = memory.Base + (ulong)target;
        for (var left = (ulong)count; ;)
        {
            // In bounds: target + count was checked against the length, which cannot shrink.
            var block = Math.Min(left, BlockBytes);
            new Span<byte>(at, (int)block).Fill((byte)value);
            if ((left -= block) == 0)
                return;
            at += block;
            Poll(memory);
        }
    }

    /// <summary><c>memory.copy</c>.</summary>
    internal static void Copy(int target, int source, int count, Memory targetMemory, Memory sourceMemory) =>
        Copy64((uint)target, (uint)source, (uint)count, targetMemory, sourceMemory);

    /// <summary><c>memory.copy</c> where one of the memories has 64-bit addresses, or both.</summary>
    internal static void Copy64(long target, long source, long count, Memory targetMemory, Memory sourceMemory)
    {
        Check(targetMemory, (ulong)target, (ulong)count);
        Check(sourceMemory, (ulong)source, (ulong)count);
        CopyBlocks(targetMemory.Base + (ulong)target, sourceMemory.Base + (ulong)source, (ulong)count, targetMemory);
    }

    /// <summary><c>memory.init</c>.</summary>
    internal static void Init(int target, int source, int count, Memory memory, ModuleInstance instance, int segment) =>
        Init64((uint)target, source, count, memory, instance, segment);

    /// <summary><c>memory.init</c> of a 64-bit memory.</summary>
    internal static void Init64(long target, int source, int count, Memory memory, ModuleInstance instance, int segment)
    {
        var bytes = instance.DataSegments[segment].Span;
        Check(memory, (ulong)target, (uint)count);
        if ((uint)source + (ulong)(uint)count > (uint)bytes.Length)
            Traps.MemoryOutOfBounds();
        for (var done = 0; done < count; done += BlockBytes)
        {
            // In bounds on both sides by the two checks; a segment is no longer than a file, and count no longer than it.
            var block = Math.Min(count - done, BlockBytes);
            bytes.Slice(source + done, block).CopyTo(new Span<byte>(memory.Base + (ulong)target + done, block));
            Poll(memory);
        }
    }

    /// <summary><c>data.drop</c>.</summary>
    internal static void Drop(ModuleInstance instance, int segment) => instance.DataSegments[segment] = default;

    // Each block is moved as a whole and may overlap itself. Where the areas overlap, blocks go in the direction that reads every
    // byte before it is overwritten.
    private static void CopyBlocks(byte* target, byte* source, ulong count, Memory memory)
    {
        var backwards = target > source;
        for (ulong done = 0; ;)
        {
            // In bounds: done + block <= count, for which both areas were checked.
            var block = Math.Min(count - done, BlockBytes);
            var offset = backwards ? count - done - block : done;
            Buffer.MemoryCopy(source + offset, target + offset, block, block);
            if ((done += block) == count)
                return;
            Poll(memory);
        }
    }

    private static void Check(Memory memory, ulong address, ulong count)
    {
        if (!memory.Contains(address, count))
            Traps.MemoryOutOfBounds();
    }

    private static void Poll(Memory memory)
    {
        if (memory.Store.InterruptFlag != 0)
            Traps.Interrupted(memory.Store);
    }
}
