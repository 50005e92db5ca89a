// CA2012: an operation is kept, not consumed twice: it is asked whether it is done until it is, and then for its result.
#pragma warning disable CA2012

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Runtime;

/// <summary>
/// Where functions of the host wait inside of a store: until an operation has completed, or the store's guest must stop. The event is shared by all waits, which
/// therefore look at what they wait for before and after.
/// </summary>
/// <remarks>
/// Whoever stops the guest only sets the event. The operation's token is cancelled by the thread that waited, for that may run code of anybody's; that of one whose time
/// was up, by the thread that disposes of the store. The event is a task, because .NET's thread pool adds threads for those of its own that wait for tasks: what is
/// waited for may need one.
/// </remarks>
internal sealed class HostWait : IDisposable
{
    private readonly Store _store;
    private readonly Action _wake;
    private volatile TaskCompletionSource _signal = new();
    private CancellationTokenSource? _stop;

    public HostWait(Store store)
    {
        _store = store;
        _wake = Wake;
    }

    /// <summary>Lets the thread that waits look again. Safe from any thread.</summary>
    public void Wake() => _signal.TrySetResult();

    /// <summary>Waits for a result.</summary>
    public T For<T>(Func<CancellationToken, ValueTask<T>> start)
    {
        var awaiter = start(Begin()).ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            awaiter.UnsafeOnCompleted(_wake);
            while (!awaiter.IsCompleted)
                Park(Timeout.Infinite);
        }
        return awaiter.GetResult();
    }

    /// <summary>Waits until it is done; false where the time was up before, and then what becomes of it is not waited for.</summary>
    public bool For(Func<CancellationToken, ValueTask> start, TimeSpan time)
    {
        var awaiter = start(Begin()).ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            var began = Stopwatch.GetTimestamp();
            awaiter.UnsafeOnCompleted(_wake);
            while (!awaiter.IsCompleted)
            {
                var left = time == Timeout.InfiniteTimeSpan ? Timeout.Infinite : Milliseconds(time - Stopwatch.GetElapsedTime(began));
                if (left == 0)
                    return false;
                Park(left);
            }
        }
        awaiter.GetResult();
        return true;
    }

    /// <summary>The store ends, and with it what was begun and is not waited for any more.</summary>
    public void Dispose()
    {
        using var stop = _stop;
        _stop = null;
        stop?.Cancel();
    }

    private CancellationToken Begin()
    {
        if (_store.InterruptFlag != 0)
            Stop();
        return (_stop ??= new CancellationTokenSource()).Token;
    }

    private void Park(int milliseconds)
    {
        if (_store.InterruptFlag != 0)
            Stop();
        _signal.Task.Wait(milliseconds);
        _signal = new TaskCompletionSource();
        // Who set the old one has set what is looked at before; who sets the new one wakes the next wait.
        Interlocked.MemoryBarrier();
        if (_store.InterruptFlag != 0)
            Stop();
    }

    // Never early: whole milliseconds, rounded up.
    private static int Milliseconds(TimeSpan left) => left <= TimeSpan.Zero ? 0 : (int)Math.Min(Math.Ceiling(left.TotalMilliseconds), int.MaxValue);

    [DoesNotReturn]
    private void Stop()
    {
        var stop = _stop;
        _stop = null;
        stop?.Cancel();
        throw new TrapException(_store.InterruptReason);
    }
}
