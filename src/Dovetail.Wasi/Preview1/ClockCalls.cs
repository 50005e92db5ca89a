using Dovetail.Wasi.Clocks;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>clock_*</c>. Clocks of processor time are not supported.</summary>
internal static class ClockCalls
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    public static Errno ResGet(Guest guest, uint id, uint resolution)
    {
        switch ((ClockId)id)
        {
            case ClockId.Realtime: return Say(guest, resolution, Nanoseconds(WallClock.Resolution(guest.State.Options)));
            case ClockId.Monotonic: return Say(guest, resolution, guest.State.Monotonic.Resolution);
            default: return Errno.Inval;
        }
    }

    public static Errno TimeGet(Guest guest, uint id, ulong precision, uint time)
    {
        switch ((ClockId)id)
        {
            case ClockId.Realtime: return Say(guest, time, Nanoseconds(WallClock.Now(guest.State.Options)));
            case ClockId.Monotonic: return Say(guest, time, guest.State.Monotonic.Now);
            default: return Errno.Inval;
        }
    }

    /// <summary>What is ready at a time of a clock, or so long from now.</summary>
    /// <exception cref="ErrnoException">The clock is not supported.</exception>
    public static IReadiness Timer(WasiState state, ClockId id, ulong timeout, bool isAbsolute) => id switch
    {
        ClockId.Realtime when isAbsolute && Nanoseconds(WallClock.Now(state.Options)) is var now => state.Monotonic.After(timeout > now ? timeout - now : 0),
        ClockId.Monotonic when isAbsolute => state.Monotonic.At(timeout),
        ClockId.Realtime or ClockId.Monotonic => state.Monotonic.After(timeout),
        _ => throw new ErrnoException(Errno.Inval),
    };

    /// <summary>A time as preview 1 has it: in nanoseconds since 1970; as late as can be said where it is later, or 0 where it is not known.</summary>
    public static ulong Nanoseconds(Datetime? time) => time is not { } known ? 0
        : known.Seconds > (ulong.MaxValue - known.Nanoseconds) / NanosecondsPerSecond ? ulong.MaxValue
        : known.Seconds * NanosecondsPerSecond + known.Nanoseconds;

    /// <summary>A time of preview 1's.</summary>
    public static Datetime Time(ulong nanoseconds) => new(nanoseconds / NanosecondsPerSecond, (uint)(nanoseconds % NanosecondsPerSecond));

    private static Errno Say(Guest guest, uint address, ulong value)
    {
        guest.Memory.WriteUInt64(address, value);
        return Errno.Success;
    }
}
