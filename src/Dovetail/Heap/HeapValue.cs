using Dovetail.Runtime;

namespace Dovetail.Heap;

/// <summary>
/// A value of a guest's garbage-collected heap: what <c>eqref</c> points to. Every reference below <c>any</c> is an <c>object</c> in emitted code: one
/// of these, or an object of the host that was converted.
/// </summary>
internal abstract class HeapValue
{
    private protected HeapValue()
    {
    }

    /// <summary>The canonical type of a function, structure or array; null for everything else.</summary>
    internal static CanonicalType? TypeOf(object value) => value switch
    {
        HeapObject aggregate => aggregate.Type,
        FunctionReference function => function.Type,
        _ => null,
    };
}

/// <summary>A 31-bit integer as a reference. Compared by its value, never by identity.</summary>
internal sealed class I31 : HeapValue
{
    private const int FirstCached = -128;
    private const int LastCached = 1023;

    /// <summary>The size in bytes that the heap's limit counts for one.</summary>
    internal const int Size = 24;

    /// <summary>The integer, sign-extended from 31 bits.</summary>
    internal readonly int Value;

    private static readonly I31[] Cached = CreateCached();

    private I31(int value) => Value = value;

    /// <summary>The one object for a small integer; null for others.</summary>
    internal static I31? TryGetCached(int value)
    {
        var wrapped = Wrap(value);
        return wrapped is >= FirstCached and <= LastCached ? Cached[wrapped - FirstCached] : null;
    }

    /// <summary>An object for the low 31 bits of <paramref name="value"/>.</summary>
    internal static I31 Create(int value) => TryGetCached(value) ?? new I31(Wrap(value));

    private static int Wrap(int value) => value << 1 >> 1;

    private static I31[] CreateCached()
    {
        var cached = new I31[LastCached - FirstCached + 1];
        for (var i = 0; i < cached.Length; i++)
            cached[i] = new I31(FirstCached + i);
        return cached;
    }
}

/// <summary>A structure or an array.</summary>
internal abstract class HeapObject : HeapValue
{
    /// <summary>The type that it was made with, which keeps it and all its supertypes alive.</summary>
    internal readonly CanonicalType Type;

    private protected HeapObject(CanonicalType type) => Type = type;
}
