using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Types;

namespace Dovetail.Instantiation;

/// <summary>Carries out a plan once, in a store: makes an instance of a component.</summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal sealed class PlanRun
{
    private readonly Store store;
    private readonly ComponentClosure component;
    private readonly IReadOnlyDictionary<string, object> imports;
    private readonly ComponentState? parent;
    private readonly object[] slots;

    private PlanRun(
        Store store, ComponentClosure component, IReadOnlyDictionary<string, object> imports, ComponentState? parent, InstantiationPlan plan) =>
        (this.store, this.component, this.imports, this.parent, slots) = (store, component, imports, parent, new object[plan.Slots]);

    /// <summary>Makes an instance of <paramref name="component"/>, whose imports are <paramref name="imports"/>: items that fit its type.</summary>
    /// <param name="parent">The instance around it; null for a root.</param>
    /// <exception cref="TrapException">A start function trapped, or a segment does not fit.</exception>
    /// <exception cref="LimitException">The store or the process has no room.</exception>
    public static InstanceItems Run(
        Store store, ComponentClosure component, IReadOnlyDictionary<string, object> imports, ComponentState? parent = null)
    {
        var plan = component.Code.PlanOf(component.Component);
        var run = new PlanRun(store, component, imports, parent, plan);
        var outermost = store.Enter(HostCalls.FrameSize);
        try
        {
            foreach (var step in plan.Steps)
            {
                run.Take(step);
            }
            return run.Collect(plan.Exports);
        }
        catch (DovetailException fault)
        {
            (run.slots[InstantiationPlan.RootState] as ComponentState)?.Trapped(fault);
            throw;
        }
        finally
        {
            if (outermost)
            {
                store.Exit();
            }
        }
    }

    private void Take(PlanStep step)
    {
        if (step is CompleteState complete)
        {
            State(complete.Slot).MayEnter = true;
            return;
        }
        slots[step.Slot] = step switch
        {
            MakeState make => Make(make),
            InstantiateModule instantiate => Instantiate(instantiate),
            InstantiateComponent instantiate => Run(store, (ComponentClosure)Evaluate(instantiate.Component),
                instantiate.Arguments.ToDictionary(argument => argument.Name, argument => Evaluate(argument.Value)), State(instantiate.Parent)),
            MakeResourceType make => RuntimeResourceType.OfGuest(make.Name, State(make.State), FunctionOrNull(make.Destructor)),
            LiftFunction lift => new LiftedFunction(
                lift.Path, lift.Type, State(lift.State), Options(lift.Options), Function(lift.Core), Resources(lift)),
            LowerFunction lower => CanonLower.Lower(
                (ComponentFunction)Evaluate(lower.Function), lower.Type, State(lower.State), Options(lower.Options), Resources(lower)),
            MakeResourceBuiltin make => Make(make.Builtin, (RuntimeResourceType)Evaluate(make.Resource), State(make.State)),
            _ => throw new UnreachableException($"{step.GetType().Name} is not a step"),
        };
    }

    // Until it is complete an instance counts as running: what it calls meanwhile cannot enter it.
    private ComponentState Make(MakeState step) => new(store, step.Parent is { } around ? State(around) : parent, step.Path) { MayEnter = false };

    private static FunctionReference Make(ResourceBuiltin builtin, RuntimeResourceType type, ComponentState state) => builtin switch
    {
        ResourceBuiltin.New => ResourceBuiltins.New(type, state),
        ResourceBuiltin.Drop => ResourceBuiltins.Drop(type, state),
        _ => ResourceBuiltins.Rep(type, state),
    };

    private ModuleInstance Instantiate(InstantiateModule step)
    {
        var module = (Module)Evaluate(step.Module);
        var wanted = module.Definition.Imports;
        var given = new object[wanted.Length];
        for (var i = 0; i < given.Length; i++)
        {
            given[i] = Export(step.Arguments[wanted[i].Module], wanted[i].Name);
        }
        try
        {
            return ModuleInstantiation.Run(store, module, given);
        }
        catch (WasmException)
        {
            throw new TrapException(TrapCode.UncaughtException);
        }
    }

    private InstanceItems Collect(IEnumerable<(string Name, PlanValue Value)> exports) =>
        new(exports.ToDictionary(export => export.Name, export => Evaluate(export.Value)));

    private object Evaluate(PlanValue value) => value switch
    {
        SlotValue slot => slots[slot.Slot],
        ImportValue import => imports[import.Name],
        CaptureValue capture => component.Captures[capture.Index],
        ModuleValue module => module.Module,
        ComponentValue nested => new ComponentClosure(component.Code, nested.Component, ImmutableArray.CreateRange(nested.Captures, Evaluate)),
        InstanceValue instance => Collect(instance.Exports.Select(export => (export.Key, export.Value))),
        ExportValue export => Export(export.Instance, export.Name),
        _ => value,
    };

    /// <summary>One export of an instance, without making an object of the instance.</summary>
    private object Export(PlanValue instance, string name)
    {
        if (instance is InstanceValue known)
        {
            return Evaluate(known.Exports[name]);
        }
        object? export = null;
        var found = Evaluate(instance) switch
        {
            ModuleInstance core => core.TryGetExport(name, out export),
            InstanceItems items => items.TryGet(name, out export),
            _ => false,
        };
        return found ? export! : throw new UnreachableException($"validation let the unknown export `{name}` pass");
    }

    private ComponentState State(int slot) => (ComponentState)slots[slot];

    private FunctionReference Function(PlanValue value) => (FunctionReference)Evaluate(value);

    private FunctionReference? FunctionOrNull(PlanValue? value) => value is null ? null : Function(value);

    private CanonicalOptions Options(PlanOptions options) => new(
        options.Encoding,
        options.Memory is null ? null : (Memory)Evaluate(options.Memory),
        FunctionOrNull(options.Realloc),
        FunctionOrNull(options.PostReturn));

    private Func<ResourceType, RuntimeResourceType> Resources(CanonStep step)
    {
        var plan = FunctionPlan.Of(step.Type);
        return resource => (RuntimeResourceType)Evaluate(step.Resources[plan.SlotOf(resource)]);
    }
}
