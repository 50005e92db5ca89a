using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Instantiation;
using Dovetail.Resources;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wit.Names;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

/// <summary>Finds and checks what the imports of one component are linked to. Each method gives null where something is wrong, and has said what.</summary>
/// <param name="substitution">What the imports' abstract resource types stand for; it is added to.</param>
[RequiresDynamicCode("Looks at the types of the host's delegates.")]
internal sealed class ImportFit(LinkPlanner planner, LinkNode importer, Substitution substitution)
{
    public LinkItem? Import(string name, ComponentExternType expected)
    {
        var at = new LinkPlace(name, importer.Label, Explanations.Host);
        var choice = planner.Definitions.Find(name, importer.Component);
        return choice.Offer is { } offer ? Fit(at, expected, offer, choice.Exporters.IsEmpty)
            : choice.Name is { } chosen ? Refuse(Explanations.Ambiguous(at, expected, chosen, choice.Exporters))
            : Implied(expected) ?? Refuse(Explanations.Unknown(at, expected, planner.Definitions.All));
    }

    /// <param name="isNamed">Whether the offer was made for the name, rather than found among what a component exports.</param>
    private LinkItem? Fit(LinkPlace at, ComponentExternType expected, LinkOffer offer, bool isNamed) => (expected, offer) switch
    {
        (FunctionExtern function, FunctionOffer host) => FitFunction(at, function.Type.Type, host.Target),
        (InstanceExtern instance, InterfaceOffer host) => FitInterface(at, instance.Type, host.Items),
        (TypeExtern { Type: ResourceNode resource }, ResourceOffer host) => FitResource(
            at, resource.Resource, planner.StandIn(host.Type, Explanations.Host), new ConstantItem(host.Type)),
        (_, ModuleOffer host) => Fit(at, expected, ModuleExtern(at, host.Module), new ConstantItem(host.Module)),
        (ComponentExtern, ComponentOffer component) when isNamed => Fit(at with { Provider = Explanations.Label(component.Component) },
            expected, new ComponentExtern(component.Component.Type), new ConstantItem(component.Component.Closure)),
        (_, ComponentOffer component) => FitComponent(at, expected, component, isNamed),
        (_, InstanceOffer given) => FitExport(at with { Provider = $"the instance `{at.Path}`" }, expected,
            ((InstanceExtern)planner.TypeOf(at.Path, given.Instance)).Type, new ConstantItem(given.Instance.Items)),
        _ => Refuse(Explanations.Kind(at, expected, Describe(offer))),
    };

    // An instance of the component: its export of that name, or, where it was defined for the name, all that it exports.
    private LinkItem? FitComponent(LinkPlace at, ComponentExternType expected, ComponentOffer offer, bool isNamed)
    {
        var name = offer.Component.Name is null && isNamed ? $"the component defined as `{at.Path}`" : Explanations.Label(offer.Component);
        at = at with { Provider = name };
        var exports = offer.Component.Type.Exports;
        if (ExportOf(exports, at.Path, expected) is null && OtherVersion(at, expected, exports) is { } problem)
        {
            return Refuse(problem);
        }
        if (planner.NodeOf(offer, name) is not { } node)
        {
            return Refuse(Explanations.Circle(at, expected, planner.CircleFrom(offer.Component)));
        }
        return node.IsBroken ? null : FitExport(at, expected, node.Type, new ExportItem(node, []));
    }

    private LinkItem? FitExport(LinkPlace at, ComponentExternType expected, InstanceType type, LinkItem instance) =>
        ExportOf(type.Exports, at.Path, expected) is { } key && type.Exports.TryGet(key, out var export)
            ? Fit(at, expected, export, instance.Export(key))
            : Fit(at, expected, new InstanceExtern(type), instance);

    private string? ExportOf(ExternList exports, string name, ComponentExternType expected) => ItemNames.Choose(
        exports.Items.Where(export => export.Type.Sort == expected.Sort).Select(export => export.Name), name, planner.Definitions.Matching);

    private LinkProblem? OtherVersion(LinkPlace at, ComponentExternType expected, ExternList exports)
    {
        var names = new NameMap<bool>(planner.Definitions.Matching);
        foreach (var export in exports.Items)
        {
            names.Set(export.Name, true);
        }
        return names.Explain(at.Path) is { Chosen: null, Offered.IsEmpty: false } match ? Explanations.OtherVersion(at, expected, match) : null;
    }

    private InstanceItem? FitInterface(LinkPlace at, InstanceType expected, IReadOnlyDictionary<string, LinkOffer> items) => FitAll(expected, (name, type) =>
        items.TryGetValue(name, out var offer) ? Fit(at.Inside(name), type, offer, isNamed: true)
        : Implied(type) ?? Refuse(Explanations.Missing(at.Inside(name), type, items.Keys)));

    private InstanceItem? FitInstance(LinkPlace at, InstanceType expected, InstanceType found, LinkItem item) => FitAll(expected, (name, type) =>
        found.Exports.TryGet(name, out var export) ? Fit(at.Inside(name), type, export, item.Export(name))
        : Refuse(Explanations.Missing(at.Inside(name), type, found.Exports.Items.Select(known => known.Name))));

