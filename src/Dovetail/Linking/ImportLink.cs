using System.Diagnostics.CodeAnalysis;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Instantiation;
using Dovetail.Resources;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Types;

namespace Dovetail.Linking;

// What one call of Linker.Instantiate links: every import of a component is given an item that fits the import's type.
//
// Fitting is decided on what there is at run time. An instance has no type of its own any more, only items; each expected export must be
// among them, functions with the same value types, and an abstract resource type that is expected stands from then on for the one that was
// found, so that what mentions it later must mean the same. A host's delegate gets its WIT type here, and is bound to it.
//
// What this does not do: it makes nothing but instances of components that the linker defines (through PlanRun), and compares core modules and
// component types by the rules of validation (Wasm/Components/Types).

/// <summary>The imports of one component being linked.</summary>
[RequiresDynamicCode("Emits the edges of calls at run time.")]
internal sealed class ImportLink
{
    private readonly LinkSession session;
    private readonly Dictionary<ResourceType, RuntimeResourceType> resources = [];

    private ImportLink(LinkSession session) => this.session = session;

    /// <summary>Items for all imports of <paramref name="component"/>.</summary>
    /// <exception cref="LinkException">An import is not defined, or not of its type.</exception>
    public static Dictionary<string, object> Resolve(LinkSession session, Component component)
    {
        var link = new ImportLink(session);
        var items = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, type) in component.Type.Imports.Items)
        {
            items.Add(name, link.Resolve(name, type));
        }
        return items;
    }

    private object Resolve(string name, ComponentExternType expected)
    {
        var offered = session.Find(name, expected) ?? Implied(expected);
        return offered is null ? throw session.Definitions.Unknown(name, Describe(expected)) : Fit(name, expected, offered);
    }

    private object Fit(string path, ComponentExternType expected, object offered) => (expected, offered) switch
    {
        (FunctionExtern function, Delegate target) => Bind(path, function.Type.Type, target),
        (FunctionExtern function, ComponentFunction found) => FitFunction(path, function.Type.Type, found),
        (InstanceExtern instance, HostInterface host) => FitInstance(path, instance.Type, name => host.Items.GetValueOrDefault(name), host.Items.Keys),
        (InstanceExtern instance, InstanceItems items) =>
            FitInstance(path, instance.Type, name => items.TryGet(name, out var item) ? item : null, items.Items.Keys),
        (TypeExtern { Type: ResourceNode resource }, RuntimeResourceType found) => FitResource(path, resource.Resource, found),
        (TypeExtern { Type: not ResourceNode }, ValueTypeValue) => offered,
        (ModuleExtern module, Module found) => FitModule(path, module.Type, found),
        (ComponentExtern component, Component found) => FitComponent(path, component.Type, found.Closure),
        (ComponentExtern component, ComponentClosure found) => FitComponent(path, component.Type, found),
        _ => throw new LinkException($"incompatible import type for `{path}`: expected {Describe(expected)}, found {Describe(offered)}"),
    };

    private InstanceItems FitInstance(string path, InstanceType expected, Func<string, object?> find, IEnumerable<string> names)
    {
        var items = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, type) in expected.Exports.Items)
        {
            var inner = $"{path}.{name}";
            var offered = find(name) ?? Implied(type);
            items.Add(name, offered is null ? throw Missing(inner, type, names) : Fit(inner, type, offered));
        }
        return new InstanceItems(items);
    }

    // Nobody has to define a type again that an import before has brought, nor a type that is no resource.
    private object? Implied(ComponentExternType type) => type switch
    {
        TypeExtern { Type: ResourceNode resource } => resources.GetValueOrDefault(resource.Resource),
        TypeExtern => ValueTypeValue.Only,
        _ => null,
    };

    private static LinkException Missing(string path, ComponentExternType type, IEnumerable<string> names) => new(
        $"missing `{path}`: expected {Describe(type)}; what is linked has {string.Join(", ", names.Take(20).Select(name => $"`{name}`"))}");

    private HostComponentFunction Bind(string path, WitFunctionType type, Delegate target)
    {
        try
        {
            var function = target is Func<WitValue[], WitValue> any
                ? DelegateBinding.ToFunction(path, type, any)
                : DelegateBinding.ToFunction(path, type, target);
            function.BindResources(resource => resources[resource]);
            return function;
        }
        catch (ArgumentException mismatch)
        {
            throw new LinkException(mismatch.Message);
        }
    }

    private ComponentFunction FitFunction(string path, WitFunctionType expected, ComponentFunction found)
    {
        var same = TypeMatching.Same(expected, resource => resources.GetValueOrDefault(resource), found.Type, found.ResourceOf);
        return same
            ? found
            : throw new LinkException($"incompatible import type for `{path}`: expected {expected}, found {found.Type} (`{found.Path}`)");
    }

    private RuntimeResourceType FitResource(string path, ResourceType expected, RuntimeResourceType found)
    {
        if (resources.TryGetValue(expected, out var bound) && bound != found)
        {
            throw new LinkException(
                $"incompatible import type for `{path}`: expected the resource type `{bound.Name}` that another import names too, found `{found.Name}`");
        }
        resources[expected] = found;
        return found;
    }

    private static Module FitModule(string path, ModuleType expected, Module found)
    {
        var problem = CoreSubtyping.Match(ModuleTypes.Of(found.Definition, new ValidationContext(WasmFeatures.Supported, ComponentFeatures.All)), expected, new TypeBudget());
        return problem is null ? found : throw new LinkException($"incompatible import type for `{path}`: {problem}");
    }

    private static ComponentClosure FitComponent(string path, ComponentType expected, ComponentClosure found)
    {
        var (interner, budget) = (new TypeInterner(), new TypeBudget());
        var subtyping = new Subtyping(new Substitution(interner, budget), [], interner, budget);
        var problem = subtyping.Match(new ComponentExtern(found.Component.Type), new ComponentExtern(expected));
        return problem is null ? found : throw new LinkException($"incompatible import type for `{path}`: {problem}");
    }

    private static string Describe(ComponentExternType type) => type switch
    {
        FunctionExtern function => function.Type.Type.ToString()!,
        InstanceExtern => "an instance",
        TypeExtern { Type: ResourceNode } => "a resource type",
        TypeExtern => "a type",
        ModuleExtern => "a core module",
        _ => "a component",
    };

    private static string Describe(object offered) => offered switch
    {
        Delegate target => $"a function of the host ({target.GetType()})",
        ComponentFunction function => function.Type.ToString()!,
        HostInterface or InstanceItems => "an instance",
        RuntimeResourceType => "a resource type",
        Module => "a core module",
        _ => "a component",
    };
}
