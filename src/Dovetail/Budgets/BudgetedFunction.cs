using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Adapters;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.Budgets;

/// <summary>
/// A core function of an instance behind the budget that its calls consume. It stands where an instance can be entered: at lifted functions, <c>realloc</c>,
/// <c>post-return</c> and destructors.
/// </summary>
/// <remarks>Where no budget counts fuel or time there are none of these, and calls are what they were.</remarks>
[RequiresDynamicCode("Emits the call's edge at run time.")]
internal sealed class BudgetedFunction : LoweredFunction
{
    private readonly InstanceBudget? budget;
    private readonly FunctionReference inner;
    private readonly CoreInvoker invoker;

    private BudgetedFunction(InstanceBudget? budget, FunctionReference inner, FlatFunctionType type)
        : base(inner.Owner.Store)
    {
        (this.budget, this.inner) = (budget, inner);
        invoker = FrameEmitter.InvokerFor(type, inner);
    }

    /// <summary><paramref name="function"/>, of a flat type, as the one who calls it sees it.</summary>
    public static FunctionReference Wrap(InstanceBudget? budget, FunctionReference function, FlatFunctionType type) =>
        CanonLower.Reference(type, new BudgetedFunction(budget, function, type));

    protected override void Run(ref FlatFrame frame)
    {
        using var stay = new BudgetStay(Store, budget);
        TrapException fault;
        try
        {
            CoreCalls.Invoke(invoker, inner, ref frame);
            return;
        }
        catch (TrapException trap) when (stay.Blame(trap) is { } blame)
        {
            fault = new TrapException(trap.Code, blame, Faults.FramesOf(trap)) { Calls = trap.Calls };
        }
        throw fault;
    }
}

/// <summary>The time in which an instance runs: its budget is consumed, and its clock goes.</summary>
internal readonly ref struct BudgetStay
{
    private readonly BudgetMeter? meter;
    private readonly InstanceBudget? before;
    private readonly InstanceBudget? timed;
    private readonly Interruption clock;
    private readonly Interruption.Frame frame;

    public BudgetStay(Store store, InstanceBudget? budget)
    {
        (meter, clock) = (store.Meter!, store.Clock);
        before = meter.SwitchTo(budget);
        timed = Tightest(budget, before);
        frame = timed is null ? default : clock.Push(timed.Limits.Deadline!.Value);
    }

    /// <summary>What the trap says of the budget that was used up; null where it has another reason.</summary>
    public string? Blame(TrapException trap) => trap.Detail is not null ? null : trap.Code switch
    {
        TrapCode.OutOfFuel => meter!.Exhausted()?.OutOfFuel(),
        TrapCode.DeadlineExceeded when timed is not null && clock.IsOver(frame) => timed.Late(),
        _ => null,
    };

    /// <summary>The instance that ran before goes on.</summary>
    public void Dispose()
    {
        if (timed is not null)
        {
            clock.Pop(frame);
        }
        meter?.SwitchTo(before);
    }

    // A call inside of what has a deadline is part of the call that came from outside.
    private static InstanceBudget? Tightest(InstanceBudget? budget, InstanceBudget? before)
    {
        InstanceBudget? tightest = null;
        for (; budget?.Contains(before) == false; budget = budget.Around)
        {
            if (budget.Limits.Deadline is { } deadline && (tightest is null || deadline < tightest.Limits.Deadline))
            {
                tightest = budget;
            }
        }
        return tightest;
    }
}
