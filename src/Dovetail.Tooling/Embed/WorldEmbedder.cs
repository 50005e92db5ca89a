using Dovetail.Tooling.New;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.Embed;

/// <summary>Puts into core modules what world they were made for. Safe from many threads.</summary>
public static class WorldEmbedder
{
    /// <summary>
    /// The module with a custom section <c>component-type</c> that says what world it was made for, so that it alone is enough to make a component.
    /// Worlds that are in it already stay.
    /// </summary>
    public static ModuleDefinition Embed(ModuleDefinition module, ModuleWorld world)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(world);
        return WorldSections.Add(module, world);
    }

    /// <summary>The worlds that a module says it was made for, in the order of its sections.</summary>
    /// <exception cref="DovetailException">A section is wrong.</exception>
    public static IReadOnlyList<ModuleWorld> WorldsOf(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        return [.. WorldSections.Read(module)];
    }
}
