using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Clocks;

/// <summary>A clock that never goes back, in nanoseconds since a store first used WASI. Safe from many threads.</summary>
internal sealed class MonotonicClock(TimeProvider time, long start, TimeSpan coarseness)
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The time.</summary>
    public ulong Now => Exact / Resolution * Resolution;

    /// <summary>How many nanoseconds lie between two times that it can show.</summary>
    public ulong Resolution { get; } = Math.Max(
        1, Math.Max(NanosecondsPerSecond / (ulong)time.TimestampFrequency, (ulong)coarseness.Ticks * TimeSpan.NanosecondsPerTick));

    private ulong Exact => (ulong)((UInt128)(ulong)Math.Max(0, time.GetTimestamp() - start) * NanosecondsPerSecond / (ulong)time.TimestampFrequency);

    /// <summary>What is ready from a time on.</summary>
    public IReadiness At(ulong instant) => new Timer(this, instant);

    /// <summary>What is ready after so many nanoseconds; never, if the clock does not reach that far.</summary>
    public IReadiness After(ulong duration)
    {
        var now = Exact;
        return At(duration > ulong.MaxValue - now ? ulong.MaxValue : now + duration);
    }

    private sealed class Timer(MonotonicClock clock, ulong instant) : IReadiness
    {
        // As long as a timer of .NET can be set; who waits sets it again.
        private static readonly TimeSpan _most = TimeSpan.FromDays(40);

        public bool IsReady => clock.Exact >= instant;

        public TimeSpan? ReadyIn => clock.Time == TimeProvider.System ? Left(clock.Exact) : null;

        public async ValueTask WhenReadyAsync(CancellationToken cancellation)
        {
            while (clock.Exact is var now && now < instant)
            {
                await Task.Delay(Left(now), clock.Time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (cancellation.IsCancellationRequested)
                    return;
            }
        }

        // Whole milliseconds, rounded up, so that it is not early.
        private TimeSpan Left(ulong now)
        {
            var milliseconds = now < instant ? Math.Ceiling((instant - now) / 1e6) : 0;
            return milliseconds < _most.TotalMilliseconds ? TimeSpan.FromMilliseconds(milliseconds) : _most;
        }
    }

    private TimeProvider Time => time;
}