    private static InstanceItem? FitAll(InstanceType expected, Func<string, ComponentExternType, LinkItem?> fit)
    {
        var items = ImmutableArray.CreateBuilder<(string, LinkItem)>(expected.Exports.Items.Length);
        var isWhole = true;
        foreach (var (name, type) in expected.Exports.Items)
        {
            if (fit(name, type) is { } item)
            {
                items.Add((name, item));
            }
            else
            {
                isWhole = false;
            }
        }
        return isWhole ? new InstanceItem(items.ToImmutable()) : null;
    }

    // The host has no need to define a type again that an import before has brought, nor a type that is no resource.
    private LinkItem? Implied(ComponentExternType type) => type switch
    {
        TypeExtern { Type: ResourceNode { Resource: var resource } } => substitution.TryGet(resource, out _) ? new KnownResourceItem(resource) : null,
        TypeExtern => new ConstantItem(ValueTypeValue.Only),
        _ => null,
    };

    /// <summary>Checks something that has a type of its own.</summary>
    private LinkItem? Fit(LinkPlace at, ComponentExternType expected, ComponentExternType found, LinkItem item)
    {
        planner.Budget.Spend();
        switch (expected, found)
        {
            case (InstanceExtern e, InstanceExtern f):
                return FitInstance(at, e.Type, f.Type, item);
            case (FunctionExtern e, FunctionExtern f):
                var wanted = ((FunctionNode)substitution.Apply(e.Type)).Type;
                return TypeDifference.Between(wanted, f.Type.Type, planner.Interner) is { } other ? Refuse(Explain(at, other)) : item;
            case (TypeExtern { Type: ResourceNode e }, TypeExtern { Type: ResourceNode f }):
                return FitResource(at, e.Resource, f.Resource, item);
            case (TypeExtern { Type: ValueNode e }, TypeExtern { Type: ValueNode f }):
                var difference = TypeDifference.Between(((ValueNode)substitution.Apply(e)).Type, f.Type, planner.Interner);
                // What uses the type by this name from here on is not to be blamed as well.
                substitution.Map(e, f);
                return difference is null ? item : Refuse(Explain(at, difference));
            case var (e, f) when e.Sort != f.Sort:
                return Refuse(Explanations.Kind(at, expected, Explanations.Describe(found)));
            default:
                var problem = new Subtyping(substitution, [], planner.Interner, planner.Budget).Match(found, expected);
                return problem is null ? item : Refuse(Explanations.Subtype(at, expected, problem));
        }
    }

    private ResourceItem? FitResource(LinkPlace at, ResourceType expected, ResourceType found, LinkItem item)
    {
        if (substitution.TryGet(expected, out var known) && known != found)
        {
            return Refuse<ResourceItem>(Explanations.Resource(
                at, "", $"{planner.Describe(known)}, which another import names too", planner.Describe(found)));
        }
        substitution.Map(expected, found);
        return new ResourceItem(expected, item);
    }

    private LinkItem? FitFunction(LinkPlace at, WitFunctionType type, Delegate target)
    {
        try
        {
            var function = HostFunctions.Bind(at.Path, type, target);
            var resources = new RuntimeResourceType[function.Plan.Resources.Length];
            for (var i = 0; i < resources.Length; i++)
            {
                if (!substitution.TryGet(function.Plan.Resources[i], out var stands) || planner.RuntimeTypeOf(stands) is not { } known)
                {
                    return new HostFunctionItem(at.Path, type, target);
                }
                resources[i] = known;
            }
            function.BindResources(resource => resources[function.Plan.SlotOf(resource)]);
            return new ConstantItem(function);
        }
        catch (ArgumentException mismatch)
        {
            return Refuse(Explanations.HostType(at, TypeDifference.Text(type), target.GetType().ToString(), mismatch.Message));
        }
    }

    private ModuleExtern ModuleExtern(LinkPlace at, Module module)
    {
        try
        {
            return new ModuleExtern(planner.TypeOf(module));
        }
        catch (InvalidException fault)
        {
            throw new LinkException($"incompatible import type for `{at.Path}`: {fault.Message}");
        }
    }

    private LinkProblem Explain(LinkPlace at, TypeDifference difference) => difference.Resources is var (expected, found)
        ? Explanations.Resource(at, difference.Place, planner.Describe(expected), planner.Describe(found))
        : Explanations.Type(at, difference);

    private LinkItem? Refuse(LinkProblem problem) => Refuse<LinkItem>(problem);

    private T? Refuse<T>(LinkProblem problem)
        where T : LinkItem
    {
        planner.Add(problem);
        return null;
    }

    private static string Describe(LinkOffer offer) => offer switch
    {
        FunctionOffer host => $"a function of the host ({host.Target.GetType()})",
        InterfaceOffer or InstanceOffer => "an instance",
        ResourceOffer => "a resource type",
        ModuleOffer => "a core module",
        _ => "a component",
    };
}
