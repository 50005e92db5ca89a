namespace Dovetail.Runtime;

/// <summary>What is known about a thread: an identity that is never used again, and how much stack it has.</summary>
internal sealed class ThreadContext
{
    /// <summary>The stack that guest code leaves for host functions, the runtime and the unwinding of exceptions.</summary>
    private const uint HostReserve = 256 << 10;

    [ThreadStatic]
    private static ThreadContext? _current;

    private static long _last;

    private readonly nuint _bottom;
    private readonly nuint _guestBottom;

    private ThreadContext()
    {
        var (bottom, size) = StackBounds.OfCurrentThread();
        _bottom = bottom;
        _guestBottom = bottom + nuint.Min(HostReserve, size / 2);
    }

    /// <summary>The calling thread.</summary>
    internal static ThreadContext Current => _current ??= new ThreadContext();

    /// <summary>The identity; never 0, which stands for no thread.</summary>
    internal readonly long Id = Interlocked.Increment(ref _last);

    /// <summary>Whether so many bytes of the stack are left below the caller's frame.</summary>
    internal unsafe bool HasRoom(uint bytes)
    {
        byte here;
        return (nuint)(&here) > _bottom + bytes;
    }

    /// <summary>The lowest address for guest frames when the call starts at <paramref name="top"/>.</summary>
    internal nuint GuestLimit(nuint top, nuint maxBytes) =>
        nuint.Max(_guestBottom, top > maxBytes ? top - maxBytes : 0);
}
