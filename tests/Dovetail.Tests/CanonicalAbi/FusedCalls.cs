using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Adapters;
using Dovetail.Runtime;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>Calls from one test instance to another with flat values of any type.</summary>
internal static class FusedCalls
{
    /// <summary>Passes flat parameters of <paramref name="source"/>; what the core function of <paramref name="target"/> is called with.</summary>
    public static FlatFrame Transfer(AbiGuest source, AbiGuest target, WitType type, ReadOnlySpan<ulong> flat)
    {
        var function = new WitFunctionType([new("p", type)], null);
        var plan = FunctionPlan.Of(function);
        var core = new Capture(target.State.Store);
        var lifted = new LiftedFunction("target.f", function, target.State, target.Options, CanonLower.Reference(plan.Lift, core),
            _ => throw new InvalidOperationException());
        var frame = default(FlatFrame);
        flat.CopyTo(frame);
        Invoke(source, source.Lower(lifted), plan, ref frame);
        return core.Frame;
    }

    private static void Invoke(AbiGuest source, FunctionReference lowered, FunctionPlan plan, ref FlatFrame frame)
    {
        var (arguments, invoker) = (frame, FrameEmitter.InvokerFor(plan.Lower, lowered));
        source.Lift(new WitFunctionType([], null), () => CoreCalls.Invoke(invoker, lowered, ref arguments)).Call();
        frame = arguments;
    }

    /// <summary>A core function that keeps its arguments.</summary>
    private sealed class Capture(Store store) : LoweredFunction(store)
    {
        public FlatFrame Frame;

        protected override void Run(ref FlatFrame frame) => Frame = frame;
    }
}
