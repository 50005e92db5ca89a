using System.Buffers.Binary;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>poll_oneoff</c>.</summary>
internal static class PollCall
{
    private const uint SubscriptionSize = 48;
    private const uint EventSize = 32;
    private const ushort Absolute = 1;
    private const ushort HungUp = 1;

    public static Errno Oneoff(Guest guest, uint subscriptions, uint events, uint count, uint result)
    {
        var limits = guest.State.Limits;
        if (count == 0)
            return Errno.Inval;
        if (count > (uint)limits.MaxPollables)
            throw new TrapException(TrapCode.LimitReached, $"`poll_oneoff` of {count} subscriptions, {limits.MaxPollables} are the most (WasiLimits.{nameof(WasiLimits.MaxPollables)})");
        guest.Memory.Check(subscriptions, (ulong)count * SubscriptionSize, sizeof(ulong));
        guest.Memory.Check(events, (ulong)count * EventSize, sizeof(ulong));
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        var all = new Subscription[count];
        for (var i = 0U; i < count; i++)
            all[i] = Read(guest, subscriptions + i * SubscriptionSize);
        var ready = guest.Store.Poll(Array.ConvertAll(all, static one => one.Readiness));
        for (var i = 0; i < ready.Length; i++)
            Write(guest, events + (uint)i * EventSize, all[ready[i]]);
        guest.Memory.WriteUInt32(result, (uint)ready.Length);
        return Errno.Success;
    }

    private static Subscription Read(Guest guest, uint address)
    {
        Span<byte> bytes = stackalloc byte[(int)SubscriptionSize];
        guest.Memory.Read(address, bytes);
        var (userData, type) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes), (EventType)bytes[8]);
        if (type > EventType.FdWrite)
            throw new ErrnoException(Errno.Inval);
        try
        {
            if (type == EventType.Clock)
                return new Subscription(userData, type, ClockOf(guest, bytes));
            var fd = guest.Fd(BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]), Rights.PollFdReadwrite | (type == EventType.FdRead ? Rights.FdRead : Rights.FdWrite));
            return new Subscription(userData, type, type == EventType.FdRead ? fd.ReadReadiness : fd.WriteReadiness, fd);
        }
        catch (ErrnoException failed)
        {
            return new Subscription(userData, type, ReadyNow.Instance, null, failed.Errno);
        }
    }

    private static IReadiness ClockOf(Guest guest, ReadOnlySpan<byte> bytes)
    {
        var flags = Guest.Flags(BinaryPrimitives.ReadUInt16LittleEndian(bytes[40..]), Absolute);
        var id = (ClockId)BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        return ClockCalls.Timer(guest.State, id, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]), flags == Absolute);
    }

    private static void Write(Guest guest, uint address, Subscription one)
    {
        Span<byte> bytes = stackalloc byte[(int)EventSize];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, one.UserData);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], (ushort)one.Error);
        bytes[10] = (byte)one.Type;
        if (one.Fd is { } fd)
        {
            var count = one.Type == EventType.FdRead ? fd.Readable() : fd.Writable();
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[16..], count ?? 0);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[24..], count is null ? HungUp : (ushort)0);
        }
        guest.Memory.Write(address, bytes);
    }

    /// <param name="Fd">What is to be read or written; null for a clock, and for what failed.</param>
    private sealed record Subscription(ulong UserData, EventType Type, IReadiness Readiness, OpenFd? Fd = null, Errno Error = Errno.Success);
}
