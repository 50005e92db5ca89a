using System.Collections.Immutable;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;

namespace Dovetail.Instantiation;

/// <summary>
/// Where a plan finds something when it is carried out. Derived types form a closed hierarchy; <see cref="PlanRun"/> evaluates them. Immutable.
/// </summary>
internal abstract class PlanValue;

/// <summary>What an earlier step made.</summary>
/// <param name="module">The core module that it is an instance of, where it is one and the module is known.</param>
internal sealed class SlotValue(int slot, Module? module = null) : PlanValue
{
    public int Slot { get; } = slot;

    public Module? Module { get; } = module;
}

/// <summary>Something that is the same for every instance.</summary>
internal sealed class KnownValue : PlanValue
{
    private KnownValue(object value) => Value = value;

    public object Value { get; }

    /// <summary>The value of an item. A module is a known one from here on.</summary>
    public static PlanValue Of(object item) => item is Module module ? new ModuleValue(module) : new KnownValue(item);
}

/// <summary>An export of a core instance that an earlier step made of a known module.</summary>
internal sealed class CoreExportValue(int slot, Wasm.Modules.Export export) : PlanValue
{
    public int Slot { get; } = slot;

    public Wasm.Modules.Export Export { get; } = export;
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
        instance switch
        {
            InstanceValue known => known.Exports[name],
            SlotValue { Module: { } module } core => new CoreExportValue(core.Slot, module.Exports[name]),
            KnownValue { Value: InstanceItems items } => KnownValue.Of(items.Items[name]),
            NarrowedValue narrowed when narrowed.Type.Exports.TryGet(name, out var type) => NarrowedValue.Of(Of(narrowed.Instance, name), type),
            _ => new ExportValue(instance, name),
        };

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

/// <summary>An instance that exists only when the plan is carried out, with no more exports than a type says.</summary>
/// <remarks>
/// Who gives an instance for an import may give more than is asked for. What the importer exports of it again is what its own type says, so that a parent
/// which hides something behind a type has hidden it from all outside.
/// </remarks>
internal sealed class NarrowedValue(PlanValue instance, InstanceType type) : PlanValue
{
    public PlanValue Instance { get; } = instance;

    public InstanceType Type { get; } = type;

    /// <summary>What <paramref name="value"/> is when it is exported as <paramref name="type"/>: narrowed now where it is known.</summary>
    public static PlanValue Of(PlanValue value, ComponentExternType type)
    {
        if (type is not InstanceExtern { Type: var instance })
        {
            return value;
        }
        if (value is not InstanceValue known)
        {
            return new NarrowedValue(value, instance);
        }
        var exports = instance.Exports.Items.ToDictionary(export => export.Name, export => Of(known.Exports[export.Name], export.Type));
        return exports.Count == known.Exports.Count && exports.All(export => export.Value == known.Exports[export.Key]) ? value : new InstanceValue(exports);
    }
}

/// <summary>A value type: nothing is left of it when the plan is carried out.</summary>
internal sealed class ValueTypeValue : PlanValue
{
    public static readonly ValueTypeValue Only = new();
}
