namespace Dovetail.Runtime;

/// <summary>What is known about a thread: which addresses are its stack's, and how much of it guests may use.</summary>
internal sealed class ThreadContext
{
    /// <summary>The stack that guest code leaves for host functions, the runtime and the unwinding of exceptions.</summary>
    private const uint HostReserve = 256 << 10;

    [ThreadStatic]
    private static ThreadContext? _current;

    // A main thread without a limit is told to have what lies between it and the next mapping, which may become another thread's.
    private const uint LargestOwnStack = 64 << 20;

    private readonly nuint _bottom;

    private ThreadContext()
    {
        var (bottom, size, isKnown) = StackBounds.OfCurrentThread();
        _bottom = bottom;
        GuestBottom = bottom + nuint.Min(HostReserve, size / 2);
        var own = isKnown ? nuint.Min(LargestOwnStack, size) : 0;
        OwnStack = (bottom + size - own, own);
    }

    /// <summary>The calling thread.</summary>
    internal static ThreadContext Current => _current ??= new ThreadContext();

    /// <summary>The lowest address that a guest's frames may reach.</summary>
    internal nuint GuestBottom { get; }

    /// <summary>Where addresses are this thread's stack and no other's: the lowest, and how many bytes. None where the system doesn't tell.</summary>
    internal (nuint Bottom, nuint Bytes) OwnStack { get; }

    /// <summary>Whether so many bytes of the stack are left below the caller's frame.</summary>
    internal unsafe bool HasRoom(uint bytes)
    {
        byte here;
        return (nuint)(&here) > _bottom + bytes;
    }
}
