using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>
/// A table of references (core specification 3.0, 4.2.7 "Table Instances"): of functions (<see cref="Function"/>) or of values of
/// the host (any object). Belongs to one thread at a time, with its store.
/// </summary>
public sealed class Table
{
    /// <summary>
    /// The elements, with room behind <see cref="Size"/> that is always null. The array is replaced when the table grows, and is
    /// of <c>FunctionReference</c> in a table of functions.
    /// </summary>
    internal object?[] Elements;

    /// <summary>The number of elements.</summary>
    internal int Size;

    private readonly long _maximum;

    /// <summary>Makes a table in <paramref name="store"/>, each element of which is <paramref name="initial"/>.</summary>
    /// <exception cref="LimitException">The store has no room for it.</exception>
    /// <exception cref="UnsupportedException">The type is of a proposal that is not supported.</exception>
    public Table(Store store, TableType type, object? initial = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        CheckType(type);
        Store = store;
        DeclaredType = type;
        var first = References.FromHost(store, type.Element, initial);
        using var access = store.Use();
        _maximum = (long)Math.Min(type.Limits.Maximum ?? uint.MaxValue, uint.MaxValue);
        Elements = Allocate(store, type);
        Size = Elements.Length;
        if (first is not null)
            Array.Fill(Elements, first);
    }

    /// <summary>The type, with the present size as its minimum.</summary>
    public TableType Type => DeclaredType with { Limits = DeclaredType.Limits with { Minimum = (ulong)Size } };

    /// <summary>The number of elements.</summary>
    public int Count => Size;

    internal Store Store { get; }

    /// <summary>The type as it was declared.</summary>
    internal TableType DeclaredType { get; }

    /// <summary>An element: a <see cref="Function"/>, an object of the host, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Count"/>.</exception>
    /// <exception cref="ArgumentException">The value is not of the table's type, or of another store.</exception>
    public object? this[int index]
    {
        get
        {
            using var access = Store.Use();
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Size, nameof(index));
            return References.ToHost(Elements[index]);
        }
        set
        {
            var element = References.FromHost(Store, DeclaredType.Element, value);
            using var access = Store.Use();
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Size, nameof(index));
            Elements[index] = element;
        }
    }

    /// <summary>Grows by <paramref name="count"/> elements of <paramref name="value"/>. The size before; −1 when a limit forbids it.</summary>
    /// <exception cref="ArgumentException">The value is not of the table's type, or of another store.</exception>
    public int Grow(int count, object? value = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var element = References.FromHost(Store, DeclaredType.Element, value);
        using var access = Store.Use();
        return GrowInside(element, (uint)count);
    }

    /// <summary>What <c>table.grow</c> does: the size before, or −1.</summary>
    internal int GrowInside(object? value, uint count)
    {
        var before = Size;
        if (count > _maximum - before || !Store.Budget.TryAddElements(count))
            return -1;
        if (!TryReserve(before + (long)count))
        {
            _ = Store.Budget.TryAddElements(-(long)count);
            return -1;
        }
        Size += (int)count;
        if (value is not null)
            Array.Fill(Elements, value, before, (int)count);
        return before;
    }

    private static object?[] Allocate(Store store, TableType type)
    {
        var minimum = (long)type.Limits.Minimum;
        if (type.Limits.Minimum > (ulong)Array.MaxLength || !store.Budget.TryAddElements(minimum))
            throw StoreBudget.Exceeded("table elements", Math.Min(store.Options.MaxTableElements, Array.MaxLength));
        try
        {
            return References.NewArray(type.Element, (int)minimum);
        }
        catch (OutOfMemoryException)
        {
            _ = store.Budget.TryAddElements(-minimum);
            throw new LimitException("table elements", $"there is no memory for a table of {minimum} elements");
        }
    }

    // Doubles, so that growing one by one costs no more than growing at once.
    private bool TryReserve(long size)
    {
        if (size <= Elements.Length)
            return true;
        if (size > Array.MaxLength)
            return false;
        try
        {
            var room = Math.Min(Math.Max(size, Elements.Length * 2L), Math.Min(_maximum, Array.MaxLength));
            var larger = References.NewArray(DeclaredType.Element, (int)room);
            Array.Copy(Elements, larger, Size);
            Elements = larger;
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private static void CheckType(TableType type)
    {
        if (type.Element != ValType.FuncRef && type.Element != ValType.ExternRef)
            throw new UnsupportedException("function-references");
        if ((type.Address == AddressType.I32 && type.Limits.Minimum > uint.MaxValue) || type.Limits.Maximum < type.Limits.Minimum)
            throw new ArgumentException("the minimum must not be more than the maximum, nor than 2^32 - 1 elements (with 32-bit indices)", nameof(type));
    }
}
