using System.Diagnostics.CodeAnalysis;
using Dovetail.Bindings;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// What <c>canon lower</c> makes: the owner of a core function that a guest calls, which carries the call over the
/// component's edge.
/// </summary>
internal abstract class LoweredFunction(Store store) : FunctionOwner(store)
{
    /// <summary>An upper bound of the frame of the emitted stub; guests leave the host far more than that.</summary>
    public const int FrameSize = 2048;

    /// <summary>What keeps the stub's code alive.</summary>
    internal object? Code { get; set; }

    /// <summary>
    /// What the emitted stub calls: the core arguments are in the frame, the result is wanted in its first slot.
    /// </summary>
    internal static void Run(FunctionOwner owner, ref FlatFrame frame) => ((LoweredFunction)owner).Run(ref frame);

    /// <summary>Carries out a call.</summary>
    protected abstract void Run(ref FlatFrame frame);
}

/// <summary>A lowered function of the host: lifts the arguments, calls a C# delegate, lowers its result.</summary>
internal sealed class HostLoweredFunction(AbiSide side, HostComponentFunction callee)
    : LoweredFunction(side.Instance.Store)
{
    protected override void Run(ref FlatFrame frame)
    {
        if (!side.Instance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        side.Instance.ValueBytesLeft = side.Instance.MaxValueBytes;
        if (Store.Engine.Options.MetersFuel)
        {
            FuelOperations.Charge(Store, FuelOperations.HostCall);
        }
        var scope = callee.Plan.HasBorrow ? new CallScope() : null;
        callee.Run(new LiftLowerContext(side, scope), ref frame);
        scope?.EndLoans();
        if (Store.InterruptFlag != 0)
        {
            Traps.Interrupted(Store);
        }
    }
}

/// <summary>A function of the host with a WIT type: a C# delegate that was found to fit it.</summary>
internal abstract class HostComponentFunction(string path, FunctionPlan plan) : ComponentFunction(path, plan)
{
    /// <summary>The delegate as it was given.</summary>
    public abstract Delegate Target { get; }

    /// <summary>Says what the resources of the type are at run time, before the function is lowered.</summary>
    /// <exception cref="ArgumentException">The host's C# types don't fit them.</exception>
    [RequiresDynamicCode("Looks at the delegate's types.")]
    public void BindResources(Func<ResourceType, RuntimeResourceType> resolve)
    {
        Resources = Resolve(Plan, resolve);
        DelegateBinding.CheckResources(this, Resources);
    }

    /// <summary>Lifts the arguments out of a guest's frame, calls, lowers the result.</summary>
    public abstract void Run(in LiftLowerContext cx, ref FlatFrame frame);

    /// <summary>
    /// Throws what the guest's caller shall see: traps of nested calls, exits and errors of other host functions pass
    /// as they are.
    /// </summary>
    protected Exception Wrap(Exception fault) => fault is TrapException or HostException or GuestExitException
        ? fault
        : new HostException(Path, fault);
}

/// <summary>A function of the host whose C# types are known.</summary>
/// <param name="target">The delegate as it was given.</param>
/// <param name="invoke">Calls it with all arguments as one tuple.</param>
/// <param name="parameters">Lifts that tuple; null where there are no parameters.</param>
/// <param name="result">Lowers the result; null where there is none.</param>
internal sealed class HostComponentFunction<TParameters, TResult>(string path, FunctionPlan plan, Delegate target,
    Func<TParameters, TResult> invoke, Codec<TParameters>? parameters, Codec<TResult>? result)
        : HostComponentFunction(path, plan)
{
    public override Delegate Target { get; } = target;

    public override void Run(in LiftLowerContext cx, ref FlatFrame frame)
    {
        var flat = new FlatReader(ref frame);
        var arguments = parameters is null ? default! : LiftParameters(cx, parameters, ref flat);
        var address = Plan.ResultInMemory ? (uint)flat.Next() : 0;
        if (Invoke(cx, arguments, address, ref frame) is { } fault)
        {
            cx.Scope?.ExpireViews();
            throw Wrap(fault);
        }
    }

    private TParameters LiftParameters(in LiftLowerContext cx, Codec<TParameters> codec, ref FlatReader flat)
    {
        if (!Plan.ParametersInMemory)
        {
            return codec.LiftFlat(cx, ref flat);
        }
        var address = (uint)flat.Next();
        cx.CheckValues(address, codec.Size, codec.Alignment);
        return codec.Load(cx, address);
    }

    // What a host function throws leaves its handler before it goes on.
    private Exception? Invoke(in LiftLowerContext cx, TParameters arguments, uint address, ref FlatFrame frame)
    {
        try
        {
            var value = invoke(arguments);
            if (result is not null)
            {
                LowerResult(cx, result, value, address, ref frame);
            }
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private void LowerResult(in LiftLowerContext cx, Codec<TResult> codec, TResult value, uint address,
        ref FlatFrame frame)
    {
        if (!Plan.ResultInMemory)
        {
            var flat = new FlatWriter(ref frame);
            codec.LowerFlat(cx, ref flat, value);
            return;
        }
        cx.CheckValues(address, codec.Size, codec.Alignment);
        codec.Store(cx, address, value);
    }
}
