using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>proc_*</c>, <c>sched_yield</c> and <c>random_get</c>.</summary>
internal static class ProcessCalls
{
    private const uint SignalCount = 31;

    [DoesNotReturn]
    public static void Exit(uint code) => throw new GuestExitException((int)code);

    // There is nobody to receive one.
    public static Errno Raise(Guest guest, uint signal) => signal < SignalCount ? Errno.Notsup : Errno.Inval;

    public static Errno Yield(Guest guest)
    {
        guest.State.ThrowIfStopped();
        return Errno.Success;
    }

    public static Errno RandomGet(Guest guest, uint buffer, uint length)
    {
        var limits = guest.State.Limits;
        if (length > (uint)limits.MaxRandomBytes)
            throw new TrapException(TrapCode.LimitReached, $"{length} random bytes, {limits.MaxRandomBytes} are the most at a time (WasiLimits.{nameof(WasiLimits.MaxRandomBytes)})");
        guest.Memory.Check(buffer, length);
        Span<byte> part = stackalloc byte[(int)Math.Min(length, 4096)];
        for (var done = 0U; done < length; done += (uint)part.Length)
        {
            part = part[..(int)Math.Min((uint)part.Length, length - done)];
            guest.State.Random.Fill(part);
            guest.Memory.Write(buffer + done, part);
        }
        return Errno.Success;
    }
}
