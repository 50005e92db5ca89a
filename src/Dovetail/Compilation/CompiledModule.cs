using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Resident;
using Dovetail.Runtime;

namespace Dovetail.Compilation;

/// <summary>
/// The code of a module: compiled unit by unit, each once, when it is asked for. Safe from many threads, and independent of any engine or store.
/// </summary>
/// <remarks>
/// A unit is compiled under one of a few locks, so that threads that need the same one wait for each other and others mostly don't; compiling calls
/// no code of guests or hosts, so that the locks can't be taken in a circle. A unit that was refused is refused again, by the same name, each time.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class CompiledModule : ModuleCode
{
    private const int LockCount = 16;

    // How many threads compile what the cache has: the code is small, and the guest wants a processor too.
    private const int MostThreads = 4;

    private readonly ModuleShape _shape;
    private readonly Func<UnitRange, ExpressionPool, UnitCode> _compile;
    private readonly Func<IEnumerable<UnitRange>>? _cached;
    private readonly CollectibleOutlet _outlet;
    private LazyEntries? _entries;

    // Those of the module's types; 0 until they are asked for.
    private readonly nint[] _lazyPointers;
    private readonly Stack<ExpressionPool> _pools = new();
    private readonly Lock _planGate = new();
    private readonly Lock[] _locks = new Lock[LockCount];
    private readonly CompilationTally _tally = new();
    private CompilationPlan? _plan;
    private ResidentImage? _resident;
    private LoadedUnit?[] _units = [];

    internal CompiledModule(ModuleShape shape)
        : this(shape, (range, pool) => UnitCompiler.Compile(shape, range, pool))
    {
    }

    /// <param name="compile">Compiles a unit, and verifies it: what it gives is loaded as it is.</param>
    /// <param name="cached">The units whose code an earlier process left, as anybody may have said; null for none.</param>
    internal CompiledModule(ModuleShape shape, Func<UnitRange, ExpressionPool, UnitCode> compile, Func<IEnumerable<UnitRange>>? cached = null)
    {
        _cached = cached;
        (_shape, _compile, _outlet) = (shape, compile, new CollectibleOutlet("wasm", shape.Module));
        _lazyPointers = new nint[shape.Module.Types.Length];
        for (var i = 0; i < _locks.Length; i++)
            _locks[i] = new Lock();
    }

    /// <summary>How many functions of those that were compiled are beyond what the JIT optimises.</summary>
    public int UnoptimizedFunctions => _tally.Read(FunctionCount).UnoptimizedFunctions;

    /// <summary>See <see cref="CompilationTally.PlainFunctions"/>.</summary>
    public int PlainFunctions => _tally.PlainFunctions;

    internal override CompilationStatistics Statistics => _tally.Read(FunctionCount);

    internal override bool IsLazy => Plan.IsLazy;

    internal override nint LazyPointer(int function)
    {
        ref var pointer = ref _lazyPointers[TypeOf(function)];
        return pointer != 0 ? pointer : pointer = LazyInitializer.EnsureInitialized(ref _entries).PointerFor(_shape.Signature(TypeOf(function)));
    }

    internal override int UnitOf(int function) => Plan.UnitOf(function);

    internal override ReadOnlySpan<int> CalleesOf(int unit) => Unit(unit).Callees.AsSpan();

    internal override nint Pointer(int function)
    {
        var unit = Plan.UnitOf(function);
        return Unit(unit).Code.Pointer(function - Plan[unit].First);
    }

    internal override nint PreparedPointer(int function)
    {
        var unit = Plan.UnitOf(function);
        return Unit(unit).Code.PreparedPointer(function - Plan[unit].First);
    }

    internal override int FrameSize(int function)
    {
        var unit = Plan.UnitOf(function);
        return Unit(unit).Frames[function - Plan[unit].First];
    }

    internal override int SlotOf(int global) =>
        _shape.GlobalPlaces[global] is { Storage: GlobalStorage.Slot } place ? (int)place.Value : -1;

    internal override void Prepare(int function)
    {
        var unit = Plan.UnitOf(function);
        // What another thread has begun is waited for: the runtime would wait, or compile it, on the caller's stack.
        if (Volatile.Read(ref _units[unit]) is { IsPrepared: true })
            return;
        var largest = Plan[unit].Count == 1 ? _shape.Module.Functions[function].Body.Bytes.Length : int.MaxValue;
        RoomyStack.Run(() => Unit(unit).Code.PrepareAllSoon(), largest);
    }

    /// <summary>Compiles everything as one unit, up to what the JIT does at the first call.</summary>
    public void CompileWhole()
    {
        Choose(CompilationPlan.Whole);
        for (var i = 0; i < Plan.Count; i++)
            Unit(i);
    }

    internal override void CompileAll(CompileOptions options, CancellationToken cancellation)
    {
        Choose(CompilationPlan.Large);
        new ParallelCompilation(Plan, unit => Unit(unit).Code.PrepareAll()).Run(options, cancellation);
    }

    internal override void CompileCached(CancellationToken cancellation)
    {
        if (!Plan.IsLazy)
            return;
        var known = (_cached?.Invoke() ?? []).Where(range => range.First >= 0 && range.First < FunctionCount && Plan[Plan.UnitOf(range.First)] == range).ToArray();
        var next = -1;
        // A guest that comes along soon waits for the thread that is ahead of it, so that one would be as good as none.
        RoomyStack.RunOnThreads(Math.Min(known.Length, Math.Min(Environment.ProcessorCount, MostThreads)), () =>
        {
            while (Interlocked.Increment(ref next) is var at && at < known.Length && !cancellation.IsCancellationRequested)
                TryPrepare(known[at].First);
        });
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whoever calls the function is told.")]
    private void TryPrepare(int function)
    {
        try
        {
            Unit(Plan.UnitOf(function)).Code.PrepareAll();
        }
        catch (Exception)
        {
            // It is compiled again when it is called.
        }
    }

    internal override async Task MakeResident(string compiler, CancellationToken cancellation)
    {
        var (plan, pool) = (Plan, new ExpressionPool());
        var image = await ResidentImage.Create(compiler, plan.Count, unit => TryCompile(plan[unit], pool), cancellation).ConfigureAwait(false);
        Volatile.Write(ref _resident, image);
    }

    // What is refused is refused again when it is called.
    private UnitCode? TryCompile(UnitRange range, ExpressionPool pool)
    {
        try
        {
            return _compile(range, pool);
        }
        catch (DovetailException)
        {
            return null;
        }
    }

    private int FunctionCount => _shape.Module.Functions.Length;

    // Chosen by the first who needs it, and then for good: instances remember units by their numbers.
    private CompilationPlan Plan => Volatile.Read(ref _plan) ?? Choose(CompilationPlan.PerFunction);

    private CompilationPlan Choose(Func<Wasm.Modules.ModuleDefinition, CompilationPlan> kind)
    {
        lock (_planGate)
        {
            if (_plan is not { } plan)
            {
                plan = kind(_shape.Module);
                _units = new LoadedUnit?[plan.Count];
                Volatile.Write(ref _plan, plan);
            }
            return plan;
        }
    }

    private int TypeOf(int function) => _shape.FunctionTypes[_shape.ImportedFunctions + function];

    private LoadedUnit Unit(int unit) => (Volatile.Read(ref _units[unit]) ?? Compile(unit)).OrThrow();

    private LoadedUnit Compile(int unit)
    {
        lock (_locks[unit % LockCount])
        {
            if (_units[unit] is { } made)
                return made;
            var pool = TakePool();
            var loaded = Volatile.Read(ref _resident)?.Find(unit) ?? Load(Plan[unit], pool);
            lock (_pools)
                _pools.Push(pool);
            Volatile.Write(ref _units[unit], loaded);
            return loaded;
        }
    }

    private ExpressionPool TakePool()
    {
        lock (_pools)
            return _pools.TryPop(out var pool) ? pool : new ExpressionPool();
    }

    private LoadedUnit Load(UnitRange range, ExpressionPool pool)
    {
        try
        {
            var code = _compile(range, pool);
            _tally.Add(range, code);
            return new LoadedUnit(_outlet.Add(code.Bodies), code);
        }
        catch (DovetailException refusal)
        {
            return new LoadedUnit(refusal);
        }
    }
}
