using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;

namespace Dovetail.Instantiation;

/// <summary>
/// Binds a plan to imports that are the same for every instance: what is found by names in them is found now, and what guests call of the host is lowered but for its caller.
/// </summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal sealed class PlanBinder
{
    private readonly IReadOnlyDictionary<string, object> imports;

    // Values share parts: each is bound once.
    private readonly Dictionary<PlanValue, PlanValue> bound = new(ReferenceEqualityComparer.Instance);

    private PlanBinder(IReadOnlyDictionary<string, object> imports) => this.imports = imports;

    /// <summary>The plan for instances with <paramref name="imports"/>; others are still asked for when it is carried out.</summary>
    public static InstantiationPlan Bind(InstantiationPlan plan, Engine engine, IReadOnlyDictionary<string, object> imports)
    {
        if (imports.Count == 0)
        {
            return plan;
        }
        var binder = new PlanBinder(imports);
        return plan with
        {
            Steps = ImmutableArray.CreateRange(plan.Steps, step => binder.Bind(step, engine)),
            Exports = ImmutableArray.CreateRange(plan.Exports, export => (export.Name, binder.Bind(export.Value))),
        };
    }

    // Steps whose operands are all core ones stay as they are: nothing of the host is a core item.
    private PlanStep Bind(PlanStep step, Engine engine) => step switch
    {
        InstantiateModule instantiate => new InstantiateModule(step.Slot, Bind(instantiate.Module), instantiate.State,
            instantiate.Arguments.ToDictionary(argument => argument.Key, argument => Bind(argument.Value))),
        InstantiateComponent instantiate => new InstantiateComponent(step.Slot, Bind(instantiate.Component),
            ImmutableArray.CreateRange(instantiate.Arguments, argument => (argument.Name, Bind(argument.Value))), instantiate.Parent, instantiate.Path),
        LiftFunction lift => new LiftFunction(step.Slot, lift.Core, lift.Type, lift.State, lift.Options, Bind(lift.Resources)) { Path = lift.Path },
        RefuseLift lift => new RefuseLift(step.Slot, lift.Type, lift.State, lift.Options, Bind(lift.Resources), lift.Feature),
        LowerFunction lower => Bind(lower, engine),
        MakeResourceBuiltin make => new MakeResourceBuiltin(step.Slot, make.Builtin, Bind(make.Resource), make.State),
        _ => step,
    };

    private PlanStep Bind(LowerFunction lower, Engine engine) => Bind(lower.Function) switch
    {
        KnownValue { Value: HostComponentFunction host } =>
            new LowerHostFunction(lower.Slot, new HostLowering(engine, host, lower.Options.Pointer), lower.State, lower.Options),
        var function => new LowerFunction(lower.Slot, function, lower.Type, lower.State, lower.Options, Bind(lower.Resources)),
    };

    private ImmutableArray<PlanValue> Bind(ImmutableArray<PlanValue> values) => ImmutableArray.CreateRange(values, Bind);

    private PlanValue Bind(PlanValue value)
    {
        if (!bound.TryGetValue(value, out var known))
        {
            bound.Add(value, known = Rebuilt(value));
        }
        return known;
    }

    private PlanValue Rebuilt(PlanValue value) => value switch
    {
        ImportValue import => imports.TryGetValue(import.Name, out var item) ? KnownValue.Of(item) : value,
        ExportValue export => ExportValue.Of(Bind(export.Instance), export.Name),
        InstanceValue instance => new InstanceValue(instance.Exports.ToDictionary(export => export.Key, export => Bind(export.Value))),
        NarrowedValue narrowed => Bind(narrowed.Instance) is KnownValue { Value: InstanceItems items }
            ? KnownValue.Of(items.Narrow(narrowed.Type))
            : new NarrowedValue(Bind(narrowed.Instance), narrowed.Type),
        ComponentValue nested => new ComponentValue(nested.Component, Bind(nested.Captures)),
        _ => value,
    };
}
