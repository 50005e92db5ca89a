namespace Dovetail.Runtime;

/// <summary>
/// Sets and clears a store's interrupt flag: at the deadline, when the token is cancelled, when the host asks, when the store is
/// disposed.
/// </summary>
/// <remarks>
/// The deadline and <see cref="Store.Interrupt"/> end one call, and their flag is cleared when the outermost call has ended or the next
/// one begins. Cancellation and disposal stay. A timer is armed at most once in a deadline's length: when it comes too early for
/// the call that runs then, it is armed again for the rest. Parts of a call may have deadlines of their own, which count where they are shorter.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    // As long as a timer can be set; one that comes too early is armed again.
    private const double MostSeconds = 4_000_000;

    private readonly Lock _gate = new();
    private readonly Store _store;
    private readonly TimeSpan? _deadline;
    private readonly TimeProvider _time;
    private readonly CancellationTokenRegistration _registration;
    private Alarm? _alarm;
    private ITimer? _timer;
    private bool _final;

    // Of the store that a call of this one is inside of, while it is; and of the one that a call of this one was made from.
    private Interruption? _inner;
    private Interruption? _outer;

    // Timestamps; the greatest where there is none. The timer comes at the second, or before.
    private long _dueAt = long.MaxValue;
    private long _armedFor = long.MaxValue;

    internal Interruption(Store store, StoreOptions options)
    {
        _store = store;
        _deadline = options.Deadline;
        _time = options.TimeProvider;
        if (!options.Cancellation.CanBeCanceled)
            return;
        // The token may outlive the store by far and must not keep it.
        _registration = options.Cancellation.UnsafeRegister(
            static weak =>
            {
                if (((WeakReference<Interruption>)weak!).TryGetTarget(out var target))
                    target.StopForGood(TrapCode.Cancelled);
            },
            new WeakReference<Interruption>(this));
    }

    /// <summary>An outermost call begins: forgets what was meant for an earlier one and starts the clock.</summary>
    internal void Begin()
    {
        lock (_gate)
        {
            Clear();
            if (_deadline is not { } deadline)
                return;
            _dueAt = After(deadline);
            Arm();
        }
    }

    /// <summary>A part of a call begins that must end within <paramref name="deadline"/>, or with the call. <see cref="Pop"/> must follow.</summary>
    internal Frame Push(TimeSpan deadline)
    {
        lock (_gate)
        {
            var frame = new Frame(_dueAt, After(deadline));
            _dueAt = Math.Min(frame.Around, frame.DueAt);
            Arm();
            return frame;
        }
    }

    /// <summary>The part has ended: what is around goes on, if its own time is not up.</summary>
    internal void Pop(Frame frame)
    {
        lock (_gate)
        {
            _dueAt = frame.Around;
            if (_dueAt == long.MaxValue)
                _alarm?.Rest(this);
            if (_store.InterruptFlag == (int)TrapCode.DeadlineExceeded && _time.GetTimestamp() < _dueAt)
                Clear();
        }
    }

    /// <summary>Whether it is this part whose time is up, and not that of what is around.</summary>
    internal bool IsOver(Frame frame) => frame.DueAt < frame.Around && _time.GetTimestamp() >= frame.DueAt;

    /// <summary>The outermost call has ended.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _dueAt = long.MaxValue;
            _alarm?.Rest(this);
            Clear();
        }
    }

    /// <summary>Stops the call that runs.</summary>
    internal void Stop()
    {
        lock (_gate)
        {
            if (!_final && _store.IsEntered)
                Set(TrapCode.Interrupted);
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
            Set(reason);
        }
    }

    /// <summary>The call goes on in another store, until what this gives is disposed: what stops this one stops that one too.</summary>
    internal Enclosure Enclose(Interruption inner)
    {
        lock (_gate)
        {
            var enclosure = new Enclosure(this, inner, _inner, inner._outer);
            (_inner, inner._outer) = (inner, this);
            if (_store.InterruptFlag != 0)
                inner.Raise((TrapCode)_store.InterruptFlag);
            return enclosure;
        }
    }

    /// <summary>The timer has come: ends the call if its time is up.</summary>
    internal void CheckDeadline()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            if (_dueAt == long.MaxValue || _final)
                return;
            if (_time.GetTimestamp() >= _dueAt)
                Set(TrapCode.DeadlineExceeded);
            else
                Arm();
        }
    }

    public void Dispose()
    {
        _registration.Dispose();
        if (_alarm is { } alarm)
            Watchdog.Cancel(alarm);
        _timer?.Dispose();
    }

    // Locks nest from the outer store to the inner one, never back.
    private void Raise(TrapCode reason)
    {
        lock (_gate)
        {
            if (!_final)
                Set(reason);
        }
    }

    private void Set(TrapCode reason)
    {
        _store.SetInterrupt((int)reason);
        // Before the flag could be read there was nobody to wake: who waits from now on looks at it first.
        Interlocked.MemoryBarrier();
        _store.Waiting?.Wake();
        _inner?.Raise(reason);
    }

    /// <summary>That a call of one store is inside of another.</summary>
    internal readonly ref struct Enclosure(Interruption around, Interruption inside, Interruption? inner, Interruption? outer)
    {
        /// <summary>The call is back from the other store.</summary>
        public void Dispose()
        {
            lock (around._gate)
                around._inner = inner;
            inside._outer = outer;
        }
    }

    /// <summary>A part of a call that has a deadline of its own.</summary>
    /// <param name="Around">When the call around must end.</param>
    /// <param name="DueAt">When the part must.</param>
    internal readonly record struct Frame(long Around, long DueAt);

    // What stops the call around is not forgotten; it is looked at on the one thread that is inside of both.
    private void Clear()
    {
        if (!_final)
            _store.SetInterrupt(_outer?._store.InterruptFlag ?? 0);
    }

    private long After(TimeSpan delay)
    {
        var ticks = delay.TotalSeconds * _time.TimestampFrequency;
        var now = _time.GetTimestamp();
        return ticks < long.MaxValue - now ? now + (long)ticks : long.MaxValue - 1;
    }

    private void Arm()
    {
        if (_armedFor <= _dueAt && _alarm?.TryResume(this) != false)
            return;
        _armedFor = _dueAt;
        // Never early: a timer that is must be armed again.
        var delay = TimeSpan.FromSeconds(Math.Min(Math.Max(0, (double)(_dueAt - _time.GetTimestamp()) / _time.TimestampFrequency), MostSeconds));
        if (_time == TimeProvider.System)
        {
            if (_alarm is { } later)
                Watchdog.Cancel(later);
            _alarm = Watchdog.Schedule(this, delay);
            return;
        }
        _timer ??= _time.CreateTimer(
            static weak =>
            {
                if (((WeakReference<Interruption>)weak!).TryGetTarget(out var target))
                    target.CheckDeadline();
            },
            new WeakReference<Interruption>(this), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(delay, Timeout.InfiniteTimeSpan);
    }
}
