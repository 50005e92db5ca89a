using System.Runtime.CompilerServices;

namespace Dovetail.Runtime;

/// <summary>
/// The instructions on tables. Emitted code calls these with the operands of the instruction in its order, then what the immediates
/// name. Bounds are checked once, before anything is written; long work looks at the interrupt flag between blocks.
/// </summary>
internal static class TableOperations
{
    private const int BlockElements = MemoryOperations.BlockBytes / 8;

    /// <summary>
    /// An index or a length of a 64-bit table in 32 bits: the same number, or 2^32 − 1, which is beyond every table too.
    /// </summary>
    internal static int Narrow(long index) => (ulong)index < uint.MaxValue ? (int)index : -1;

    /// <summary><c>table.size</c>.</summary>
    internal static int Size(Table table) => table.Size;

    /// <summary><c>table.get</c> of a table of host values.</summary>
    internal static object? GetReference(int index, Table table)
    {
        Check(table, (uint)index, 1);
        return table.Elements[index];
    }

    /// <summary><c>table.get</c> of a table of functions, whose elements are of no other class.</summary>
    internal static FunctionReference? GetFunction(int index, Table table)
    {
        Check(table, (uint)index, 1);
        return Unsafe.As<FunctionReference?>(table.Elements[index]);
    }

    /// <summary><c>table.set</c>.</summary>
    internal static void Set(int index, object? value, Table table)
    {
        Check(table, (uint)index, 1);
        table.Elements[index] = value;
    }

    /// <summary><c>table.grow</c>.</summary>
    internal static int Grow(object? value, int count, Table table) => table.GrowInside(value, (uint)count);

    /// <summary><c>table.fill</c>.</summary>
    internal static void Fill(int target, object? value, int count, Table table)
    {
        Check(table, (uint)target, (uint)count);
        for (var done = 0; done < count; done += BlockElements)
        {
            Array.Fill(table.Elements, value, target + done, Math.Min(BlockElements, count - done));
            Poll(table);
        }
    }

    /// <summary><c>table.copy</c>.</summary>
    internal static void Copy(int target, int source, int count, Table targetTable, Table sourceTable)
    {
        Check(targetTable, (uint)target, (uint)count);
        Check(sourceTable, (uint)source, (uint)count);
        var backwards = target > source;
        for (var done = 0; done < count;)
        {
            var block = Math.Min(BlockElements, count - done);
            var offset = backwards ? count - done - block : done;
            Array.Copy(sourceTable.Elements, source + offset, targetTable.Elements, target + offset, block);
            done += block;
            Poll(targetTable);
        }
    }

    /// <summary><c>table.init</c>.</summary>
    internal static void Init(int target, int source, int count, Table table, ModuleInstance instance, int segment)
    {
        var elements = instance.ElementSegments[segment];
        Check(table, (uint)target, (uint)count);
        if ((uint)source + (ulong)(uint)count > (uint)elements.Length)
            Traps.TableOutOfBounds();
        for (var done = 0; done < count; done += BlockElements)
        {
            Array.Copy(elements, source + done, table.Elements, target + done, Math.Min(BlockElements, count - done));
            Poll(table);
        }
    }

    /// <summary><c>elem.drop</c>.</summary>
    internal static void Drop(ModuleInstance instance, int segment) => instance.ElementSegments[segment] = [];

    private static void Check(Table table, uint index, uint count)
    {
        if (index + (ulong)count > (uint)table.Size)
            Traps.TableOutOfBounds();
    }

    private static void Poll(Table table)
    {
        if (table.Store.InterruptFlag != 0)
            Traps.Interrupted(table.Store);
    }
}
