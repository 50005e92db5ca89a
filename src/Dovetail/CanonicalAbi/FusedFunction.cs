using System.Runtime.CompilerServices;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// A function of one component that another calls: <c>canon lower</c> in the caller and <c>canon lift</c> in the callee
/// in one step, with values copied from memory to memory.
/// </summary>
/// <remarks>
/// Values are carried by a tree of <see cref="Transfer"/> objects made once per function, behind an emitted stub; the
/// tree is walked, not yet compiled to CIL of its own. The frame is no larger for any type: nesting of types is
/// bounded.
/// </remarks>
internal sealed class FusedFunction : LoweredFunction
{
    private readonly AbiSide caller;
    private readonly AbiSide callee;
    private readonly LiftedFunction function;
    private readonly FunctionPlan plan;
    private readonly ComponentState[] entered;
    private readonly Transfer? parameters;
    private readonly Transfer? result;

    public FusedFunction(AbiSide caller, FunctionPlan plan, LiftedFunction function)
        : base(caller.Instance.Store)
    {
        (this.caller, this.plan, this.function) = (caller, plan, function);
        callee = new AbiSide(function.Instance, function.Options, function.Resources, isHostEdge: false);
        entered = function.Instance.EnteringSet(caller.Instance);
        parameters = plan.Parameters is null ? null
            : new Transfers(plan, function.Plan).For(plan.Parameters, function.Plan.Parameters!);
        result = plan.Type.Result is null ? null
            : new Transfers(function.Plan, plan).For(function.Type.Result!, plan.Type.Result);
    }

    protected override void Run(ref FlatFrame frame)
    {
        if (!caller.Instance.MayLeave)
        {
            AbiTraps.CannotLeave();
        }
        // A call that stays inside what the caller has entered, as from a child to its parent, enters nothing.
        ComponentState.Enter(entered);
        var scope = plan.HasBorrow ? new CallScope() : null;
        var outer = new LiftLowerContext(caller, scope);
        var inner = new LiftLowerContext(callee, scope);
        Unsafe.SkipInit(out FlatFrame core);
        var address = CopyParameters(outer, inner, ref frame, ref core);
        function.CallCore(ref core);
        scope?.ExitCallee();
        CopyResult(inner, outer, address, ref core, ref frame);
        function.PostReturn(ref core);
        ComponentState.Leave(entered);
        scope?.EndLoans();
    }

    // Gives the address where the caller wants a result that goes through memory.
    private uint CopyParameters(in LiftLowerContext from, in LiftLowerContext to, ref FlatFrame frame,
        ref FlatFrame core)
    {
        from.BeginCopies();
        var source = new FlatReader(ref frame);
        var target = new FlatWriter(ref core);
        if (parameters is not null && plan.ParametersInMemory)
        {
            var address = (uint)source.Next();
            from.CheckValues(address, parameters.Size, parameters.Alignment);
            var copy = to.Allocate(parameters.Alignment, parameters.Size, AbiBlock.Values);
            parameters.Copy(from, to, address, copy);
            target.Add(copy);
        }
        else
        {
            parameters?.CopyFlat(from, to, ref source, ref target);
        }
        return plan.ResultInMemory ? (uint)source.Next() : 0;
    }

    private void CopyResult(in LiftLowerContext from, in LiftLowerContext to, uint address, ref FlatFrame core,
        ref FlatFrame frame)
    {
        if (result is null)
        {
            return;
        }
        from.BeginCopies();
        var source = new FlatReader(ref core);
        if (!plan.ResultInMemory)
        {
            var target = new FlatWriter(ref frame);
            result.CopyFlat(from, to, ref source, ref target);
            return;
        }
        var begin = (uint)source.Next();
        from.CheckValues(begin, result.Size, result.Alignment);
        to.CheckValues(address, result.Size, result.Alignment);
        result.Copy(from, to, begin, address);
    }
}
