using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Resolution.Passes;

namespace Dovetail.Wasm.Interfaces;

/// <summary>
/// Finds the WIT in a component (WIT.md, "Package Format"): the packages that a binary package holds, or what a component imports and
/// exports, as world <c>root</c> of package <c>root:component</c>.
/// </summary>
/// <remarks>
/// A component shows of an interface only what it uses of it. Docs and gates come from <c>package-docs</c>, where that is. Names with
/// canonical versions get the version that their suffix completes. Thread-safe.
/// </remarks>
public sealed class InterfaceDecoder
{
    private readonly PackageDrafts _drafts = new();
    private readonly PackageDocs _docs;
    private PackageName _main = new("root", "component", null);

    private InterfaceDecoder(PackageDocs docs) => _docs = docs;

    /// <summary>Finds the WIT in <paramref name="component"/>.</summary>
    /// <exception cref="InvalidException">It imports or exports what WIT has no words for.</exception>
    public static WitResolution Decode(ValidatedComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        var section = component.Definition.Fields.OfType<CustomField>().LastOrDefault(field => field.Name == PackageDocs.SectionName);
        var decoder = new InterfaceDecoder(section is null ? PackageDocs.None : PackageDocs.Read(section.Bytes.Span));
        return IsPackage(component) ? decoder.DecodePackage(component) : decoder.DecodeComponent(component);
    }

    /// <summary>
    /// Finds the world that a core module was made for, which its compiler has left in sections <c>component-type…</c>; null if there is none.
    /// Several worlds become one, <c>root</c> of package <c>root:component</c>.
    /// </summary>
    /// <exception cref="DovetailException">A section is wrong.</exception>
    public static WitResolution? DecodeModule(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var worlds = module.CustomSections.Where(WorldSection.Is).Select(WorldSection.Read).ToList();
        return worlds switch
        {
            [] => null,
            [var section] => section.Decode(),
            _ => new InterfaceDecoder(PackageDocs.None).DecodeWorlds(worlds),
        };
    }

    private WitResolution DecodeWorlds(List<WorldSection> worlds)
    {
        var world = new WitWorld("root", _main);
        foreach (var (component, name, _, _) in worlds)
        {
            foreach (var item in component.Type.Exports.Items.Select(ItemOf).OfType<NamedExtern>())
            {
                if (item.Type is ComponentExtern { Type: var type } && (name is null || Parse(item).Interface == name))
                {
                    new WorldDecoder(this, world, null).Decode(type);
                }
            }
        }
        _drafts.Add(world);
        return _drafts.Finish([_main]);
    }

    /// <summary>Whether a component holds nothing but a package of WIT.</summary>
    public static bool IsPackage(ValidatedComponent component)
    {
        ArgumentNullException.ThrowIfNull(component);
        var (imports, exports) = (component.Type.Imports.Items, component.Type.Exports.Items);
        return imports.IsEmpty && !exports.IsEmpty && exports.All(export => ItemOf(export) is not null);
    }

    // A definition of WIT is a component type that exports it under its full name.
    private static NamedExtern? ItemOf(NamedExtern export) =>
        export.Type is TypeExtern { Type: ComponentType { Exports.Items: [{ Type: InstanceExtern or ComponentExtern } item] } } ? item : null;

    private WitResolution DecodePackage(ValidatedComponent component)
    {
        _main = PackageOf(Parse(ItemOf(component.Type.Exports.Items[0])!.Value));
        foreach (var export in component.Type.Exports.Items)
        {
            var definition = (ComponentType)((TypeExtern)export.Type).Type;
            var item = ItemOf(export)!.Value;
            var name = Parse(item);
            if (PackageOf(name) != _main)
            {
                throw new InvalidException($"`{item.Name}` is in a binary of package `{_main}`, to which it does not belong");
            }
            if (item.Type is ComponentExtern world)
            {
                DecodeWorld(new WitWorld(name.Interface, _main), world.Type, _docs.World(name.Interface));
                continue;
            }
            var types = new TypeRecovery();
            foreach (var import in definition.Imports.Items)
            {
                DecodeNamed(types, import);
            }
            DecodeNamed(types, item);
        }
        _drafts.Document(_main, _docs.Package);
        return _drafts.Finish([_main]);
    }

    private WitResolution DecodeComponent(ValidatedComponent component)
    {
        DecodeWorld(new WitWorld("root", _main), component.Type, null);
        return _drafts.Finish([_main]);
    }

    private void DecodeWorld(WitWorld world, ComponentType type, ItemDocs? docs)
    {
        (world.Docs, world.Stability) = (docs?.Docs, docs?.Stability);
        var decoder = new WorldDecoder(this, world, docs);
        decoder.Decode(type);
        _drafts.Add(world);
    }

    /// <summary>Decodes an instance under the name of an interface.</summary>
    internal WitInterface DecodeNamed(TypeRecovery types, NamedExtern item)
    {
        var name = Parse(item);
        return DecodeInstance(types, item, PackageOf(name), name.Interface);
    }

    /// <summary>Decodes an instance that implements the interface of that name.</summary>
    internal WitInterface DecodeImplementation(TypeRecovery types, NamedExtern item, string implemented)
    {
        if (!InterfaceName.TryParse(implemented, NameForms.Nested, out var name, out var error))
        {
            throw new InvalidException($"`{implemented}` is not the name of an interface: {error}");
        }
        return DecodeInstance(types, item, PackageOf(name), name.Interface);
    }

