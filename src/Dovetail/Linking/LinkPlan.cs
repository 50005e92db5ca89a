using System.Collections.Immutable;
using Dovetail.Instantiation;
using Dovetail.Wasm.Components.Types;

namespace Dovetail.Linking;

// How components link without composition.
//
//   Component + ComponentDefinitions ──LinkPlanner──▶ LinkPlan ──LinkRun──▶ InstanceItems
//
// The planner works with types alone. It goes from the component that is asked for to all that its imports lead to, and makes a node for every
// instance that will be needed; a definition that nobody asks for costs nothing. Each import is checked as if the whole were one
// composed component (Explainer.md, "Type Checking"): what an instance exports has the type of its component, with a resource type of its own for each
// one that the component defines, and an abstract resource type that an import names stands from then on for the one that was found. A
// resource type that exists already, the host's or one of an instance, is stood for by the `StaticType` of its own that it carries at run time.
// Host functions have no WIT type and take that of the import.
//
// All that is wrong is collected, so that one error says all of it, and no guest code has run by then. A plan is made once for each component and
// linker; LinkRun carries it out for each instantiation: providers before those who import from them.
//
// What this does not do: the inside of a component (Instantiation/), and names, which ComponentDefinitions looks up.

/// <summary>All instances that linking a component makes, in order. Immutable, safe from many threads.</summary>
/// <param name="Nodes">The instances; each takes arguments from earlier ones alone.</param>
/// <param name="Roots">Those that were asked for.</param>
/// <param name="Given">The instances that were there already, by the names they are defined as.</param>
internal sealed record LinkPlan(
    ImmutableArray<LinkNode> Nodes, ImmutableArray<LinkNode> Roots, ImmutableArray<(string Name, ComponentInstance Instance)> Given);

/// <summary>One instance that linking makes. Once the link plan is made nothing of it changes but <see cref="Plan"/>, which many threads may set alike.</summary>
/// <param name="component">What it is an instance of.</param>
/// <param name="label">What messages call the component.</param>
/// <param name="path">What messages and budgets call the instance: the name that its component was first asked for by; empty for a root.</param>
internal sealed class LinkNode(Component component, string label, string path)
{
    public Component Component { get; } = component;

    public string Path { get; } = path;

    public string Label { get; } = label;

    /// <summary>Its index among the plan's nodes.</summary>
    public int Slot { get; set; }

    /// <summary>Items for all imports, in their order.</summary>
    public LinkArguments Arguments { get; set; } = LinkArguments.None;

    /// <summary>The component's plan with those that are the same for every instance; null until it is first carried out.</summary>
    public InstantiationPlan? Plan { get; set; }

    /// <summary>The type of its exports, with the resource types of this very instance.</summary>
    public InstanceType Type { get; set; } = new([], []);

    /// <summary>What makes the instance in a store of its own; null where it lives with the others.</summary>
    public IsolatedPlan? Isolated { get; init; }

    /// <summary>Whether one of its imports could not be linked.</summary>
    public bool IsBroken { get; set; }
}

/// <summary>How an isolated component is instantiated, and what it imports with it.</summary>
/// <param name="Inside">The plan for its store.</param>
internal sealed record IsolatedPlan(IsolationOptions Options, LinkPlan Inside);
