using System.Collections.Concurrent;
using Dovetail.Budgets;
using Dovetail.Heap;
using Dovetail.Resources;
using Dovetail.Runtime;

namespace Dovetail;

/// <summary>Owns instances, memories and tables, and ends them together.</summary>
/// <remarks>
/// A store and all that hangs on it belong to one thread at a time: a thread owns the store from the start of its outermost call
/// until that ends, and may re-enter meanwhile from a host function. Another thread then gets <see cref="InvalidOperationException"/>.
/// <see cref="Interrupt"/> and <see cref="Dispose"/> are safe from any thread at any time.
/// </remarks>
public sealed partial class Store : IDisposable, IAsyncDisposable
{
    /// <summary>
    /// Not zero when the guest must stop: the <see cref="TrapCode"/> to stop it with. Emitted code polls it with a volatile read at
    /// entries and loops.
    /// </summary>
    internal volatile int InterruptFlag;

    /// <summary>The lowest address that a frame of guest code may reach on the thread that is inside the store.</summary>
    internal nuint StackLimit;

    /// <summary>How much fuel is left; never negative while anyone looks. Metered code alone changes it.</summary>
    internal long FuelLeft;

    // Why more is to be done where a call begins and ends than to change hands: a clock runs, or drops wait; the interrupt flag is set; a single
    // frame may be too much of the stack.
    private const int Watched = 1;
    private const int Interrupted = 2;
    private const int Narrow = 4;

    private readonly Interruption _interruption;
    private readonly Lock _disposeGate = new();
    private readonly nuint _maxStackBytes;
    private readonly bool _hasDeadline;
    private int _callEdges;

    // Few stores have any.
    private ConcurrentQueue<(RuntimeResourceType Type, ulong Rep)>? _drops;

    private StoreOwner _owner = new();
    private HostWait? _wait;
    private StoreState? _state;
    private bool _disposed;
    private bool _freeOnExit;

