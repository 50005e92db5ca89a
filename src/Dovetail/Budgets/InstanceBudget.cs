using System.Globalization;
using Dovetail.Runtime;

namespace Dovetail.Budgets;

/// <summary>The budget of a component instance while it lives: what it may use with all that is inside of it, and what it has used.</summary>
internal sealed class InstanceBudget
{
    public InstanceBudget(Store store, string path, ComponentBudget limits, InstanceBudget? around)
    {
        (Path, Limits, Around) = (path, limits, around);
        Space = new SpaceBudget(around?.Space ?? store.Budget.Space, limits.MaxMemoryBytes ?? long.MaxValue, limits.MaxTableElements ?? long.MaxValue,
            $"the budget of `{path}`");
        FuelLeft = limits.Fuel ?? long.MaxValue;
    }

    /// <summary>The instance, as messages call it.</summary>
    public string Path { get; }

    public ComponentBudget Limits { get; }

    /// <summary>The budget that this is a part of; null for a part of the store's.</summary>
    public InstanceBudget? Around { get; }

    /// <summary>The memories and tables.</summary>
    public SpaceBudget Space { get; }

    /// <summary>How much fuel is left; 2^63 − 1 where it is not limited.</summary>
    public long FuelLeft { get; set; }

    /// <summary>How many handles an instance may have, by the nearest budget that says so.</summary>
    public int? MaxHandles => Limits.MaxHandles ?? Around?.MaxHandles;

    /// <summary>How many bytes an instance may pass on in one call, by the nearest budget that says so.</summary>
    public long? MaxValueBytes => Limits.MaxValueBytes ?? Around?.MaxValueBytes;

    /// <summary>What was used until now.</summary>
    public ComponentUsage Usage => new(Space.MemoryBytes, Space.TableElements, Limits.Fuel - FuelLeft);

    /// <summary>Whether <paramref name="inner"/> is this or inside of it.</summary>
    public bool Contains(InstanceBudget? inner)
    {
        while (inner is not null && inner != this)
        {
            inner = inner.Around;
        }
        return inner is not null;
    }

    /// <summary>Why a call ended, for the one whose budget was used up.</summary>
    public string OutOfFuel() => string.Create(CultureInfo.InvariantCulture, $": `{Path}` has used up its budget of {Limits.Fuel}");

    /// <inheritdoc cref="OutOfFuel"/>
    public string Late() => string.Create(CultureInfo.InvariantCulture, $": a call of `{Path}` may take {Limits.Deadline!.Value.TotalMilliseconds} ms");
}
