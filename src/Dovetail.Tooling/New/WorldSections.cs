using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Encoding;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>What a core module says in custom sections of the worlds that it was made for (<see cref="WorldSection"/>).</summary>
internal static class WorldSections
{
    /// <summary>The worlds that <paramref name="module"/> says it was made for.</summary>
    /// <exception cref="DovetailException">A section is wrong.</exception>
    public static IEnumerable<ModuleWorld> Read(ModuleDefinition module) => module.CustomSections.Where(WorldSection.Is).Select(Read);

    /// <summary>The module without what it says of worlds.</summary>
    public static ModuleDefinition Strip(ModuleDefinition module) =>
        module with { CustomSections = [.. module.CustomSections.Where(section => !WorldSection.Is(section))] };

    /// <summary>The module with a section that says what world it was made for.</summary>
    public static ModuleDefinition Add(ModuleDefinition module, ModuleWorld world) =>
        module with { CustomSections = module.CustomSections.Add(new CustomSection(WorldSection.Prefix, Write(world), (int)SectionId.Data)) };

    private static ModuleWorld Read(CustomSection section)
    {
        var read = WorldSection.Read(section);
        return new ModuleWorld(read.Decode().SelectWorld(), read.Encoding) { Producers = read.Producers };
    }

    private static byte[] Write(ModuleWorld world)
    {
        var type = InterfaceEncoder.EncodeWorld(world.World);
        var producers = (world.Producers ?? new Producers([])).With("processed-by", Tool.Producer);
        return ComponentEncoder.Encode(new ComponentDefinition(
        [
            new CustomField(WorldSection.EncodingSection, new byte[] { WorldSection.Version, (byte)world.Encoding }, 0),
            .. type.Fields,
            new CustomField(Producers.SectionName, producers.Encode(), 0),
        ]));
    }
}