    /// <summary>Makes a store of <paramref name="engine"/>.</summary>
    /// <exception cref="ArgumentException">A limit in <paramref name="options"/> is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    public Store(Engine engine, StoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        engine.ThrowIfDisposed();
        Engine = engine;
        Options = options ?? StoreOptions.Default;
        Options.Check();
        if (Options.Fuel is not null && !engine.Options.MetersFuel)
            throw new ArgumentException($"the engine does not meter fuel; set EngineOptions.{nameof(EngineOptions.MetersFuel)}", nameof(options));
        FuelLeft = Options.Fuel ?? long.MaxValue;
        Budget = new StoreBudget(Options);
        Heap = new GuestHeap(Options.MaxHeapBytes);
        _maxStackBytes = (nuint)Options.MaxStackBytes;
        _hasDeadline = Options.Deadline is not null;
        _owner.Demand((_hasDeadline ? Watched : 0) | (_maxStackBytes < ModuleCode.LargestFrame ? Narrow : 0));
        _interruption = new Interruption(this, Options);
    }

    /// <summary>The engine that the store belongs to.</summary>
    public Engine Engine { get; }

    /// <summary>
    /// How much fuel is left. Code that needs more than there is ends with <see cref="TrapCode.OutOfFuel"/>, and leaves none.
    /// </summary>
    /// <remarks>
    /// The same module with the same input consumes the same amount on every machine. An instruction costs 1, but <c>nop</c>, <c>block</c>,
    /// <c>loop</c>, <c>else</c> and <c>end</c> nothing; a straight run of instructions, up to a branch or a place that is branched to, is charged
    /// when it begins, even if a trap or an exception ends it early. Instructions on a range cost 1 more for each 64 bytes of a memory, each 8 elements
    /// of a table or array, or each page that a memory is to grow by, before they begin, whether or not they succeed; so do strings and lists that are copied
    /// from a component to another or to the host, and what is allocated in a component for those of the host. A call of a host function
    /// costs 100 more. Making an instance costs what its start function consumes.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The engine does not meter fuel, or another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public long Fuel
    {
        get
        {
            using var access = UseFuel();
            return FuelLeft;
        }
    }

    internal StoreOptions Options { get; }

    /// <summary>Whose budget is consumed; null where no instance has a budget of fuel or time.</summary>
    internal BudgetMeter? Meter { get; set; }

    /// <summary>The clock of calls.</summary>
    internal Interruption Clock => _interruption;

    /// <summary>How many traced calls run.</summary>
    internal int TraceDepth { get; set; }

    /// <summary>What the store holds, and how much of its limits is used.</summary>
    internal StoreBudget Budget { get; }

    /// <summary>The limit on what the guests hold of the garbage-collected heap.</summary>
    internal GuestHeap Heap { get; }

    /// <summary>Where functions of the host wait; null where none has.</summary>
    internal HostWait? Waiting => Volatile.Read(ref _wait);

    /// <summary>What set the interrupt flag.</summary>
    internal TrapCode InterruptReason => InterruptFlag == 0 ? TrapCode.Interrupted : (TrapCode)InterruptFlag;

    /// <summary>Whether the store is disposed, or will be as soon as the call that runs has ended.</summary>
    internal bool IsDisposed => Volatile.Read(ref _disposed);

    /// <summary>Whether a thread is inside.</summary>
    internal bool IsEntered => _owner.IsEntered;

    /// <summary>
    /// Stops the call that is running; it ends with <see cref="TrapCode.Interrupted"/>. Does nothing when none is. Safe from any thread.
    /// </summary>
    public void Interrupt() => _interruption.Stop();

    /// <summary>
    /// Blocks the calling function of the host until what <paramref name="start"/> began is done, or the guest must stop: at its deadline, or because it is interrupted
    /// or cancelled. No function of the host should block for long in another way.
    /// </summary>
    /// <param name="start">
    /// Called at once, on this thread. Its token is cancelled when the guest must stop, and when the store is disposed; what then becomes of the operation is not
    /// waited for.
    /// </param>
    /// <exception cref="TrapException">The guest must stop. The function should let it pass.</exception>
    public T Wait<T>(Func<CancellationToken, ValueTask<T>> start)
    {
        ArgumentNullException.ThrowIfNull(start);
        return HostWaits().For(start);
    }

    /// <inheritdoc cref="Wait{T}"/>
    public void Wait(Func<CancellationToken, ValueTask> start) => Wait(start, Timeout.InfiniteTimeSpan);

    /// <summary>As <see cref="Wait{T}"/>, for no longer than <paramref name="time"/>.</summary>
    /// <param name="time">By the system's clock; <see cref="Timeout.InfiniteTimeSpan"/> for as long as it takes.</param>
    /// <returns>Whether it was done in time. If not, it goes on, at most until its token is cancelled, and is not waited for any more.</returns>
    /// <exception cref="TrapException">The guest must stop. The function should let it pass.</exception>
    public bool Wait(Func<CancellationToken, ValueTask> start, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(start);
        return HostWaits().For(start, time);
    }

    /// <summary>
    /// What functions of the host keep with this store under <paramref name="key"/>: made when it is first asked for, and disposed of with the store if it can be. Functions
    /// that are defined once for many stores find what belongs to the calling one here. Belongs to the store's thread.
    /// </summary>
    /// <param name="key">Whose it is, compared by identity.</param>
    /// <exception cref="InvalidCastException">What is kept under the key is of another type.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public T GetState<T>(object key, Func<Store, T> create)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(create);
        ThrowIfDisposed();
        _state ??= new StoreState();
        return (T)(_state.Find(key) ?? _state.Add(key, create(this)));
    }

    /// <summary>Adds to <see cref="Fuel"/>, up to 2^63 − 1. A host function may do so too, for the guest that called it.</summary>
    /// <param name="amount">Not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
    /// <exception cref="InvalidOperationException">The engine does not meter fuel, or another thread is inside the store.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public void AddFuel(long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        using var access = UseFuel();
        FuelLeft = amount > long.MaxValue - FuelLeft ? long.MaxValue : FuelLeft + amount;
    }

    /// <summary>Sets <see cref="Fuel"/>, whatever is left of it. Not while a call runs.</summary>
    internal void Refuel(long fuel)
    {
        using var access = UseFuel();
        FuelLeft = fuel;
    }

    /// <summary>
    /// Stops the call that is running, waits until it has ended, and frees everything; from inside a host function, the memory is
    /// freed when the outermost call ends. A host function that never returns makes this wait. Safe from any thread.
    /// </summary>
    /// <remarks>What the disposal of a state (<see cref="GetState"/>) throws is thrown here, once everything is freed.</remarks>
    public unsafe void Dispose()
    {
        byte here;
        lock (_disposeGate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _interruption.StopForGood(TrapCode.Interrupted);
        if (_owner.IsEnteredByMe((nuint)(&here)))
        {
            _freeOnExit = true;
            return;
        }
        var wait = default(SpinWait);
        while (!_owner.TryClose((nuint)(&here)))
            wait.SpinOnce();
        Free();
    }

    /// <summary>As <see cref="Dispose"/>, waiting on the thread pool.</summary>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));

    /// <summary>
    /// Drops a resource at the end of the outermost call that runs or comes next, if its instance can be entered then. Safe from any thread.
    /// </summary>
    internal void DropLater(RuntimeResourceType type, ulong rep)
    {
        LazyInitializer.EnsureInitialized(ref _drops).Enqueue((type, rep));
        _owner.Demand(Watched);
    }

    /// <summary>Sets the interrupt flag, or clears it. Only the store's clock does, one thread at a time.</summary>
    /// <param name="reason">A <see cref="TrapCode"/>; 0 to clear it.</param>
    internal void SetInterrupt(int reason)
    {
        InterruptFlag = reason;
        if (reason != 0)
            _owner.Demand(Interrupted);
        else if ((_owner.Reasons & Interrupted) != 0)
            _owner.Waive(Interrupted);
    }

    /// <summary>A number for one more function through which a component of the store calls another; from 1 on.</summary>
    internal int NextCallEdge() => ++_callEdges;

    private Access UseFuel() => Engine.Options.MetersFuel
        ? Use()
        : throw new InvalidOperationException($"the engine does not meter fuel; set EngineOptions.{nameof(EngineOptions.MetersFuel)}");

    // The guest may be stopped from another thread, which must find whom to wake.
    private HostWait HostWaits()
    {
        if (_wait is null)
            Interlocked.Exchange(ref _wait, new HostWait(this));
        return _wait;
    }

    private void ThrowIfDisposed()
    {
        if (Volatile.Read(ref _disposed))
            throw new ObjectDisposedException(nameof(Store), "the store is disposed, with all its instances; make another store and instantiate again");
    }

    private void Free()
    {
        var state = _state;
        _state = null;
        Disposal.OfAll([Budget, _wait, state, _interruption]);
    }
}
