using System.Diagnostics;

namespace Dovetail.Runtime;

/// <summary>
/// The thread that ends calls at their deadline. It is a thread of its own because the timers of .NET run on the thread pool, and a
/// pool whose threads are all inside guests would never get to them.
/// </summary>
internal static class Watchdog
{
    private const int FewCancelled = 64;

    private static readonly PriorityQueue<Alarm, long> Due = new();
    private static int _cancelled;
    private static bool _started;

    /// <summary>How many alarms it knows; of those that were cancelled, no more than of the others, or a few.</summary>
    internal static int Count
    {
        get
        {
            lock (Due)
                return Due.Count;
        }
    }

    /// <summary>Asks for <see cref="Interruption.CheckDeadline"/> on <paramref name="target"/> after <paramref name="delay"/>.</summary>
    internal static Alarm Schedule(Interruption target, TimeSpan delay)
    {
        var (alarm, at) = (new Alarm(target), Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency));
        lock (Due)
        {
            var isNext = !Due.TryPeek(out _, out var next) || at < next;
            Due.Enqueue(alarm, at);
            if (!_started)
            {
                _started = true;
                new Thread(Run, 256 << 10) { IsBackground = true, Name = "Dovetail deadlines" }.Start();
            }
            // To wake the thread costs more than all else here, and a store for each request schedules one for each.
            if (isNext)
                Monitor.Pulse(Due);
        }
        return alarm;
    }

    /// <summary>The alarm is wanted no more.</summary>
    internal static void Cancel(Alarm alarm)
    {
        if (!alarm.TryEnd(out _))
            return;
        lock (Due)
        {
            _cancelled++;
            if (_cancelled > FewCancelled && _cancelled > Due.Count / 2)
                Sweep();
        }
    }

    private static void Sweep()
    {
        var live = Due.UnorderedItems.Where(item => !item.Element.IsOver).ToArray();
        Due.Clear();
        Due.EnqueueRange(live);
        _cancelled = 0;
    }

    private static void Run()
    {
        while (true)
            Next()?.CheckDeadline();
    }

    private static Interruption? Next()
    {
        lock (Due)
        {
            while (true)
            {
                if (!Due.TryPeek(out var alarm, out var at))
                {
                    Monitor.Wait(Due);
                    continue;
                }
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at);
                if (left <= TimeSpan.Zero)
                {
                    Due.Dequeue();
                    if (alarm.TryEnd(out var target))
                        return target;
                    _cancelled--;
                    continue;
                }
                // Waits whole milliseconds, rounded up, and never longer than a Monitor can.
                Monitor.Wait(Due, (int)Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue));
            }
        }
    }
}

/// <summary>What the watchdog waits for. It knows its target only while a call runs, so that a store which nobody disposes of can be collected before. Safe from many threads.</summary>
internal sealed class Alarm(Interruption target)
{
    // In the target's place once the alarm has come or was cancelled.
    private static readonly object Over = new();

    private object? _target = target;

    /// <summary>Whether it has come or was cancelled.</summary>
    internal bool IsOver => Volatile.Read(ref _target) == Over;

    /// <summary>A call begins; false where the alarm is over.</summary>
    internal bool TryResume(Interruption target) => Interlocked.CompareExchange(ref _target, target, null) != Over;

    /// <summary>The call has ended.</summary>
    internal void Rest(Interruption target) => Interlocked.CompareExchange(ref _target, null, target);

    /// <summary>It has come, or is cancelled; false where it was over already.</summary>
    internal bool TryEnd(out Interruption? target)
    {
        var found = Interlocked.Exchange(ref _target, Over);
        target = found as Interruption;
        return found != Over;
    }
}
