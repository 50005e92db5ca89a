using System.Collections.Immutable;
using Dovetail.Tooling.New;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>Makes components out of modules that asc, the compiler of AssemblyScript, leaves: these know nothing of components.</summary>
/// <remarks>
/// <para>
/// An adapter is made that stands between the module and its world: it converts strings, lists, records and whatever else AssemblyScript has a
/// counterpart for, and keeps the rules of its garbage collector. All three runtimes will do. An export is found by the name in WIT, in camel case or
/// with underscores. The same input gives the same component. Safe from many threads.
/// </para>
/// <para>
/// Which class of the module stands for a list or record that it receives is read from what <c>asc --bindings raw</c> writes beside it, or from an
/// exported constant (<c>export const idofPoint = idof&lt;Point>()</c>); where the module has but one that fits, that is taken.
/// </para>
/// </remarks>
public static class ScriptComponent
{
    private const string AdapterName = "assemblyscript";
    private const string Initialize = "_initialize";

    /// <summary>Whether asc made a module, by what it imports and exports, and it was not made for the component model by other means.</summary>
    public static bool IsScript(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return new ScriptModule(module).IsAssemblyScript
            && !module.Exports.Any(export => export.Name == "cabi_realloc" || export.Name.Contains('#') || export.Name.StartsWith("cm32p2", StringComparison.Ordinal));
    }

    /// <summary>Makes a component.</summary>
    /// <param name="module">What asc wrote, which need not be validated.</param>
    /// <param name="world">The world that it is for.</param>
    /// <param name="declarations">What asc wrote beside it; null for nothing.</param>
    /// <returns>The component, validated.</returns>
    /// <exception cref="DovetailException">
    /// The module does not fit the world, or it is open how: the error says what was expected, what was found, and what to do.
    /// </exception>
    public static ValidatedComponent Build(ModuleDefinition module, WitWorld world, ScriptDeclarations? declarations = null) =>
        Build(module, world, declarations, collectsAlways: false);

    /// <param name="collectsAlways">Whether the adapter collects before each allocation, which finds objects that are not rooted. For tests.</param>
    internal static ValidatedComponent Build(ModuleDefinition module, WitWorld world, ScriptDeclarations? declarations, bool collectsAlways)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(world);
        module = WorldSections.Strip(module);
        var adapter = ScriptAdapter.Make(module, world, declarations, collectsAlways);
        var supplies = adapter.Supplies.ToImmutableDictionary(pair => new ImportName(pair.Key.Module, pair.Key.Name), pair => pair.Value);
        return ComponentBuilder.Build(WithLateStart(module, world), new ComponentOptions
        {
            Worlds = [new ModuleWorld(ImportsOf(world), StringEncoding.Utf16)],
            Adapters = [new AdapterModule(AdapterName, adapter.Module) { Worlds = [new ModuleWorld(world, StringEncoding.Utf16)], Supplies = supplies }],
        });
    }

    // The program's own exports have the names that a world's functions would have, and other types.
    private static WitWorld ImportsOf(WitWorld world) => new(world.Name, world.Package) { Imports = world.Imports };

    // What a program does when it starts may call imports, which are there once its adapter is.
    private static ModuleDefinition WithLateStart(ModuleDefinition module, WitWorld world) =>
        module.Start is { } start && world.Imports.Any(item => item is not WorldType) && !module.Exports.Any(export => export.Name == Initialize)
            ? module with { Start = null, Exports = module.Exports.Add(new Export(Initialize, ExternKind.Function, start, 0)) }
            : module;
}
