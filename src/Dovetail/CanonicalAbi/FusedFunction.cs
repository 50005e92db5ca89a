using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Adapters;
using Dovetail.Compilation.Cil;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Tracing;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// A function of one component that another calls: <c>canon lower</c> in the caller and <c>canon lift</c> in the callee in one step. It is
/// the owner that the compiled adapter for such functions is called with.
/// </summary>
/// <remarks>
/// The adapter (<see cref="AdapterCompiler"/>) carries out the call in the order of CanonicalABI.md: the caller may leave; enter; lift all
/// parameters, lower them; call; lift the result, see that no borrow remains, lower the result; post-return; leave; end what was lent. A
/// trap leaves all flags as they are: that is the lock.
/// </remarks>
internal sealed class FusedFunction : FunctionOwner, ICallEdge
{
    internal readonly ComponentState CallerInstance;
    internal readonly ComponentState CalleeInstance;

    /// <summary>The callee's core function, of the type that the adapter calls it with.</summary>
    internal readonly FunctionReference Core;

    /// <summary>The callee's <c>post-return</c>, likewise; null where there is none.</summary>
    internal readonly FunctionReference? PostReturn;

    internal readonly AdapterSide Caller;
    internal readonly AdapterSide Callee;

    /// <summary>What the instance that is entered notes, see <see cref="ComponentState.EnteredBy"/>; from 1 on.</summary>
    internal readonly int Number;

    /// <summary>The callee's name in errors.</summary>
    internal readonly string Path;

    /// <summary>What a call enters.</summary>
    internal readonly ComponentState[] Entered;

    /// <summary>The scope of the borrows that are being lifted and lowered.</summary>
    internal CallScope? Scope;

    /// <summary>The handles between lifting and lowering. Meanwhile no other call can begin.</summary>
    internal RepQueue Reps;

    private readonly FunctionPlan plan;
    private readonly CanonicalOptions options;

    // What keeps the adapter's code alive, once it is made.
    private object? code;
    private CallScope? unused;
    private StrongBox<FlatFrame>? arguments;

    private FusedFunction(AdapterSide caller, FunctionPlan plan, CanonicalOptions options, AdapterSide callee, LiftedFunction function, ComponentState[] entered)
        : base(caller.Instance.Store)
    {
        (Caller, Callee, Entered) = (caller, callee, entered);
        (this.plan, this.options) = (plan, options);
        (CallerInstance, CalleeInstance) = (caller.Instance, callee.Instance);
        (Core, PostReturn, Path) = (function.Core, function.Options.PostReturn, function.Path);
        CallerInstance.CallEdges.Add(this);
        Number = Store.NextCallEdge();
    }

    /// <summary>The core function that <paramref name="caller"/> calls <paramref name="function"/> through.</summary>
    /// <param name="plan">The plan of the function's type as the caller knows it.</param>
    /// <param name="resources">What the resources of the plan are in the caller.</param>
    /// <remarks>Code that was not made for these types before is made at the first call.</remarks>
    [RequiresDynamicCode("Compiles the adapter at run time.")]
    public static FunctionReference Create(ComponentState caller, CanonicalOptions options, FunctionPlan plan,
        RuntimeResourceType[] resources, LiftedFunction function)
    {
        var callee = function.Instance;
        var entered = callee.EnteringSet(caller);
        var (type, key) = (FrameEmitter.CoreType(plan.Lower), new AdapterOptions(
            options.Encoding, function.Options.Encoding, function.Options.PostReturn is not null, EnteringOf(entered, callee)));
        RequireType(function.Core, FrameEmitter.CoreType(function.Plan.Lift));
        if (function.Options.PostReturn is { } postReturn)
        {
            RequireType(postReturn, FrameEmitter.CoreType(CanonLower.PostReturn(function.Plan.Lift)));
        }
        var isShared = AdapterShape.ReadMemory(plan)
            && (caller == callee || (options.Memory is not null && options.Memory == function.Options.Memory));
        var owner = new FusedFunction(new AdapterSide(caller, options, resources, isShared), plan, options,
            new AdapterSide(callee, function.Options, function.Resources, isShared), function, entered);
        var identity = caller.Store.Engine.Types.Intern(type);
        if (AdapterCompiler.KnownFor(plan, function.Plan, key) is { } known)
        {
            owner.code = known;
            return new FunctionReference(known.Pointer, identity, owner, known.FrameSize);
        }
        return LazyAdapter.Reference(identity, AdapterCompiler.EntryFor(type), owner, () => AdapterCompiler.CodeFor(plan, function.Plan, key));
    }

    ComponentState ICallEdge.CalleeInstance => CalleeInstance;

    string ICallEdge.Path => Path;

    int ICallEdge.Number => Number;

    string? ICallEdge.Arguments => plan.Parameters is null ? "" : arguments is null ? null : new FlatText(options).Parameters(plan, ref arguments.Value);

    /// <summary>The flat arguments of the call that an exception has ended.</summary>
    internal ref FlatFrame KeptArguments => ref (arguments ??= new StrongBox<FlatFrame>()).Value;

    /// <summary>A scope for the borrows of a call that begins.</summary>
    internal CallScope OpenScope()
    {
        (Scope, unused) = (unused ?? new CallScope(), null);
        return Scope;
    }

    /// <summary>The call is over, and every borrow with it: the scope can be used again.</summary>
    internal void CloseScope(CallScope scope)
    {
        scope.EndLoans();
        unused = scope;
    }

    private static Entering EnteringOf(ComponentState[] entered, ComponentState callee) => entered switch
    {
        [] => Entering.Nothing,
        [var one] when one == callee => Entering.Callee,
        _ => Entering.Several,
    };

    // What the verifier was promised: the adapter calls these with the signatures of exactly these types.
    private static void RequireType(FunctionReference function, Wasm.Modules.FunctionType? type)
    {
        if (!function.Type.Function.Equals(type))
        {
            throw new UnreachableException($"a core function of type {function.Type} is used as {type}");
        }
    }

    /// <summary>The owner of the reference to a fused function until its adapter is made.</summary>
    private sealed class LazyAdapter : LazyFunction
    {
        private readonly FusedFunction function;
        private readonly Func<AdapterCode> compile;
        private readonly object entry;
        private FunctionReference? reference;

        private LazyAdapter(FusedFunction function, CompiledUnit entry, Func<AdapterCode> compile)
            : base(function.Store) => (this.function, this.entry, this.compile) = (function, entry, compile);

        public static FunctionReference Reference(
            CanonicalType type, CompiledUnit entry, FusedFunction function, Func<AdapterCode> compile)
        {
            var owner = new LazyAdapter(function, entry, compile);
            return owner.reference = new FunctionReference(entry.Pointer(0), type, owner, ModuleCode.LargestFrame);
        }

        private protected override FunctionReference Resolve()
        {
            if (function.code is null)
            {
                RoomyStack.Run(Make, 0);
            }
            GC.KeepAlive(entry);
            return reference!;
        }

        private void Make()
        {
            var made = compile();
            function.code = made;
            function.Core.Prepare();
            function.PostReturn?.Prepare();
            reference!.Resolve(made.Pointer, function);
        }
    }
}
