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
    private readonly SpaceBudget _space;

    /// <summary>Makes a table in <paramref name="store"/>, each element of which is <paramref name="initial"/>.</summary>
    /// <exception cref="LimitException">The store has no room for it.</exception>
    /// <exception cref="UnsupportedException">The type is of a proposal that is not supported.</exception>
    /// <exception cref="ArgumentException">The value is not of the element type, or of another store; or that type is of a module's own.</exception>
    public Table(Store store, TableType type, object? initial = null)
        : this(CheckType(store, type), type, new ResolvedType(type.Element), References.FromHost(store, new ResolvedType(type.Element), initial))
    {
    }

    /// <summary>
    /// Makes a table of a guest, each element of which is <paramref name="first"/>, and counts it in <paramref name="space"/> (the store's unless given).
    /// </summary>
    internal Table(Store store, TableType type, ResolvedType element, object? first, SpaceBudget? space = null)
    {
        Store = store;
        _space = space ?? store.Budget.Space;
        ElementType = element;
        DeclaredType = type with { Element = element.Type };
        using var access = store.Use();
        _maximum = (long)Math.Min(type.Limits.Maximum ?? uint.MaxValue, uint.MaxValue);
        Elements = Allocate(_space, type, element);
        Size = Elements.Length;
        if (first is not null)
            Array.Fill(Elements, first);
    }

    /// <summary>The type, with the present size as its minimum. An element type of a module's own shows as the abstract type above it.</summary>
    public TableType Type => DeclaredType with { Limits = DeclaredType.Limits with { Minimum = (ulong)Size } };

    /// <summary>The number of elements.</summary>
    public int Count => Size;

    internal Store Store { get; }

    /// <summary>The type as it was declared.</summary>
    internal TableType DeclaredType { get; }

    /// <summary>The type of the elements.</summary>
    internal ResolvedType ElementType { get; }

    /// <summary>An element: a <see cref="Function"/>, an object of the host, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is not below <see cref="Count"/>.</exception>
    /// <exception cref="ArgumentException">The value is not of the table's type, or of another store.</exception>
    public object? this[int index]
    {
        get
        {
            using var access = Store.Use();
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Size, nameof(index));
            return References.ToHost(Store, Elements[index]);
        }
        set
        {
            var element = References.FromHost(Store, ElementType, value);
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
        var element = References.FromHost(Store, ElementType, value);
        using var access = Store.Use();
        return GrowInside(element, (uint)count);
    }

    /// <summary>Makes it what it was when it was made, with <paramref name="first"/> as each element.</summary>
    internal void Renew(object? first)
    {
        var minimum = (int)DeclaredType.Limits.Minimum;
        _ = _space.TryAddElements(minimum - Size);
        if (Elements.Length != minimum)
            Elements = References.NewArray(ElementType, minimum);
        Size = minimum;
        Array.Fill(Elements, first);
    }

    /// <summary>What <c>table.grow</c> does: the size before, or −1.</summary>
    internal int GrowInside(object? value, uint count)
    {
        var before = Size;
        if (count > _maximum - before || !_space.TryAddElements(count))
            return -1;
        if (!TryReserve(before + (long)count))
        {
            _ = _space.TryAddElements(-(long)count);
            return -1;
        }
        Size += (int)count;
        if (value is not null)
            Array.Fill(Elements, value, before, (int)count);
        return before;
    }

    private static object?[] Allocate(SpaceBudget space, TableType type, ResolvedType element)
    {
        var minimum = (long)type.Limits.Minimum;
        if (type.Limits.Minimum > (ulong)Array.MaxLength || !space.TryAddElements(minimum))
            throw space.ElementsExceeded(minimum);
        try
        {
            return References.NewArray(element, (int)minimum);
        }
        catch (OutOfMemoryException)
        {
            _ = space.TryAddElements(-minimum);
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
            var larger = References.NewArray(ElementType, (int)room);
            Array.Copy(Elements, larger, Size);
            Elements = larger;
            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private static Store CheckType(Store store, TableType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        References.CheckAbstract(type.Element, nameof(type));
        if ((type.Address == AddressType.I32 && type.Limits.Minimum > uint.MaxValue) || type.Limits.Maximum < type.Limits.Minimum)
            throw new ArgumentException("the minimum must not be more than the maximum, nor than 2^32 - 1 elements (with 32-bit indices)", nameof(type));
        return store;
    }
}