    /// <summary>Decodes an instance that a world has in braces.</summary>
    internal WitInterface DecodeInline(TypeRecovery types, NamedExtern item, ItemDocs? docs)
    {
        var draft = _drafts.Inline(_main);
        Decode(types, Instance(item), draft, docs);
        return draft.Interface;
    }

    private WitInterface DecodeInstance(TypeRecovery types, NamedExtern item, PackageName package, string name)
    {
        var draft = _drafts.Interface(package, name);
        Decode(types, Instance(item), draft, package == _main ? _docs.Interface(name) : null);
        return draft.Interface;
    }

    private static InstanceType Instance(NamedExtern item) => item.Type is InstanceExtern instance ? instance.Type
        : throw new InvalidException($"`{item.Name}` is a {item.Type.Sort.Text()}; WIT has only functions, types and interfaces");

    private static void Decode(TypeRecovery types, InstanceType instance, InterfaceDraft draft, ItemDocs? docs)
    {
        draft.Interface.Docs ??= docs?.Docs;
        draft.Interface.Stability ??= docs?.Stability;
        var names = instance.Exports.Items.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        var last = new Dictionary<string, int>(StringComparer.Ordinal);
        types.Enter(type => Use(draft, type, names, last));
        foreach (var item in instance.Exports.Items)
        {
            var (name, type) = item;
            var externalId = item.Attributes.FirstOrDefault(attribute => attribute.Kind == ExternAttributeKind.ExternalId).Value;
            switch (type)
            {
                case TypeExtern { Type: var node }:
                    if (draft.FindType(name) is not { } definition)
                    {
                        definition = new WitTypeDefinition(name, draft.Interface, types.Body(node, docs?.Type(name)))
                        {
                            Docs = docs?.Type(name)?.Docs,
                            Stability = docs?.Type(name)?.Stability,
                            ExternalId = externalId,
                        };
                        CheckUse(definition);
                        draft.Add(definition);
                    }
                    types.Name(node, definition);
                    break;
                case FunctionExtern function:
                    if (draft.FindFunction(name) is null)
                    {
                        draft.Add(types.Function(name, function.Type, draft.FindType, docs?.Function(name), externalId));
                    }
                    break;
                default:
                    throw new InvalidException($"`{name}` is a {type.Sort.Text()}; an interface has only functions and types");
            }
        }
    }

    private static WitTypeDefinition Use(InterfaceDraft draft, WitTypeDefinition type, HashSet<string> names, Dictionary<string, int> last)
    {
        if (type.Owner == draft.Interface)
        {
            return type;
        }
        if (draft.FindUsed(type) is { } known)
        {
            return known;
        }
        var use = new WitTypeDefinition(FreeName(type.Name, last, name => names.Contains(name) || draft.FindType(name) is not null), draft.Interface, UseBody(type));
        draft.Add(use);
        return use;
    }

    /// <summary>A <c>use</c> of a type of another interface.</summary>
    /// <exception cref="InvalidException">That interface has no name.</exception>
    internal static AliasBody UseBody(WitTypeDefinition type) => type.Owner is WitInterface { Name: not null }
        ? new AliasBody(new NamedUse(type))
        : throw new InvalidException($"type `{type.Name}` is used outside of the world or interface that has it; WIT has a `use` for types of interfaces with names alone");

    /// <exception cref="InvalidException">It is a use of a type that no use can name.</exception>
    internal static void CheckUse(WitTypeDefinition definition)
    {
        if (definition.Used is { } used)
        {
            UseBody(used);
        }
    }

    /// <summary>The name, or the next of <c>name-2</c>, <c>name-3</c> … that is not taken.</summary>
    /// <param name="last">The last number that each name was given: many may want the same.</param>
    internal static string FreeName(string name, Dictionary<string, int> last, Func<string, bool> isTaken)
    {
        var free = name;
        while (isTaken(free))
        {
            var count = last[name] = last.GetValueOrDefault(name, 1) + 1;
            free = $"{name}-{count}";
        }
        return free;
    }

    private static InterfaceName Parse(NamedExtern item) =>
        InterfaceName.TryParse(item.Name, NameForms.Canonical | NameForms.Nested, out var name, out var error)
            ? Complete(name, item.Attributes)
            : throw new InvalidException($"`{item.Name}` is not the name of an interface: {error}");

    // A canonical version is completed by what was cut off, or by zeros.
    private static InterfaceName Complete(InterfaceName name, ImmutableArray<ExternAttribute> attributes)
    {
        if (name.CanonicalVersion is not { } canonical)
        {
            return name;
        }
        var suffix = attributes.FirstOrDefault(attribute => attribute.Kind == ExternAttributeKind.VersionSuffix).Value;
        var completed = suffix is not null ? canonical + suffix : canonical.Split('.').Length switch { 1 => canonical + ".0.0", 2 => canonical + ".0", _ => canonical };
        return SemanticVersion.TryParse(completed, out var version, out _) ? name with { Version = version, CanonicalVersion = null } : name;
    }

    private static PackageName PackageOf(InterfaceName name) => new(name.Namespace, name.Package, name.Version);
}
