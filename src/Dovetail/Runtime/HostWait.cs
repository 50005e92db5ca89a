// CA2012: an operation is kept, not consumed twice: it is asked whether it is done until it is, and then for its result.
#pragma warning disable CA2012

using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Runtime;

/// <summary>
/// Where functions of the host wait inside of a store: until an operation has completed, or the store's guest must stop. The event is shared by all waits, which
/// therefore look at what they wait for before and after.
/// </summary>
/// <remarks>Whoever stops the guest only sets the event. The operation's token is cancelled by the thread that waited, for that may run code of anybody's.</remarks>
internal sealed class HostWait : IDisposable
{
    private readonly Store _store;
    private readonly ManualResetEventSlim _signal = new(false);
    private readonly Action _wake;
    private CancellationTokenSource? _stop;

    public HostWait(Store store)
    {
        _store = store;
        _wake = Wake;
    }

    /// <summary>Lets the thread that waits look again. Safe from any thread.</summary>
    public void Wake()
    {
        try
        {
            _signal.Set();
        }
        catch (ObjectDisposedException)
        {
            // An operation that nobody waits for any more has completed after the store's end.
        }
    }

    public T For<T>(Func<CancellationToken, ValueTask<T>> start)
    {
        var awaiter = start(Begin()).ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            awaiter.UnsafeOnCompleted(_wake);
            while (!awaiter.IsCompleted)
                Park();
        }
        return awaiter.GetResult();
    }

    public void For(Func<CancellationToken, ValueTask> start)
    {
        var awaiter = start(Begin()).ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            awaiter.UnsafeOnCompleted(_wake);
            while (!awaiter.IsCompleted)
                Park();
        }
        awaiter.GetResult();
    }

    public void Dispose()
    {
        _signal.Dispose();
        _stop?.Dispose();
    }

    private CancellationToken Begin()
    {
        if (_store.InterruptFlag != 0)
            Stop();
        return (_stop ??= new CancellationTokenSource()).Token;
    }

    private void Park()
    {
        if (_store.InterruptFlag != 0)
            Stop();
        _signal.Wait();
        _signal.Reset();
        if (_store.InterruptFlag != 0)
            Stop();
    }

    [DoesNotReturn]
    private void Stop()
    {
        var stop = _stop;
        _stop = null;
        stop?.Cancel();
        throw new TrapException(_store.InterruptReason);
    }
}
