using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Runtime;

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
internal sealed class HostLoweredFunction(ComponentState caller, CanonicalOptions options, HostComponentFunction callee)
    : LoweredFunction(caller.Store)
{
    /// <summary>The delegate that the stub of a function of numbers calls directly.</summary>
    internal readonly Delegate? Numbers = callee.Numbers;

    private readonly ComponentState caller = caller;

    // Made at the first call: most instances call few of the functions that they import.
    private AbiSide? side;

    /// <summary>Traps if the caller's instance may not call out now. Becomes part of the stub of a function of numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void CheckLeave(HostLoweredFunction function)
    {
        if (!function.caller.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
    }

    /// <summary>Throws what the guest's caller shall see of what the delegate threw.</summary>
    [DoesNotReturn]
    internal static void Fail(Exception fault, HostLoweredFunction function) => throw HostCall.Wrap(function.Path, fault);

    private string Path => callee.Path;

    protected override void Run(ref FlatFrame frame)
    {
        CheckLeave(this);
        caller.BeginLift();
        if (Store.Engine.Options.MetersFuel)
        {
            FuelOperations.Charge(Store, FuelOperations.HostCall);
        }
        var scope = callee.Plan.HasBorrow ? caller.TakeScope() : null;
        callee.Run(new LiftLowerContext(side ??= new AbiSide(caller, options, callee.Resources, isHostEdge: true), scope), ref frame);
        if (scope is not null)
        {
            scope.EndLoans();
            caller.ReturnScope(scope);
        }
        if (Store.InterruptFlag != 0)
        {
            Traps.Interrupted(Store);
        }
    }
}
