using System.Diagnostics;

namespace Components;

/// <summary>What one operation takes: the median of all repetitions, in nanoseconds, and the bytes that one allocates.</summary>
internal readonly record struct Timing(double Nanoseconds, double Bytes)
{
    private const int Repetitions = 15;

    // The runtime compiles what is hot again in the background, at the earliest 100 ms after it last compiled something new.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.6);

    /// <summary>Times <paramref name="run"/>, which does the operation as often as it is told.</summary>
    public static Timing Of(int count, Action<int> run)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < WarmUp)
            run(count);
        var times = new double[Repetitions];
        var bytes = 0.0;
        for (var i = 0; i < times.Length; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            run(count);
            times[i] = Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
            bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - before) / count;
        }
        Array.Sort(times);
        return new Timing(times[Repetitions / 2], bytes);
    }

    /// <summary>What <paramref name="left"/> takes beyond <paramref name="right"/>.</summary>
    public static Timing operator -(Timing left, Timing right) => new(left.Nanoseconds - right.Nanoseconds, left.Bytes - right.Bytes);
}
