using System.Diagnostics;

namespace Dovetail.Runtime;

/// <summary>
/// The thread that ends calls at their deadline. It is a thread of its own because the timers of .NET run on the thread pool, and a
/// pool whose threads are all inside guests would never get to them.
/// </summary>
internal static class Watchdog
{
    // Weak, so that a store can be collected before its deadline comes.
    private static readonly PriorityQueue<WeakReference<Interruption>, long> Due = new();
    private static bool _started;

    /// <summary>Asks for <see cref="Interruption.CheckDeadline"/> on <paramref name="target"/> after <paramref name="delay"/>.</summary>
    internal static void Schedule(WeakReference<Interruption> target, TimeSpan delay)
    {
        var at = Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency);
        lock (Due)
        {
            Due.Enqueue(target, at);
            if (!_started)
            {
                _started = true;
                new Thread(Run, 256 << 10) { IsBackground = true, Name = "Dovetail deadlines" }.Start();
            }
            Monitor.Pulse(Due);
        }
    }

    private static void Run()
    {
        while (true)
        {
            if (Next().TryGetTarget(out var target))
                target.CheckDeadline();
        }
    }

    private static WeakReference<Interruption> Next()
    {
        lock (Due)
        {
            while (true)
            {
                if (!Due.TryPeek(out var target, out var at))
                {
                    Monitor.Wait(Due);
                    continue;
                }
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at);
                if (left <= TimeSpan.Zero)
                {
                    Due.Dequeue();
                    return target;
                }
                // Waits whole milliseconds, rounded up, and never longer than a Monitor can.
                Monitor.Wait(Due, (int)Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue));
            }
        }
    }
}
