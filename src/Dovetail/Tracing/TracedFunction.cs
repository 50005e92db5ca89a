using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Adapters;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.Tracing;

/// <summary>
/// A core function at a component's edge that tells of its calls: one that was lifted, when values have been lowered for it, or a function of the host that was lowered,
/// before its values are lifted.
/// </summary>
/// <remarks>Made where a store is traced; elsewhere there are none, and calls are what they were.</remarks>
[RequiresDynamicCode("Emits the call's edge at run time.")]
internal sealed class TracedFunction : LoweredFunction
{
    private readonly FunctionReference inner;
    private readonly CoreInvoker invoker;
    private readonly FunctionPlan plan;
    private readonly FlatText text;
    private readonly Action<CallEvent> sink;
    private readonly string? instance;
    private readonly string path;

    // Where the address of a result area is among the arguments of a lowered function; -1 for none.
    private readonly int area;

    private TracedFunction(FunctionReference inner, FlatFunctionType type, FunctionPlan plan, CanonicalOptions options, Action<CallEvent> sink, string? instance,
        string path, bool isLowered)
        : base(inner.Owner.Store)
    {
        (this.inner, this.plan, this.sink, this.instance, this.path) = (inner, plan, sink, instance, path);
        invoker = FrameEmitter.InvokerFor(type, inner);
        text = new FlatText(options);
        area = isLowered && plan.ResultInMemory ? type.Parameters.Length - 1 : -1;
    }

    /// <summary>The core function of a lifted one, with a trace.</summary>
    public static FunctionReference Lifted(
        FunctionReference core, FunctionPlan plan, CanonicalOptions options, Action<CallEvent> sink, string instance, string path) =>
        CanonLower.Reference(plan.Lift, new TracedFunction(core, plan.Lift, plan, options, sink, instance, path, isLowered: false));

    /// <summary>A lowered function of the host, with a trace.</summary>
    public static FunctionReference Lowered(
        FunctionReference lowered, FunctionPlan plan, CanonicalOptions options, Action<CallEvent> sink, string path) =>
        CanonLower.Reference(plan.Lower, new TracedFunction(lowered, plan.Lower, plan, options, sink, null, path, isLowered: true));

    protected override void Run(ref FlatFrame frame)
    {
        var depth = Store.TraceDepth;
        Tell(CallEventKind.Call, depth, text.Parameters(plan, ref frame));
        var address = area < 0 ? 0 : frame[area];
        try
        {
            Store.TraceDepth = depth + 1;
            CoreCalls.Invoke(invoker, inner, ref frame);
        }
        catch (Exception fault) when (Told(depth, fault))
        {
            throw;
        }
        finally
        {
            Store.TraceDepth = depth;
        }
        Tell(CallEventKind.Return, depth, text.Result(plan, ref frame, area < 0 ? frame[0] : address));
    }

    // A filter that never takes the exception: it runs while the stack below is still there.
    private bool Told(int depth, Exception fault)
    {
        Tell(CallEventKind.Fault, depth, fault.Message);
        return false;
    }

    private void Tell(CallEventKind kind, int depth, string values)
    {
        try
        {
            sink(new CallEvent(kind, depth, instance, path, values));
        }
        catch (Exception fault)
        {
            throw new HostException("the trace of calls", fault);
        }
    }
}
