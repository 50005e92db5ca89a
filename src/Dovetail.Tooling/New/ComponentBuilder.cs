using System.Collections.Immutable;
using Dovetail.Tooling.New.Adapters;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>Makes components out of core modules, as compilers leave them.</summary>
/// <remarks>
/// <para>
/// A module says in custom sections <c>component-type…</c> what world it was made for, or <see cref="ComponentOptions.Worlds"/> does. Its imports
/// and exports go by the names that toolchains agree on: <c>ns:pkg/interface@1.0.0#function</c> and what else there is, or those that begin with
/// <c>cm32p2</c>.
/// </para>
/// <para>
/// The component imports what its modules use of the world, and exports all that the world does. The same input gives the same component. Safe
/// from many threads.
/// </para>
/// </remarks>
public static class ComponentBuilder
{
    /// <summary>Makes a component of a module and its adapters.</summary>
    /// <param name="main">The module, which need not be validated.</param>
    /// <param name="options">How; null for what the module itself says.</param>
    /// <returns>The component, validated.</returns>
    /// <exception cref="DovetailException">
    /// The module is wrong, or does not fit its world: the error says what was expected, what was found, and what to do where that is known.
    /// </exception>
    public static ValidatedComponent Build(ModuleDefinition main, ComponentOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        options ??= ComponentOptions.Default;
        return ComponentValidator.Validate(ComponentAssembly.Write(Plan(main, options)), WasmFeatures.Supported, ComponentFeatures.All);
    }

    private static ComponentPlan Plan(ModuleDefinition main, ComponentOptions options)
    {
        ForeignToolchains.Refuse(main);
        var parts = Parts(main, options);
        var world = Unite(parts, options);
        var pointer = new PartExports(parts[0]).Pointer;
        var names = new WorldNames(world);
        var matcher = new ExportMatcher(world, parts, pointer);
        var (functions, destructors) = (matcher.Functions(), matcher.Destructors().ToImmutableArray());
        var (trimmed, imports) = AdapterTrimming.Trim(
            parts, functions, destructors, options.ReallocByMemoryGrow, part => new ImportResolver(names, parts, part, pointer).Resolve());
        if (parts.All(part => part.Worlds.IsEmpty))
        {
            throw new InvalidException(
                "the module does not say what world it was made for, so nothing of it would be exported: give the WIT with --wit, "
                + "or have it read off the module with --infer");
        }
        return new ComponentPlan(world, trimmed, [.. trimmed.Select(part => new PartExports(part))], imports, functions, destructors);
    }

    private static ImmutableArray<CorePart> Parts(ModuleDefinition main, ComponentOptions options)
    {
        var parts = ImmutableArray.CreateBuilder<CorePart>();
        parts.Add(Part(0, "main", main, options.Worlds, null));
        foreach (var adapter in options.Adapters)
        {
            parts.Add(Part(parts.Count, adapter.Name, adapter.Module, adapter.Worlds, adapter));
        }
        return parts.ToImmutable();
    }

    private static CorePart Part(int index, string name, ModuleDefinition module, ImmutableArray<ModuleWorld> worlds, AdapterModule? adapter) =>
        new(index, name, WorldSections.Strip(module), [.. worlds, .. WorldSections.Read(module)], adapter);

    private static WitWorld Unite(ImmutableArray<CorePart> parts, ComponentOptions options)
    {
        var worlds = parts.SelectMany(part => part.Worlds).Select(world => world.World).ToList();
        try
        {
            return Unite(worlds, !options.KeepVersions);
        }
        catch (WitException error) when (!options.KeepVersions)
        {
            // Without versions that become one there may be nothing wrong.
            Unite(worlds, mergeVersions: false);
            throw new InvalidException(
                $"{error.Message}; imports of one track (`1.x`, `0.2.x`) become one, of the highest version, but these are not compatible: --keep-versions keeps them apart");
        }
    }

    private static WitWorld Unite(List<WitWorld> worlds, bool mergeVersions) => WitResolution.Unite(worlds, mergeVersions).Roots[0].Worlds[0];
}
