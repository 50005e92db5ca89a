using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Instantiation;

/// <summary>Makes something and keeps it in <see cref="Slot"/>. Derived types form a closed hierarchy. Immutable once the plan is made.</summary>
internal abstract class PlanStep(int slot)
{
    public int Slot { get; } = slot;
}

/// <summary>Makes the state of a component instance: its handles and flags.</summary>
/// <param name="parent">The slot of the state around it; null for the root.</param>
/// <param name="path">What messages call it below its parent.</param>
internal sealed class MakeState(int slot, int? parent, string path) : PlanStep(slot)
{
    public int? Parent { get; } = parent;

    public string Path { get; } = path;
}

/// <summary>The instance is complete: from now on it can be entered. Fills no slot of its own but that of the state.</summary>
internal sealed class CompleteState(int slot) : PlanStep(slot);

/// <summary>Makes an instance of a core module.</summary>
/// <param name="state">The slot of the state of the instance that it is a part of.</param>
/// <param name="arguments">Core instances by the first part of the imports' names.</param>
internal sealed class InstantiateModule(int slot, PlanValue module, int state, IReadOnlyDictionary<string, PlanValue> arguments) : PlanStep(slot)
{
    public int State { get; } = state;

    public PlanValue Module { get; } = module;

    /// <summary>What is given for each import of the module; null where it is known only when the plan is carried out.</summary>
    public PlanValue[]? Given { get; } = module is ModuleValue { Module: var known }
        ? [.. known.Definition.Imports.Select(import => ExportValue.Of(arguments[import.Module], import.Name))]
        : null;

    public IReadOnlyDictionary<string, PlanValue> Arguments { get; } = arguments;
}

/// <summary>Makes an instance of a component that is known only when the plan is carried out: an import, or an export of one.</summary>
/// <param name="parent">The slot of the state of the instance that asks.</param>
/// <param name="path">What messages call it below the root.</param>
internal sealed class InstantiateComponent(
    int slot, PlanValue component, ImmutableArray<(string Name, PlanValue Value)> arguments, int parent, string path) : PlanStep(slot)
{
    public string Path { get; } = path;

    public PlanValue Component { get; } = component;

    public ImmutableArray<(string Name, PlanValue Value)> Arguments { get; } = arguments;

    public int Parent { get; } = parent;
}

/// <summary>Makes a resource type.</summary>
/// <param name="state">The slot of the state of the instance that implements it.</param>
/// <param name="destructor">The core function that drops a representation; null for none.</param>
/// <param name="representation">What representations are: i32 or i64.</param>
internal sealed class MakeResourceType(int slot, string name, int state, PlanValue? destructor, FlatType representation) : PlanStep(slot)
{
    public FlatType Representation { get; } = representation;

    public string Name { get; } = name;

    public int State { get; } = state;

    public PlanValue? Destructor { get; } = destructor;
}

/// <summary>The options of a lifted or lowered function.</summary>
/// <param name="Index">Which of the plan's options they are.</param>
internal sealed record PlanOptions(int Index, StringEncoding Encoding, PointerType Pointer, PlanValue? Memory, PlanValue? Realloc, PlanValue? PostReturn);

/// <summary>What lifting and lowering share: the type, whose side it is, and what the type's resources are there.</summary>
/// <param name="state">The slot of the instance's state.</param>
/// <param name="resources">The resource types of <paramref name="type"/>, in the order of its plan's slots.</param>
internal abstract class CanonStep(int slot, WitFunctionType type, int state, PlanOptions options, ImmutableArray<PlanValue> resources)
    : PlanStep(slot)
{
    public WitFunctionType Type { get; } = type;

    /// <summary>The plan of calls with the type, for the width of the options' memory.</summary>
    public FunctionPlan Plan { get; } = FunctionPlan.Of(type, options.Pointer);

    public int State { get; } = state;

    public PlanOptions Options { get; } = options;

    public ImmutableArray<PlanValue> Resources { get; } = resources;
}

/// <summary>Makes a component function of a core function.</summary>
internal sealed class LiftFunction(
    int slot, PlanValue core, WitFunctionType type, int state, PlanOptions options, ImmutableArray<PlanValue> resources)
    : CanonStep(slot, type, state, options, resources)
{
    public PlanValue Core { get; } = core;

    /// <summary>What messages call it: the name of the outermost export that leads to it.</summary>
    public string Path { get; set; } = "a function that is not exported";
}

/// <summary>Makes a component function that is not executed yet.</summary>
internal sealed class RefuseLift(
    int slot, WitFunctionType type, int state, PlanOptions options, ImmutableArray<PlanValue> resources, string feature)
    : CanonStep(slot, type, state, options, resources)
{
    public string Feature { get; } = feature;
}

/// <summary>Refuses the instance, for what cannot be made.</summary>
internal sealed class RefuseInstance(int slot, string feature) : PlanStep(slot)
{
    public string Feature { get; } = feature;
}

/// <summary>Makes a core function, lowered or built in, that is not executed yet.</summary>
/// <param name="isLeaving">Whether it is checked first that the instance may be left.</param>
internal sealed class RefuseCore(int slot, int state, FunctionType type, string feature, bool isLeaving = true) : PlanStep(slot)
{
    public int State { get; } = state;

    public FunctionType Type { get; } = type;

    public bool IsLeaving { get; } = isLeaving;

    public string Feature { get; } = feature;
}

/// <summary>Makes a core function of a component function.</summary>
internal sealed class LowerFunction(
    int slot, PlanValue function, WitFunctionType type, int state, PlanOptions options, ImmutableArray<PlanValue> resources)
    : CanonStep(slot, type, state, options, resources)
{
    public PlanValue Function { get; } = function;
}

/// <summary>Makes a core function of a function of the host that is the same for every instance.</summary>
internal sealed class LowerHostFunction(int slot, HostLowering lowering, int state, PlanOptions options) : PlanStep(slot)
{
    public HostLowering Lowering { get; } = lowering;

    public int State { get; } = state;

    public PlanOptions Options { get; } = options;
}

/// <summary>Makes a built-in core function on error contexts.</summary>
internal sealed class MakeErrorContextBuiltin(int slot, BuiltIn builtin, PlanOptions options, int state) : PlanStep(slot)
{
    public BuiltIn Builtin { get; } = builtin;

    public PlanOptions Options { get; } = options;

    public int State { get; } = state;
}

/// <summary>Makes a built-in core function on a resource type.</summary>
internal sealed class MakeResourceBuiltin(int slot, ResourceBuiltin builtin, PlanValue resource, int state) : PlanStep(slot)
{
    private CoreStub? stub;

    public ResourceBuiltin Builtin { get; } = builtin;

    public PlanValue Resource { get; } = resource;

    public int State { get; } = state;

    /// <summary>What guests call it through; the plan is of <paramref name="engine"/>.</summary>
    /// <param name="representation">What representations of the resource type are: the same for every instance.</param>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public CoreStub StubOf(Engine engine, FlatType representation) => stub ??= CoreStub.Of(engine, ResourceBuiltins.TypeOf(Builtin, representation));
}
