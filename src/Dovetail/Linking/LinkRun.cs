using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Budgets;
using Dovetail.CanonicalAbi;
using Dovetail.Instantiation;
using Dovetail.Isolation;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>Carries out a plan once, in a store: makes its instances, one after the other.</summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal sealed class LinkRun
{
    private readonly Store _store;
    private readonly InstanceItems[] _made;

    private LinkRun(Store store, LinkPlan plan) => (_store, _made) = (store, new InstanceItems[plan.Nodes.Length]);

    /// <summary>Makes all instances of the plan, and gives those that were asked for.</summary>
    /// <param name="budgets">What the instances may use, beside the store's limits; null for those alone.</param>
    /// <exception cref="ArgumentException">The plan has an instance of another store.</exception>
    /// <exception cref="TrapException">A start function trapped, or a segment does not fit.</exception>
    /// <exception cref="LimitException">The store or the process has no room.</exception>
    public static ComponentInstance[] Run(Store store, LinkPlan plan, BudgetPlan? budgets = null) => Run(store, plan, _ => budgets);

    /// <inheritdoc cref="Run(Store, LinkPlan, BudgetPlan?)"/>
    /// <param name="budgets">What the instances that a node makes may use, beside the store's limits; null for those alone.</param>
    public static ComponentInstance[] Run(Store store, LinkPlan plan, Func<LinkNode, BudgetPlan?> budgets)
    {
        foreach (var (name, given) in plan.Given)
        {
            if (given.Store != store)
            {
                throw new ArgumentException(
                    $"`{name}` is defined as an instance of another store; link it in its own store, or define its component instead", nameof(store));
            }
        }
        var run = new LinkRun(store, plan);
        var origins = new InstanceOrigin[plan.Nodes.Length];
        var outermost = store.Enter(HostCalls.FrameSize);
        try
        {
            foreach (var node in plan.Nodes)
            {
                var imports = run.Arguments(node);
                run._made[node.Slot] = node.Isolated is { } isolated
                    ? Isolate(store, node.Path, isolated)
                    : PlanRun.Run(store, node.Component.Closure, PlanOf(node), imports, node.Path, budgets(node));
                origins[node.Slot] = new InstanceOrigin(node.Component, imports, run._made[node.Slot]);
            }
        }
        finally
        {
            if (outermost)
            {
                store.Exit();
            }
        }
        return [.. plan.Roots.Select(root => new ComponentInstance(store, run._made[root.Slot], origins[root.Slot], []))];
    }

    private static InstanceItems Isolate(Store store, string name, IsolatedPlan isolated) =>
        new IsolatedInstance(store, name, isolated.Options, inside =>
        {
            var limits = isolated.Options.Budgets;
            var budgets = limits.Count == 0 ? null : new BudgetPlan(limits, inside.Engine);
            var items = Run(inside, isolated.Inside, budgets)[0].Items;
            budgets?.ThrowIfUnused();
            return items;
        }).Exports;

    // Two threads may bind it at a time; either plan is right.
    private static InstantiationPlan PlanOf(LinkNode node)
    {
        var code = node.Component.Closure.Code;
        return node.Plan ??= PlanBinder.Bind(code.PlanOf(node.Component.Closure.Component), code.Engine, node.Arguments.Constants);
    }

    private IReadOnlyDictionary<string, object> Arguments(LinkNode node)
    {
        var arguments = node.Arguments;
        if (arguments.Others.IsEmpty)
        {
            return arguments.Constants;
        }
        var imports = new Dictionary<string, object>(arguments.Constants, StringComparer.Ordinal);
        var resources = new Dictionary<ResourceType, RuntimeResourceType>(arguments.Resources);
        foreach (var (name, item) in arguments.Others)
        {
            imports.Add(name, Evaluate(item, resources));
        }
        return imports;
    }

    /// <param name="resources">What the importer's abstract resource types stand for; it is added to.</param>
    private object Evaluate(LinkItem item, Dictionary<ResourceType, RuntimeResourceType> resources)
    {
        switch (item)
        {
            case ConstantItem constant:
                return constant.Value;
            case ExportItem export:
                return Follow(_made[export.Node.Slot], export.Path.AsSpan());
            case InstanceItem instance:
                var exports = new Dictionary<string, object>(instance.Exports.Length, StringComparer.Ordinal);
                foreach (var (name, inner) in instance.Exports)
                {
                    exports.Add(name, Evaluate(inner, resources));
                }
                return new InstanceItems(exports);
            case ResourceItem resource:
                var type = (RuntimeResourceType)Evaluate(resource.Item, resources);
                resources[resource.Expected] = type;
                return type;
            case KnownResourceItem known:
                return resources[known.Expected];
            case HostFunctionItem host:
                return Bind(host, resources);
            default:
                throw new UnreachableException($"{item.GetType().Name} is not an item");
        }
    }

    private static object Follow(InstanceItems items, ReadOnlySpan<string> path)
    {
        object item = items;
        foreach (var name in path)
        {
            item = ((InstanceItems)item).Items[name];
        }
        return item;
    }

    private static HostComponentFunction Bind(HostFunctionItem item, Dictionary<ResourceType, RuntimeResourceType> resources)
    {
        var function = HostFunctions.Bind(item.Path, item.Type, item.Target);
        try
        {
            function.BindResources(resource => resources[resource]);
        }
        catch (ArgumentException mismatch)
        {
            throw new LinkException(mismatch.Message);
        }
        return function;
    }
}
