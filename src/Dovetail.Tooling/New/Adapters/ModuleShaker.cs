using System.Collections.Immutable;
using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New.Adapters;

/// <summary>Drops from a module what cannot be reached from some of its exports.</summary>
internal sealed class ModuleShaker
{
    private readonly ModuleIndices _indices;
    private readonly ModuleReach _reach;
    private readonly Dictionary<IndexSpace, int[]> _maps = [];

    private ModuleShaker(ModuleIndices indices, ModuleReach reach)
    {
        (_indices, _reach) = (indices, reach);
        foreach (var space in Enum.GetValues<IndexSpace>())
        {
            var map = new int[indices.Count(space)];
            var next = 0;
            for (var i = 0; i < map.Length; i++)
            {
                map[i] = reach.Has(space, i) ? next++ : -1;
            }
            _maps.Add(space, map);
        }
    }

    /// <summary>The module with those exports alone, and what they need.</summary>
    /// <exception cref="DovetailException">The module is wrong.</exception>
    public static ModuleDefinition Shake(ModuleDefinition module, IReadOnlySet<string> exports)
    {
        var indices = new ModuleIndices(module);
        return new ModuleShaker(indices, new ModuleReach(indices, exports)).Shake(exports);
    }

    private ModuleDefinition Shake(IReadOnlySet<string> exports)
    {
        var module = _indices.Module;
        var counts = new Dictionary<ExternKind, int>();
        return new ModuleDefinition
        {
            Types = [.. Kept(IndexSpace.Type, module.Types).Select(type => type.Map(MapType))],
            Groups = [.. module.Groups.Where(group => _reach.Has(IndexSpace.Type, group.First)).Select(group => group with { First = MapType(group.First) })],
            Imports = [.. module.Imports.Where(import => IsKept(import, counts)).Select(import => import with { Type = Map(import.Type) })],
            Functions = [.. Kept(IndexSpace.Function, module.Functions).Select(Map)],
            Tables = [.. Kept(IndexSpace.Table, module.Tables).Select(table => new Table((TableType)Map(table.Type), Map(table.Initial)))],
            Memories = [.. Kept(IndexSpace.Memory, module.Memories)],
            Tags = [.. Kept(IndexSpace.Tag, module.Tags).Select(tag => (TagType)Map(tag))],
            Globals = [.. Kept(IndexSpace.Global, module.Globals).Select(global => new Global((GlobalType)Map(global.Type), Map(global.Initial)))],
            Exports = [.. module.Exports.Where(export => exports.Contains(export.Name))
                .Select(export => export with { Index = Map(ModuleIndices.SpaceOf(export.Kind), export.Index) })],
            Start = module.Start is { } start ? Map(IndexSpace.Function, start) : null,
            Elements = [.. Kept(IndexSpace.Element, module.Elements).Select(Map), .. Declarations()],
            Data = [.. Kept(IndexSpace.Data, module.Data).Select(data => data with { MemoryIndex = Memory(data), Offset = Map(data.Offset) })],
            DataCount = module.DataCount is null ? null : Kept(IndexSpace.Data, module.Data).Count(),
            CustomSections = [.. module.CustomSections.Where(section => section.Name == Producers.SectionName), .. Names()],
        };
    }

    // A passive segment names no memory.
    private int Memory(DataSegment data) => data.Mode == SegmentMode.Active ? Map(IndexSpace.Memory, data.MemoryIndex) : data.MemoryIndex;

    /// <summary>Of what is defined in an index space, what is reached.</summary>
    private IEnumerable<T> Kept<T>(IndexSpace space, ImmutableArray<T> defined)
    {
        var imported = _indices.Count(space) - defined.Length;
        return defined.Where((_, i) => _reach.Has(space, imported + i));
    }

    private bool IsKept(Import import, Dictionary<ExternKind, int> counts)
    {
        var kind = import.Type.Kind();
        var index = counts.GetValueOrDefault(kind);
        counts[kind] = index + 1;
        return _reach.Has(ModuleIndices.SpaceOf(kind), index);
    }

    private Function Map(Function function) => new(
        MapType(function.TypeIndex), [.. function.Locals.Select(local => local with { Type = local.Type.Map(MapType) })], Map(function.Body));

    private ElementSegment Map(ElementSegment segment) => segment with
    {
        TableIndex = segment.Mode == SegmentMode.Active ? Map(IndexSpace.Table, segment.TableIndex) : segment.TableIndex,
        Offset = Map(segment.Offset),
        Type = segment.Type.Map(MapType),
        Items = [.. segment.Items.Select(Map)],
    };

    private ExternType Map(ExternType type) => type switch
    {
        FunctionImport function => new FunctionImport(MapType(function.TypeIndex)),
        TagType tag => new TagType(MapType(tag.TypeIndex)),
        TableType table => table with { Element = table.Element.Map(MapType) },
        GlobalType global => global with { Value = global.Value.Map(MapType) },
        _ => type,
    };

    private Expression? Map(Expression? code) => code is { } known ? Map(known) : null;

    private Expression Map(Expression code) => InstructionRewriter.Rewrite(code, Map);

    private int MapType(int index) => Map(IndexSpace.Type, index);

    private int Map(IndexSpace space, int index) => _maps[space][index];

    // Code may refer only to functions that are mentioned outside of code too, and where they were may be gone.
    private IEnumerable<ElementSegment> Declarations()
    {
        var referred = new SortedSet<int>();
        foreach (var function in Kept(IndexSpace.Function, _indices.Module.Functions))
        {
            var reader = new InstructionReader(function.Body);
            while (reader.Read())
            {
                if (reader.Opcode == Opcode.RefFunc)
                {
                    referred.Add(Map(IndexSpace.Function, reader.Index));
                }
            }
        }
        return referred.Count == 0 ? []
            : [new ElementSegment(SegmentMode.Declarative, 0, null, ValType.Ref(false, HeapType.Func), [.. referred.Select(index => new CodeBuilder().RefFunc(index).ToExpression())])];
    }

    // The names of functions and globals, by which traps and people know them.
    private IEnumerable<CustomSection> Names()
    {
        var section = _indices.Module.CustomSections.FirstOrDefault(section => section.Name == NameSection.SectionName);
        if (section is null)
        {
            return [];
        }
        var known = NameSection.Read(_indices.Module);
        var names = new NameSection { Module = known.Module };
        foreach (var (part, space) in new[] { (NamePart.Functions, IndexSpace.Function), (NamePart.Globals, IndexSpace.Global) })
        {
            var old = known.Of(part);
            var kept = new IndexNames();
            for (var i = 0; i < old.Count; i++)
            {
                if (old[i].Index < _maps[space].Length && _maps[space][old[i].Index] is >= 0 and var index)
                {
                    kept.Add(index, old[i].Name);
                }
            }
            names.Add(part, kept);
        }
        return [section with { Bytes = names.Encode() }];
    }
}
