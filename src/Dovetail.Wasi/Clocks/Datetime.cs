namespace Dovetail.Wasi.Clocks;

/// <summary><c>wasi:clocks/wall-clock.datetime</c>: time since 1970-01-01T00:00:00Z.</summary>
internal readonly record struct Datetime(ulong Seconds, uint Nanoseconds)
{
    /// <summary>A time of the host's; what is before 1970 is 1970.</summary>
    public static Datetime Of(DateTimeOffset time)
    {
        var ticks = Math.Max(0, time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks);
        return new Datetime((ulong)(ticks / TimeSpan.TicksPerSecond), (uint)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
    }
}
