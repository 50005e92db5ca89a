using System.Collections.Immutable;

namespace Dovetail.Instantiation;

// How a component becomes an instance.
//
//   ValidatedComponent ──PlanBuilder──▶ InstantiationPlan ──PlanRun──▶ InstanceItems
//
// The validator leaves a tree of components, each with its own scope of sources. The plan is that tree with every instantiation that can be
// foreseen already carried out on paper: the steps of a nested component stand where it is instantiated, its imports replaced by what
// is given for them, and an export of a known instance by what it is. What remains is a flat list of things that must be made
// (states, core instances, resource types, lifted and lowered functions), each in a slot of its own, and expressions that name them.
//
// What cannot be foreseen is a component that is itself an import: it has a step of its own (InstantiateComponent), which carries out the
// plan of whatever component is given.
//
// A plan is made once per component and shared by all its instances. The steps keep the order of the definitions, because
// instantiation is observable: start functions run, and a trap stops it.
//
// What a linker gives is mostly the same for every instance: functions and resource types of the host. PlanBinder writes it into a copy of the plan, with
// all of a lowered function that does not depend on the instance which calls it; the linker keeps that copy.
//
// What this does not do: it checks no types. Validation has checked those inside, and Linking those of what the host gives.

/// <summary>What instantiating a component makes, in order. Immutable, safe from many threads.</summary>
/// <param name="Slots">How many slots the steps fill.</param>
/// <param name="Options">How many options the lifted and lowered functions have.</param>
/// <param name="Steps">The steps; each refers to earlier ones alone.</param>
/// <param name="Exports">Where the exports are found, in order.</param>
internal sealed record InstantiationPlan(int Slots, int Options, ImmutableArray<PlanStep> Steps, ImmutableArray<(string Name, PlanValue Value)> Exports)
{
    /// <summary>The slot of the root instance's state.</summary>
    public const int RootState = 0;

    /// <summary>The steps that make what guests can change.</summary>
    public PlanStep[] Changeable => field ??= [.. Steps.Where(step => step is MakeState or CompleteState or InstantiateModule)];
}
