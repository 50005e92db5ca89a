using System.Collections.Immutable;
using Dovetail.Wasm.Components.Validation;

namespace Dovetail.Instantiation;

/// <summary>
/// Where a plan finds something when it is carried out. Derived types form a closed hierarchy; <see cref="PlanRun"/> evaluates them. Immutable.
/// </summary>
internal abstract class PlanValue;

/// <summary>What an earlier step made.</summary>
internal sealed class SlotValue(int slot) : PlanValue
{
    public int Slot { get; } = slot;
}

/// <summary>What was given for an import of the root.</summary>
internal sealed class ImportValue(string name) : PlanValue
{
    public string Name { get; } = name;
}

/// <summary>What the component captured of those around it, where the plan begins inside of them.</summary>
internal sealed class CaptureValue(int index) : PlanValue
{
    public int Index { get; } = index;
}

/// <summary>A core module that the component contains.</summary>
internal sealed class ModuleValue(Module module) : PlanValue
{
    public Module Module { get; } = module;
}

/// <summary>A component that the component contains, with what it captures.</summary>
internal sealed class ComponentValue(ValidatedComponent component, ImmutableArray<PlanValue> captures) : PlanValue
{
    public ValidatedComponent Component { get; } = component;

    public ImmutableArray<PlanValue> Captures { get; } = captures;
}

/// <summary>An instance, of a component or core, all of whose exports are known when the plan is made.</summary>
internal sealed class InstanceValue(IReadOnlyDictionary<string, PlanValue> exports) : PlanValue
{
    public IReadOnlyDictionary<string, PlanValue> Exports { get; } = exports;
}

/// <summary>An export of an instance that exists only when the plan is carried out.</summary>
internal sealed class ExportValue(PlanValue instance, string name) : PlanValue
{
    public PlanValue Instance { get; } = instance;

    public string Name { get; } = name;

    /// <summary>An export of <paramref name="instance"/>: found now where it is known, when the plan is carried out otherwise.</summary>
    public static PlanValue Of(PlanValue instance, string name) =>
        instance is InstanceValue known ? known.Exports[name] : new ExportValue(instance, name);

    /// <summary>Follows names from <paramref name="instance"/> on.</summary>
    public static PlanValue Of(PlanValue instance, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            instance = Of(instance, name);
        }
        return instance;
    }
}

/// <summary>A value type: nothing is left of it when the plan is carried out.</summary>
internal sealed class ValueTypeValue : PlanValue
{
    public static readonly ValueTypeValue Only = new();
}
