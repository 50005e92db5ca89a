namespace Dovetail.Wasi.Clocks;

/// <summary>The time of day, as coarse as the options want it. Safe from many threads.</summary>
internal static class WallClock
{
    public static Datetime Now(WasiOptions options)
    {
        var now = options.TimeProvider.GetUtcNow();
        var step = Step(options);
        return Datetime.Of(new DateTimeOffset(now.UtcTicks / step * step, TimeSpan.Zero));
    }

    public static Datetime Resolution(WasiOptions options) => Datetime.Of(DateTimeOffset.UnixEpoch.AddTicks(Step(options)));

    private static long Step(WasiOptions options) => Math.Max(1, options.ClockResolution.Ticks);
}
