using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Budgets;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Tracing;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;
using BuiltIn = Dovetail.Wasm.Components.BuiltIn;

namespace Dovetail.Instantiation;

/// <summary>Carries out a plan once, in a store: makes an instance of a component.</summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal sealed class PlanRun
{
    private readonly Store store;
    private readonly ComponentClosure component;
    private readonly IReadOnlyDictionary<string, object> imports;
    private readonly ComponentState? parent;
    private readonly string path;
    private readonly BudgetPlan? budgets;
    private readonly Action<CallEvent>? trace;
    private readonly InstantiationPlan plan;
    private readonly object[] slots;

    // Made when they are first asked for.
    private readonly CanonicalOptions?[] options;

    private PlanRun(Store store, ComponentClosure component, IReadOnlyDictionary<string, object> imports, ComponentState? parent, string path,
        BudgetPlan? budgets, InstantiationPlan plan)
    {
        (this.store, this.component, this.imports, this.parent, this.path, this.budgets) = (store, component, imports, parent, path, budgets);
        trace = store.Options.CallTrace ?? CallLog.Sink;
        this.plan = plan;
        slots = new object[plan.Slots];
        options = new CanonicalOptions?[plan.Options];
    }

    /// <summary>Makes an instance of <paramref name="component"/>, whose imports are <paramref name="imports"/>: items that fit its type.</summary>
    /// <param name="plan">The component's plan, in which imports that are the same for every instance may be bound already.</param>
    /// <param name="path">What messages call it.</param>
    /// <param name="budgets">What its instances may use, beside the store's limits; null for those alone.</param>
    /// <param name="parent">The instance around it; null for a root.</param>
    /// <exception cref="TrapException">A start function trapped, or a segment does not fit.</exception>
    /// <exception cref="LimitException">The store or the process has no room.</exception>
    public static InstanceItems Run(
        Store store, ComponentClosure component, InstantiationPlan plan, IReadOnlyDictionary<string, object> imports, string path = "", BudgetPlan? budgets = null,
        ComponentState? parent = null)
    {
        if (budgets?.IsTimed == true)
        {
            store.Meter ??= new BudgetMeter(store);
        }
        if (parent is not null && (parent.Root.UnforeseenSteps += plan.Steps.Length) > PlanBuilder.MaxSteps)
        {
            throw PlanBuilder.TooManySteps();
        }
        var run = new PlanRun(store, component, imports, parent, path, budgets, plan);
        var outermost = store.Enter(HostCalls.FrameSize);
        try
        {
            foreach (var step in plan.Steps)
            {
                run.Take(step);
            }
            if (parent is null)
            {
                store.Runs?.Add(run);
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

    /// <summary>How many instances of core modules can be made anew: none where they have budgets.</summary>
    public int Modules => budgets is null ? plan.Changeable.Count(step => step is InstantiateModule) : 0;

    /// <summary>
    /// Makes all that guests could change what it was, by doing what was done then to the same objects, inside the store. Memories have been renewed, with the store's budget.
    /// </summary>
    /// <exception cref="TrapException">A start function trapped, or a segment does not fit.</exception>
    public void Renew()
    {
        foreach (var step in plan.Changeable)
        {
            switch (step)
            {
                case MakeState:
                    State(step.Slot).Renew();
                    break;
                case InstantiateModule:
                    Renew((ModuleInstance)slots[step.Slot]);
                    break;
                default:
                    State(step.Slot).MayEnter = true;
                    break;
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
            LowerHostFunction lower => Lower(lower),
            MakeState make => Make(make),
            InstantiateModule instantiate => Instantiate(instantiate),
            InstantiateComponent instantiate => Instantiate(instantiate),
            MakeResourceType make => RuntimeResourceType.OfGuest(make.Name, State(make.State), Destructor(make), make.Representation),
            LiftFunction lift => Lift(lift),
            RefuseLift lift => new UnexecutedFunction("", lift.Type, lift.Feature).With(Resources(lift)),
            RefuseCore core => Unexecuted.Refuse(State(core.State), core.Type, core.Feature, core.IsLeaving),
            RefuseInstance refused => throw new UnsupportedException(refused.Feature),
            LowerFunction lower => Lower(lower),
            MakeResourceBuiltin make => Make(make, (RuntimeResourceType)Evaluate(make.Resource)),
            MakeErrorContextBuiltin make => Make(make, State(make.State)),
            _ => throw new UnreachableException($"{step.GetType().Name} is not a step"),
        };
    }

    // Until it is complete an instance counts as running: what it calls meanwhile cannot enter it.
    private ComponentState Make(MakeState step)
    {
        var around = step.Parent is { } slot ? State(slot) : parent;
        var place = PathOf(step.Path);
        return new ComponentState(store, around, place, budgets?.For(store, place, around)) { MayEnter = false };
    }

    private string PathOf(string inner) => path.Length == 0 || inner.Length == 0 ? path + inner : $"{path}/{inner}";

    private FunctionReference Make(MakeResourceBuiltin step, RuntimeResourceType type) =>
        ResourceBuiltins.Make(step.Builtin, type, State(step.State), step.StubOf(store.Engine, type.Representation));

    private FunctionReference Make(MakeErrorContextBuiltin step, ComponentState state) => step.Builtin switch
    {
        BuiltIn.ErrorContextNew => ErrorContextBuiltins.New(state, Options(step.Options, step.State)),
        BuiltIn.ErrorContextDebugMessage => ErrorContextBuiltins.DebugMessage(state, Options(step.Options, step.State)),
        _ => ErrorContextBuiltins.Drop(state),
    };

    private InstanceItems Instantiate(InstantiateComponent step)
    {
        var closure = (ComponentClosure)Evaluate(step.Component);
        var arguments = step.Arguments.ToDictionary(argument => argument.Name, argument => Evaluate(argument.Value));
        return Run(store, closure, closure.Code.PlanOf(closure.Component), arguments, PathOf(step.Path), budgets, State(step.Parent));
    }

    private ModuleInstance Instantiate(InstantiateModule step)
    {
        var module = (Module)Evaluate(step.Module);
        var given = Given(step, module);
        var budget = State(step.State).Budget;
        using var stay = budgets?.IsTimed == true ? new BudgetStay(store, budget) : default;
        try
        {
            return ModuleInstantiation.Run(store, module, given, budget?.Space);
        }
        catch (WasmException)
        {
            throw new TrapException(TrapCode.UncaughtException);
        }
    }

    private static void Renew(ModuleInstance instance)
    {
        try
        {
            ModuleInstantiation.Renew(instance);
        }
        catch (WasmException)
        {
            throw new TrapException(TrapCode.UncaughtException);
        }
    }

    private object[] Given(InstantiateModule step, Module module)
    {
        if (step.Given is { } known)
        {
            return Array.ConvertAll(known, Evaluate);
        }
        var wanted = module.Definition.Imports;
        var given = new object[wanted.Length];
        for (var i = 0; i < given.Length; i++)
        {
            given[i] = Export(step.Arguments[wanted[i].Module], wanted[i].Name);
        }
        return given;
    }

    private InstanceItems Collect(IEnumerable<(string Name, PlanValue Value)> exports) =>
        new(exports.ToDictionary(export => export.Name, export => Evaluate(export.Value)));

    private object Evaluate(PlanValue value) => value switch
    {
        SlotValue slot => slots[slot.Slot],
        KnownValue known => known.Value,
        CoreExportValue export => ((ModuleInstance)slots[export.Slot]).Resolve(export.Export)!,
        ImportValue import => imports[import.Name],
        CaptureValue capture => component.Captures[capture.Index],
        ModuleValue module => module.Module,
        ComponentValue nested => new ComponentClosure(component.Code, nested.Component, ImmutableArray.CreateRange(nested.Captures, Evaluate)),
        NarrowedValue narrowed => ((InstanceItems)Evaluate(narrowed.Instance)).Narrow(narrowed.Type),
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

    private LiftedFunction Lift(LiftFunction lift)
    {
        var (state, options) = (State(lift.State), Options(lift));
        var core = Entry(Function(lift.Core), lift.Plan.Lift, lift.State);
        if (trace is not null)
        {
            core = TracedFunction.Lifted(core, lift.Plan, options, trace, state.Path, lift.Path);
        }
        return new LiftedFunction(lift.Path, lift.Type, state, options, core, Resources(lift));
    }

    private FunctionReference Lower(LowerFunction lower)
    {
        var (callee, options) = ((ComponentFunction)Evaluate(lower.Function), Options(lower));
        var lowered = CanonLower.Lower(callee, lower.Type, State(lower.State), options, Resources(lower));
        return callee is HostComponentFunction ? Traced(lowered, lower.Plan, options, callee.Path) : lowered;
    }

    private FunctionReference Lower(LowerHostFunction lower)
    {
        var options = Options(lower.Options, lower.State);
        return Traced(lower.Lowering.For(State(lower.State), options), lower.Lowering.Plan, options, lower.Lowering.Path);
    }

    private FunctionReference Traced(FunctionReference lowered, FunctionPlan plan, CanonicalOptions options, string path) =>
        trace is null ? lowered : TracedFunction.Lowered(lowered, plan, options, trace, path);

    private FunctionReference? Destructor(MakeResourceType make) =>
        make.Destructor is null ? null : Entry(Function(make.Destructor), CanonLower.Destructor(make.Representation), make.State);

    private CanonicalOptions Options(CanonStep step) => step.Options.PostReturn is not { } postReturn
        ? Options(step.Options, step.State)
        : Options(step.Options, step.State) with { PostReturn = Entry(Function(postReturn), CanonLower.PostReturn(step.Plan.Lift), step.State) };

    private CanonicalOptions Options(PlanOptions wanted, int state) => options[wanted.Index] ??= new(
        wanted.Encoding,
        wanted.Memory is null ? null : (Memory)Evaluate(wanted.Memory),
        wanted.Realloc is null ? null : Entry(Function(wanted.Realloc), CanonLower.Realloc(wanted.Pointer), state));

    // Where an instance can be entered, its budget is entered too, if there is one that counts.
    private FunctionReference Entry(FunctionReference function, FlatFunctionType type, int state) =>
        budgets?.IsTimed == true ? BudgetedFunction.Wrap(State(state).Budget, function, type) : function;

    private Func<ResourceType, RuntimeResourceType> Resources(CanonStep step)
    {
        return resource => (RuntimeResourceType)Evaluate(step.Resources[step.Plan.SlotOf(resource)]);
    }
}
