using Dovetail.CanonicalAbi;

namespace Dovetail.Budgets;

/// <summary>The budgets that one call of <see cref="Linker.Instantiate(Store, Component)"/> hands out, by the paths of the instances that it makes.</summary>
/// <remarks>Where each of several components has budgets of its own, there is one of these for each, and their paths begin at its instance.</remarks>
internal sealed class BudgetPlan
{
    private readonly IReadOnlyDictionary<string, ComponentBudget> limits;
    private readonly HashSet<string> unused;
    private readonly string from;

    /// <param name="from">The path at which the paths of <paramref name="limits"/> begin.</param>
    /// <exception cref="ArgumentException">A limit is out of its range.</exception>
    public BudgetPlan(IReadOnlyDictionary<string, ComponentBudget> limits, Engine engine, string from = "")
    {
        (this.limits, unused, this.from) = (limits, [.. limits.Keys], from);
        foreach (var (path, budget) in limits)
        {
            ArgumentNullException.ThrowIfNull(budget);
            budget.Check(path, engine);
        }
        IsTimed = limits.Values.Any(budget => budget.IsTimed);
    }

    /// <summary>Whether a budget counts fuel or time, so that all instances are entered through <see cref="BudgetedFunction"/>.</summary>
    public bool IsTimed { get; }

    /// <summary>The budget for the instance at <paramref name="path"/>: its own, or that of the instance around it.</summary>
    public InstanceBudget? For(Store store, string path, ComponentState? parent)
    {
        var below = from.Length == 0 ? path : path == from ? "" : path[(from.Length + 1)..];
        if (!limits.TryGetValue(below, out var own))
        {
            return parent?.Budget;
        }
        unused.Remove(below);
        return new InstanceBudget(store, path, own, parent?.Budget);
    }

    /// <exception cref="ArgumentException">A budget is for a path at which there is no instance.</exception>
    public void ThrowIfUnused()
    {
        if (unused.Count != 0)
        {
            throw new ArgumentException($"there is no instance at the path `{unused.Order(StringComparer.Ordinal).First()}` that a budget is for; "
                + "paths are as traps show them: empty for the component that is instantiated, `instance 0` for the first instance inside of it, "
                + "the name of its definition for a component that the linker defines");
        }
    }
}
