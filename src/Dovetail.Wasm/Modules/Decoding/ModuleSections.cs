using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>What has been read of a module, section by section, and the checks that take two sections.</summary>
internal sealed class ModuleSections(ReadOnlyMemory<byte> input, int origin, bool defersCode)
{
    private readonly ExpressionDecoder _expressions = new(input, origin);
    private List<CustomSection>? _customs;
    private TypeSection? _types;
    private ImmutableArray<Import> _imports = [];
    private ImmutableArray<int> _functionTypes = [];
    private ImmutableArray<Function> _functions = [];
    private ImmutableArray<Table> _tables = [];
    private ImmutableArray<MemoryType> _memories = [];
    private ImmutableArray<TagType> _tags = [];
    private ImmutableArray<Global> _globals = [];
    private ImmutableArray<Export> _exports = [];
    private ImmutableArray<ElementSegment> _elements = [];
    private ImmutableArray<DataSegment> _data = [];
    private int? _start;
    private int? _dataCount;

    public void Read(SectionId id, ref ByteReader reader)
    {
        switch (id)
        {
            case SectionId.Type: _types = TypeSection.Read(ref reader); break;
            case SectionId.Import: _imports = ImportSection.Read(ref reader); break;
            case SectionId.Function: _functionTypes = Vectors.Read(ref reader, ModuleLimits.Functions, (ref r) => r.ReadIndex()); break;
            case SectionId.Table: _tables = Vectors.Read(ref reader, ModuleLimits.Tables, ReadTable); break;
            case SectionId.Memory: _memories = Vectors.Read(ref reader, ModuleLimits.Memories, ExternTypes.ReadMemory); break;
            case SectionId.Tag: _tags = Vectors.Read(ref reader, ModuleLimits.Tags, ExternTypes.ReadTag); break;
            case SectionId.Global: _globals = Vectors.Read(ref reader, ModuleLimits.Globals, ReadGlobal); break;
            case SectionId.Export: _exports = Vectors.Read(ref reader, ModuleLimits.Exports, ReadExport); break;
            case SectionId.Start: _start = reader.ReadIndex(); break;
            case SectionId.Element: _elements = new ElementSection(_expressions).Read(ref reader); break;
            case SectionId.DataCount: _dataCount = reader.ReadIndex(); break;
            case SectionId.Code:
                _functions = new CodeSection(input, origin, _functionTypes, _dataCount is not null, defersCode).Read(ref reader);
                break;
            case SectionId.Data: _data = new DataSection(_expressions, input, origin).Read(ref reader); break;
            default: throw new System.Diagnostics.UnreachableException($"no reader for section {id}");
        }
    }

    public void ReadCustom(ref ByteReader reader, SectionId before)
    {
        var name = reader.ReadName();
        (_customs ??= []).Add(new CustomSection(name, input.Slice(reader.Offset - origin, reader.Remaining), (int)before));
    }

    /// <summary>The module; the input ends at <paramref name="end"/>.</summary>
    public ModuleDefinition ToDefinition(int end)
    {
        if (_functions.Length != _functionTypes.Length)
        {
            throw new MalformedException("function and code section have inconsistent lengths", end);
        }
        if (_dataCount is { } count && count != _data.Length)
        {
            throw new MalformedException("data count and data section have inconsistent lengths", end);
        }
        return new ModuleDefinition
        {
            Types = _types?.Types ?? [],
            Groups = _types?.Groups ?? Mapping.Empty<RecursiveGroup>(),
            Imports = _imports,
            Functions = _functions,
            Tables = _tables,
            Memories = _memories,
            Tags = _tags,
            Globals = _globals,
            Exports = _exports,
            Start = _start,
            Elements = _elements,
            Data = _data,
            DataCount = _dataCount,
            CustomSections = _customs is null ? [] : [.. _customs],
        };
    }

    /// <summary>A table; one with a value to start from is marked by 0x40 0x00 (core specification 3.0, 5.5.7).</summary>
    private Table ReadTable(ref ByteReader reader)
    {
        if (reader.PeekByte() != 0x40)
        {
            return new Table(ExternTypes.ReadTable(ref reader), null);
        }
        reader.ReadByte();
        if (reader.ReadByte() != 0)
        {
            throw new MalformedException("malformed table", reader.Offset - 1);
        }
        var type = ExternTypes.ReadTable(ref reader);
        return new Table(type, _expressions.Read(ref reader));
    }

    private Global ReadGlobal(ref ByteReader reader)
    {
        var type = ExternTypes.ReadGlobal(ref reader);
        return new Global(type, _expressions.Read(ref reader));
    }

    private static Export ReadExport(ref ByteReader reader)
    {
        var start = reader.Offset;
        var name = reader.ReadName();
        var kind = (ExternKind)reader.ReadByte();
        return kind <= ExternKind.Tag
            ? new Export(name, kind, reader.ReadIndex(), start)
            : throw new MalformedException("malformed export kind", reader.Offset - 1);
    }
}
