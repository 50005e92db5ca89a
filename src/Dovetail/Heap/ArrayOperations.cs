using System.Runtime.InteropServices;
using Dovetail.Runtime;

namespace Dovetail.Heap;

/// <summary>
/// The instructions on whole arrays, by how elements are stored. Emitted code calls these with the operands of the instruction in its order, then
/// what the immediates name.
/// </summary>
/// <remarks>
/// Null and bounds are checked before anything is written; long work looks at the interrupt flag between blocks, as that on memories does.
/// What elements are stored as is checked by a cast: in code that was validated it cannot fail.
/// </remarks>
internal static class ArrayOperations
{
    private const int BlockElements = MemoryOperations.BlockBytes / 8;

    /// <summary><c>array.new_default</c>; <c>array.new_fixed</c> sets the elements afterwards.</summary>
    internal static ArrayObject<T> NewDefault<T>(int length, CanonicalType type, FunctionOwner owner)
    {
        var (size, heap) = (ArrayObject<T>.SizeOf((uint)length), owner.Store.Heap);
        heap.Reserve(size);
        if ((uint)length > (uint)Array.MaxLength)
            Traps.ArrayTooLong((uint)length);
        var made = new ArrayObject<T>(type, length == 0 ? [] : new T[length]);
        heap.Enter(made, size);
        return made;
    }

    /// <summary><c>array.new</c>.</summary>
    internal static ArrayObject<T> New<T>(T value, int length, CanonicalType type, FunctionOwner owner)
    {
        var made = NewDefault<T>(length, type, owner);
        FillBlocks(made.Items, 0, value, length, owner);
        return made;
    }

    /// <summary><c>array.new_data</c>: the segment's bytes, little-endian.</summary>
    internal static ArrayObject<T> NewData<T>(int source, int length, CanonicalType type, FunctionOwner owner, int segment)
        where T : unmanaged
    {
        var bytes = BytesOf<T>(owner, segment, source, length);
        var made = NewDefault<T>(length, type, owner);
        bytes.CopyTo(MemoryMarshal.AsBytes(made.Items.AsSpan()));
        return made;
    }

    /// <summary><c>array.new_elem</c>.</summary>
    internal static ArrayObject<object?> NewElements(int source, int length, CanonicalType type, FunctionOwner owner, int segment)
    {
        var elements = ElementsOf(owner, segment, source, length);
        var made = NewDefault<object?>(length, type, owner);
        Array.Copy(elements, source, made.Items, 0, length);
        return made;
    }

    /// <summary><c>array.fill</c>.</summary>
    internal static void Fill<T>(object? array, int index, T value, int count, FunctionOwner owner)
    {
        var items = ItemsOf<T>(array);
        Check(items.Length, index, count);
        FillBlocks(items, index, value, count, owner);
    }

    /// <summary><c>array.copy</c>.</summary>
    internal static void Copy<T>(object? target, int targetIndex, object? source, int sourceIndex, int count, FunctionOwner owner)
    {
        var (to, from) = (ItemsOf<T>(target), ItemsOf<T>(source));
        Check(to.Length, targetIndex, count);
        Check(from.Length, sourceIndex, count);
        var backwards = targetIndex > sourceIndex;
        for (var done = 0; done < count;)
        {
            var block = Math.Min(BlockElements, count - done);
            var offset = backwards ? count - done - block : done;
            Array.Copy(from, sourceIndex + offset, to, targetIndex + offset, block);
            done += block;
            Poll(owner);
        }
    }

    /// <summary><c>array.init_data</c>.</summary>
    internal static void InitData<T>(object? array, int index, int source, int count, FunctionOwner owner, int segment)
        where T : unmanaged
    {
        var items = ItemsOf<T>(array);
        Check(items.Length, index, count);
        BytesOf<T>(owner, segment, source, count).CopyTo(MemoryMarshal.AsBytes(items.AsSpan(index, count)));
    }

    /// <summary><c>array.init_elem</c>.</summary>
    internal static void InitElements(object? array, int index, int source, int count, FunctionOwner owner, int segment)
    {
        var items = ItemsOf<object?>(array);
        Check(items.Length, index, count);
        Array.Copy(ElementsOf(owner, segment, source, count), source, items, index, count);
    }

    private static T[] ItemsOf<T>(object? array)
    {
        if (array is null)
            Traps.NullReference();
        return ((ArrayObject<T>)array).Items;
    }

    private static void FillBlocks<T>(T[] items, int index, T value, int count, FunctionOwner owner)
    {
        for (var done = 0; done < count; done += BlockElements)
        {
            Array.Fill(items, value, index + done, Math.Min(BlockElements, count - done));
            Poll(owner);
        }
    }

    private static unsafe ReadOnlySpan<byte> BytesOf<T>(FunctionOwner owner, int segment, int source, int count)
        where T : unmanaged
    {
        var bytes = ((ModuleInstance)owner).DataSegments[segment].Span;
        var size = (ulong)(uint)count * (uint)sizeof(T);
        if ((uint)source + size > (uint)bytes.Length)
            Traps.MemoryOutOfBounds();
        return bytes.Slice(source, (int)size);
    }

    private static object?[] ElementsOf(FunctionOwner owner, int segment, int source, int count)
    {
        var elements = ((ModuleInstance)owner).ElementSegments[segment];
        if ((uint)source + (ulong)(uint)count > (uint)elements.Length)
            Traps.TableOutOfBounds();
        return elements;
    }

    private static void Check(int length, int index, int count)
    {
        if ((uint)index + (ulong)(uint)count > (uint)length)
            Traps.ArrayOutOfBounds();
    }

    private static void Poll(FunctionOwner owner)
    {
        if (owner.Store.InterruptFlag != 0)
            Traps.Interrupted(owner.Store);
    }
}
