namespace Dovetail.Runtime;

/// <summary>
/// An exception as a value, which an <c>exnref</c> refers to (core specification 3.0, 4.2.11 "Exception Instances"): it knows nothing of where it was
/// thrown, so that keeping it keeps no code. Nothing writes to it after it was thrown.
/// </summary>
internal sealed class ExceptionInstance
{
    private const long Size = 32;

    /// <summary>What it was thrown with.</summary>
    internal readonly Tag Tag;

    /// <summary>The values, by the parameters of the tag's type; null where there are none.</summary>
    internal readonly ResultArea? Payload;

    /// <exception cref="TrapException">The store's heap is full.</exception>
    internal ExceptionInstance(Tag tag, ResultArea? payload)
    {
        (Tag, Payload) = (tag, payload);
        var bytes = Size + (payload?.Bytes ?? 0);
        tag.Store.Heap.Reserve(bytes);
        tag.Store.Heap.Enter(this, bytes);
    }
}

/// <summary>An exception of a guest on its way to who catches it: the only class of exceptions that guests catch.</summary>
internal sealed class GuestThrow : Exception
{
    /// <summary>What is thrown.</summary>
    internal readonly ExceptionInstance Exception;

    internal GuestThrow(ExceptionInstance exception) => Exception = exception;
}

/// <summary>What emitted code calls to throw.</summary>
/// <remarks>See <see cref="Traps"/> for why nothing here is kept from being inlined.</remarks>
internal static class Exceptions
{
    /// <summary><c>throw</c>.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal static void Throw(Tag tag, ResultArea? payload) => throw new GuestThrow(new ExceptionInstance(tag, payload));

    /// <summary><c>throw_ref</c>.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    internal static void ThrowReference(object? exception) => throw (exception is null
        ? new TrapException(TrapCode.NullReference)
        : new GuestThrow((ExceptionInstance)exception));
}
