using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Runtime;

/// <summary>What emitted code calls when a check fails.</summary>
/// <remarks>
/// Each method does nothing but throw and carries no <c>NoInlining</c>: only then the JIT sees that it never returns and keeps the
/// code around the check free of spills.
/// </remarks>
internal static class Traps
{
    [DoesNotReturn]
    internal static void Unreachable() => throw new TrapException(TrapCode.Unreachable);

    [DoesNotReturn]
    internal static void MemoryOutOfBounds() => throw new TrapException(TrapCode.MemoryOutOfBounds);

    [DoesNotReturn]
    internal static void TableOutOfBounds() => throw new TrapException(TrapCode.TableOutOfBounds);

    [DoesNotReturn]
    internal static void ArrayOutOfBounds() => throw new TrapException(TrapCode.ArrayOutOfBounds);

    /// <summary>An array longer than .NET's arrays can be.</summary>
    [DoesNotReturn]
    internal static void ArrayTooLong(uint length) => throw new TrapException(TrapCode.LimitReached, $"an array of {length} elements");

    [DoesNotReturn]
    internal static void CastFailure() => throw new TrapException(TrapCode.CastFailure);

    [DoesNotReturn]
    internal static void UndefinedElement() => throw new TrapException(TrapCode.UndefinedElement);

    /// <summary>The element at <paramref name="index"/> is null: not set, or beyond the end (tables keep room behind it).</summary>
    [DoesNotReturn]
    internal static void NullElement(Table table, long index) => throw new TrapException(
        (ulong)index < (ulong)table.Size ? TrapCode.UninitializedElement : TrapCode.UndefinedElement);

    [DoesNotReturn]
    internal static void IndirectCallTypeMismatch() => throw new TrapException(TrapCode.IndirectCallTypeMismatch);

    [DoesNotReturn]
    internal static void IntegerOverflow() => throw new TrapException(TrapCode.IntegerOverflow);

    [DoesNotReturn]
    internal static void IntegerDivideByZero() => throw new TrapException(TrapCode.IntegerDivideByZero);

    [DoesNotReturn]
    internal static void InvalidConversionToInteger() => throw new TrapException(TrapCode.InvalidConversionToInteger);

    [DoesNotReturn]
    internal static void NullReference() => throw new TrapException(TrapCode.NullReference);

    [DoesNotReturn]
    internal static void CallStackExhausted() => throw new TrapException(TrapCode.CallStackExhausted);

    /// <summary>The store's interrupt flag is set.</summary>
    [DoesNotReturn]
    internal static void Interrupted(Store store) => throw new TrapException(store.InterruptReason);
}
