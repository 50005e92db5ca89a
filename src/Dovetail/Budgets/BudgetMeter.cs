namespace Dovetail.Budgets;

/// <summary>Whose budget the code of a store consumes at the moment. There is one where an instance has a budget of fuel or time.</summary>
/// <remarks>
/// Metered code knows one number, what is left in the store. While an instance with a budget runs, that number is the least of what the store and all budgets around
/// the instance have left; what was consumed is taken from each of them when another instance's turn comes.
/// </remarks>
internal sealed class BudgetMeter(Store store)
{
    private long storeLeft;
    private long granted;

    /// <summary>The budget that is consumed; null for the store's alone.</summary>
    public InstanceBudget? Current { get; private set; }

    /// <summary>From now on the code of another instance runs. Gives what ran before, for <see cref="SwitchTo"/> to return to.</summary>
    public InstanceBudget? SwitchTo(InstanceBudget? next)
    {
        var before = Current;
        if (before == next)
        {
            return before;
        }
        Settle();
        Current = next;
        Grant();
        return before;
    }

    /// <summary>The budget, of those around what runs now, that has no fuel left; null where it is the store's own.</summary>
    public InstanceBudget? Exhausted()
    {
        for (var budget = Current; budget is not null; budget = budget.Around)
        {
            if (budget.Limits.Fuel is not null && budget.FuelLeft <= granted)
            {
                return budget;
            }
        }
        return null;
    }

    private void Settle()
    {
        if (Current is null)
        {
            storeLeft = store.FuelLeft;
            return;
        }
        // Negative where the host has added some meanwhile, which is meant for the guest that runs too.
        var used = granted - store.FuelLeft;
        storeLeft -= used;
        for (var budget = Current; budget is not null; budget = budget.Around)
        {
            if (budget.Limits.Fuel is not null)
            {
                budget.FuelLeft -= used;
            }
        }
    }

    private void Grant()
    {
        granted = storeLeft;
        for (var budget = Current; budget is not null; budget = budget.Around)
        {
            granted = Math.Min(granted, budget.FuelLeft);
        }
        store.FuelLeft = granted;
    }
}
