using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dovetail.Resources;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>Makes a <see cref="LinkPlan"/>.</summary>
[RequiresDynamicCode("Looks at the types of the host's delegates.")]
internal sealed class LinkPlanner
{
    /// <summary>How many components may be linked in a row, each importing the next one; each takes a piece of the thread's stack.</summary>
    public const int MaxDepth = 100;

    /// <summary>How many instances one plan may make: where each import gets a fresh one, they multiply.</summary>
    public const int MaxInstances = 10_000;

    private readonly List<(LinkNode Node, string Import)> _running = [];
    private readonly List<LinkProblem> _problems = [];
    private readonly Dictionary<ResourceType, (RuntimeResourceType? Type, string Owner)> _resources = [];
    private readonly Dictionary<Module, ModuleType> _modules = [];
    private StorePlan _store = new();
    private int _instances;

    private LinkPlanner(ComponentDefinitions definitions) => Definitions = definitions;

    public ComponentDefinitions Definitions { get; }

    /// <summary>Where types of all components meet.</summary>
    public TypeInterner Interner { get; } = new();

    /// <summary>What the whole plan may spend on types.</summary>
    public TypeBudget Budget { get; } = new();

    /// <summary>The plan for an instance of each of <paramref name="roots"/>.</summary>
    /// <exception cref="LinkException">Imports are not defined or not of their types, or components import each other in a circle: all of it.</exception>
    /// <exception cref="LimitException">The components in a row are more than <see cref="MaxDepth"/>, the instances more than <see cref="MaxInstances"/>.</exception>
    public static LinkPlan Plan(ComponentDefinitions definitions, params IEnumerable<Component> roots)
    {
        var planner = new LinkPlanner(definitions);
        var nodes = ImmutableArray.CreateBuilder<LinkNode>();
        foreach (var root in roots)
        {
            nodes.Add(planner.NodeOf(new ComponentOffer("", root, Sharing.Together), Explanations.Label(root))!);
        }
        return planner._problems.Count == 0
            ? planner._store.ToPlan(nodes.ToImmutable())
            : throw new LinkException([.. planner._problems]);
    }

    /// <exception cref="LinkException">It is one of very many: nobody reads more.</exception>
    public void Add(LinkProblem problem)
    {
        _problems.Add(problem);
        if (_problems.Count == LinkException.MostProblems)
        {
            throw new LinkException([.. _problems]);
        }
    }

    /// <summary>The instance of an offered component, with its imports linked; null where it is being linked already, which is a circle.</summary>
    public LinkNode? NodeOf(ComponentOffer offer, string label)
    {
        if (offer.Sharing == Sharing.Together && _store.Together.TryGetValue(offer.Component, out var known))
        {
            return known;
        }
        if (_running.Exists(running => running.Node.Component == offer.Component))
        {
            return null;
        }
        if (_running.Count == MaxDepth)
        {
            throw TooMany("linked components", MaxDepth, "components import each other in a row");
        }
        if (++_instances > MaxInstances)
        {
            throw TooMany("linked instances", MaxInstances, "instances are needed for one");
        }
        var node = offer.Isolation is { } isolation ? Isolate(offer, label, isolation) : LinkImports(new LinkNode(offer.Component, label, offer.Name));
        node.Slot = _store.Nodes.Count;
        _store.Nodes.Add(node);
        if (offer.Sharing == Sharing.Together)
        {
            _store.Together.Add(offer.Component, node);
        }
        return node;
    }

    /// <summary>The components that are being linked, from <paramref name="component"/> on, each with the import that led to the next.</summary>
    public ImmutableArray<(string Label, string Import)> CircleFrom(Component component) =>
        [.. _running.SkipWhile(running => running.Node.Component != component).Select(running => (running.Node.Label, running.Import))];

    /// <summary>The type that stands for a resource type which is there already.</summary>
    public ResourceType StandIn(RuntimeResourceType type, string owner)
    {
        _ = _resources.TryAdd(type.StaticType, (type, owner));
        return type.StaticType;
    }

    /// <summary>The resource type that <paramref name="type"/> stands for; null where it exists only once the plan is carried out.</summary>
    public RuntimeResourceType? RuntimeTypeOf(ResourceType type) => _resources.GetValueOrDefault(type).Type;

    /// <summary>What messages call a resource type.</summary>
    public string Describe(ResourceType type) =>
        _resources.TryGetValue(type, out var known) ? $"the resource type `{type.Name}` of {known.Owner}" : $"the resource type `{type.Name}`";

    /// <summary>The type of an instance that is there already.</summary>
    public ComponentExternType TypeOf(string name, ComponentInstance instance)
    {
        _store.Given[name] = instance;
        return new InstanceExtern(GivenTypes.Of(instance, type => StandIn(type, $"the instance `{name}`"), new Substitution(Interner, Budget)));
    }

    /// <exception cref="InvalidException">Two imports have the same names, which components forbid.</exception>
    public ModuleType TypeOf(Module module)
    {
        if (!_modules.TryGetValue(module, out var type))
        {
            _modules.Add(module, type = ModuleTypes.Of(module.Definition, new ValidationContext(WasmFeatures.Supported, ComponentFeatures.All)));
        }
        return type;
    }

    // What it imports lives in its store, and is shared with nobody outside. Its resource types are other ones outside, one for each of them.
    private LinkNode Isolate(ComponentOffer offer, string label, IsolationOptions options)
    {
        var around = _store;
        _store = new StorePlan();
        var inside = LinkImports(new LinkNode(offer.Component, label, ""));
        inside.Slot = _store.Nodes.Count;
        _store.Nodes.Add(inside);
        var plan = _store.ToPlan([inside]);
        _store = around;
        return new LinkNode(offer.Component, label, offer.Name)
        {
            Isolated = new IsolatedPlan(options, plan),
            Type = inside.Type,
            IsBroken = inside.IsBroken,
        };
    }

    private LinkNode LinkImports(LinkNode node)
    {
        var substitution = new Substitution(Interner, Budget);
        var fit = new ImportFit(this, node, substitution);
        var arguments = new List<(string, LinkItem)>();
        foreach (var (name, type) in node.Component.Type.Imports.Items)
        {
            _running.Add((node, name));
            if (fit.Import(name, type) is { } item)
            {
                arguments.Add((name, item));
            }
            else
            {
                node.IsBroken = true;
            }
            _running.RemoveAt(_running.Count - 1);
        }
        node.Arguments = new LinkArguments(arguments);
        foreach (var (resource, _) in substitution.Renew(node.Component.Type.BoundExports))
        {
            _resources.Add(resource, (null, node.Label));
        }
        node.Type = new InstanceType(substitution.Apply(node.Component.Type.Exports.Items), []);
        return node;
    }

    private static LimitException TooMany(string limit, int most, string what) =>
        new(limit, string.Create(CultureInfo.InvariantCulture, $"more than {most} {what}"));

    /// <summary>What is planned for one store.</summary>
    private sealed class StorePlan
    {
        public List<LinkNode> Nodes { get; } = [];

        public Dictionary<Component, LinkNode> Together { get; } = [];

        public Dictionary<string, ComponentInstance> Given { get; } = new(StringComparer.Ordinal);

        public LinkPlan ToPlan(ImmutableArray<LinkNode> roots) => new([.. Nodes], roots, [.. Given.Select(given => (given.Key, given.Value))]);
    }
}
