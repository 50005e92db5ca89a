using System.Collections.Immutable;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>Makes of a core module what stands in the component: without the sections that have served, and each import with a name of its own.</summary>
internal static class ComponentModules
{
    public static ModuleDefinition Of(CorePart part, ImmutableArray<CoreImport> imports)
    {
        var module = part.Module with
        {
            Imports = [.. part.Module.Imports.Select((import, i) => import with { Name = imports[i].Unique })],
        };
        return part.IsMain ? WithProducers(module, part.Worlds) : module;
    }

    // What made the world had a part in the module, and so have we.
    private static ModuleDefinition WithProducers(ModuleDefinition module, ImmutableArray<ModuleWorld> worlds)
    {
        var section = module.CustomSections.FirstOrDefault(section => section.Name == Producers.SectionName);
        var producers = section is null ? new Producers([]) : Producers.TryRead(section.Bytes.Span) ?? new Producers([]);
        var added = worlds.Select(world => world.Producers).OfType<Producers>().SelectMany(known => known.Fields)
            .SelectMany(field => field.Values.Select(value => (field.Name, value)))
            .Append(("processed-by", Tool.Producer));
        var united = added.Aggregate(producers, (known, entry) => known.With(entry.Item1, entry.Item2));
        return module with
        {
            CustomSections =
            [
                .. module.CustomSections.Where(other => other.Name != Producers.SectionName),
                new CustomSection(Producers.SectionName, united.Encode(), (int)SectionId.Data),
            ],
        };
    }
}
