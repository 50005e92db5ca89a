namespace Dovetail.Runtime;

/// <summary>
/// Sets and clears a store's interrupt flag: at the deadline, when the token is cancelled, when the host asks, when the store is
/// disposed.
/// </summary>
/// <remarks>
/// The deadline and <see cref="Store.Interrupt"/> end one call, and their flag is cleared when the outermost call has ended or the next
/// one begins. Cancellation and disposal stay. A timer is armed at most once in a deadline's length: when it comes too early for
/// the call that runs then, it is armed again for the rest.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Store _store;
    private readonly TimeSpan? _deadline;
    private readonly TimeProvider _time;
    private readonly WeakReference<Interruption> _weak;
    private readonly CancellationTokenRegistration _registration;
    private ITimer? _timer;
    private bool _armed;
    private bool _inside;
    private bool _final;
    private long _enteredAt;

    internal Interruption(Store store, StoreOptions options)
    {
        _store = store;
        _deadline = options.Deadline;
        _time = options.TimeProvider;
        _weak = new WeakReference<Interruption>(this);
        // The token may outlive the store by far and must not keep it.
        _registration = options.Cancellation.UnsafeRegister(
            static weak =>
            {
                if (((WeakReference<Interruption>)weak!).TryGetTarget(out var target))
                    target.StopForGood(TrapCode.Cancelled);
            },
            _weak);
    }

    /// <summary>An outermost call begins: forgets what was meant for an earlier one and starts the clock.</summary>
    internal void Begin()
    {
        lock (_gate)
        {
            Clear();
            if (_deadline is not { } deadline)
                return;
            _inside = true;
            _enteredAt = _time.GetTimestamp();
            if (!_armed)
                Arm(deadline);
        }
    }

    /// <summary>The outermost call has ended.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _inside = false;
            Clear();
        }
    }

    /// <summary>Stops the call that runs.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            if (!_final && _store.IsEntered)
                _store.InterruptFlag = (int)TrapCode.Interrupted;
        }
    }

    /// <summary>Stops the call that runs and every later one. The first reason stays.</summary>
    internal void StopForGood(TrapCode reason)
    {
        lock (_gate)
        {
            if (_final)
                return;
            _final = true;
            _store.InterruptFlag = (int)reason;
        }
    }

    /// <summary>The timer has come: ends the call if its time is up.</summary>
    internal void CheckDeadline()
    {
        lock (_gate)
        {
            _armed = false;
            if (!_inside || _final || _deadline is not { } deadline)
                return;
            var left = deadline - _time.GetElapsedTime(_enteredAt);
            if (left > TimeSpan.Zero)
                Arm(left);
            else
                _store.InterruptFlag = (int)TrapCode.DeadlineExceeded;
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        _timer?.Dispose();
    }

    private void Clear()
    {
        if (!_final)
            _store.InterruptFlag = 0;
    }

    private void Arm(TimeSpan delay)
    {
        _armed = true;
        if (_time == TimeProvider.System)
        {
            Watchdog.Schedule(_weak, delay);
            return;
        }
        _timer ??= _time.CreateTimer(
            static weak =>
            {
                if (((WeakReference<Interruption>)weak!).TryGetTarget(out var target))
                    target.CheckDeadline();
            },
            _weak, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }
}
