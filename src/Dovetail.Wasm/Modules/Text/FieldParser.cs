using System.Collections.Immutable;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The fields of a module, in order, with what their abbreviations stand for (core specification 3.0, 6.6).</summary>
internal sealed class FieldParser
{
    private const ulong PageSize = 0x10000;

    private readonly TokenCursor _cursor;
    private readonly ModuleScope _scope;
    private readonly TypeParser _types;
    private readonly SegmentParser _segments;
    private readonly List<Import> _imports = [];
    private readonly List<Function> _functions = [];
    private readonly List<Table> _tables = [];
    private readonly List<MemoryType> _memories = [];
    private readonly List<TagType> _tags = [];
    private readonly List<Global> _globals = [];
    private readonly List<Export> _exports = [];
    private readonly List<CustomSection> _custom = [];
    private readonly NameSection _names = new();
    private readonly List<(int Function, ImmutableArray<BranchHint> Hints)> _hints = [];
    private readonly int[] _next = new int[5];
    private int? _start;

    public FieldParser(TokenCursor cursor, ModuleScope scope)
    {
        (_cursor, _scope) = (cursor, scope);
        _types = new TypeParser(cursor, scope);
        _segments = new SegmentParser(cursor, scope, _types);
    }

    /// <param name="name">The name of the module, null where it has none.</param>
    public ModuleDefinition Finish(string? name) => new()
    {
        Types = _scope.AllTypes(),
        Groups = _scope.AllGroups(),
        Imports = [.. _imports],
        Functions = [.. _functions],
        Tables = [.. _tables],
        Memories = [.. _memories],
        Tags = [.. _tags],
        Globals = [.. _globals],
        Exports = [.. _exports],
        Start = _start,
        Elements = [.. _segments.Elements],
        Data = [.. _segments.Data],
        DataCount = _scope.NamesData ? _segments.Data.Count : null,
        CustomSections = SpelledSections.Add(_custom, FinishNames(name), _hints),
    };

    private NameSection FinishNames(string? name)
    {
        _names.Module = name;
        _names.Add(NamePart.Functions, _scope.Functions.Names());
        _names.Add(NamePart.Types, _scope.Types.Names());
        _names.Add(NamePart.Tables, _scope.Tables.Names());
        _names.Add(NamePart.Memories, _scope.Memories.Names());
        _names.Add(NamePart.Globals, _scope.Globals.Names());
        _names.Add(NamePart.Elements, _scope.Elements.Names());
        _names.Add(NamePart.Data, _scope.Data.Names());
        _names.Add(NamePart.Tags, _scope.Tags.Names());
        foreach (var (type, fields) in _scope.Fields)
        {
            _names.Add(NamePart.Fields, type, fields.Names());
        }
        return _names;
    }

    public void TakeCustomSections()
    {
        while (CustomAnnotation.TryTake(_cursor) is { } section)
        {
            _custom.Add(section);
        }
    }

    public void TakeField()
    {
        if (_cursor.PeekOpen("type") || _cursor.PeekOpen("rec"))
        {
            _cursor.CheckAnnotations();
            _cursor.SkipGroup();
            return;
        }
        var start = _cursor.Peek();
        _cursor.TakeLeftParen();
        if (ModuleScope.KindOf(_cursor.PeekKeyword()) is { } kind)
        {
            _cursor.Take();
            TakeDefinition(kind, start);
        }
        else
        {
            TakeOther(start);
        }
        _cursor.Close();
    }

    private void TakeOther(Token start)
    {
        switch (_cursor.TextOf(_cursor.Take()))
        {
            case "import":
                TakeImport(start);
                break;
            case "export":
                TakeExport(start);
                break;
            case "start":
                _start = _start is null
                    ? _scope.Functions.Take(_cursor)
                    : throw _cursor.Error("multiple start sections", start);
                break;
            case "elem":
                _segments.TakeElement();
                break;
            default:
                _segments.TakeData();
                break;
        }
    }

    // Imports and exports.

    private void TakeImport(Token start)
    {
        var (module, name) = (_cursor.TakeName(), _cursor.TakeName());
        _cursor.TakeLeftParen();
        var kind = ModuleScope.KindOf(_cursor.TextOf(_cursor.Take()))!.Value;
        TakeIdentifier(kind);
        AddImport(module, name, kind, start);
        _cursor.Close();
    }

    private void AddImport(string module, string name, ExternKind kind, Token start)
    {
        _next[(int)kind]++;
        ExternType type = kind switch
        {
            ExternKind.Function => new FunctionImport(_types.TakeTypeUseOfImport()),
            ExternKind.Table => _types.TakeTableType(),
            ExternKind.Memory => _types.TakeMemoryType(),
            ExternKind.Global => _types.TakeGlobalType(),
            _ => new TagType(_types.TakeTypeUseOfImport()),
        };
        _imports.Add(new Import(module, name, type, _scope.MarkDefinition(start)));
    }

    private void TakeExport(Token start)
    {
        var name = _cursor.TakeName();
        _cursor.TakeLeftParen();
        var kind = ModuleScope.KindOf(_cursor.PeekKeyword()) ?? throw _cursor.Unexpected("a kind of export");
        _cursor.Take();
        AddExport(name, kind, _scope.SpaceOf(kind).Take(_cursor), start);
        _cursor.Close();
    }

    private void AddExport(string name, ExternKind kind, int index, Token start) =>
        _exports.Add(new Export(name, kind, index, _scope.MarkDefinition(start)));

    // Definitions, which may be imports too: `(func (import "m" "n") …)`.

    private void TakeDefinition(ExternKind kind, Token start)
    {
        TakeIdentifier(kind);
        TakeInlineExports(kind);
        if (_cursor.TryOpen("import"))
        {
            var (module, name) = (_cursor.TakeName(), _cursor.TakeName());
            _cursor.Close();
            AddImport(module, name, kind, start);
            return;
        }
        var index = _next[(int)kind]++;
        switch (kind)
        {
            case ExternKind.Function:
                TakeFunction(index);
                break;
            case ExternKind.Table:
                TakeTable(index);
                break;
            case ExternKind.Memory:
                TakeMemory(index);
                break;
            case ExternKind.Global:
                _globals.Add(new Global(_types.TakeGlobalType(), TakeConstant()));
                break;
            default:
                _tags.Add(new TagType(_types.TakeTypeUseOfImport()));
                break;
        }
    }

    private void TakeIdentifier(ExternKind kind)
    {
        _cursor.TryTakeId();
        _scope.SpaceOf(kind).TakeAnnotation(_cursor, _next[(int)kind]);
    }

    private void TakeInlineExports(ExternKind kind)
    {
        for (var start = _cursor.Peek(); _cursor.TryOpen("export"); start = _cursor.Peek())
        {
            AddExport(_cursor.TakeName(), kind, _next[(int)kind], start);
            _cursor.Close();
        }
    }

    private void TakeFunction(int index)
    {
        var locals = new IndexSpace("local");
        var type = _types.TakeTypeUse(locals);
        var runs = ImmutableArray.CreateBuilder<LocalRun>();
        foreach (var local in _types.TakeLocals(locals))
        {
            if (runs.Count > 0 && runs[^1].Type == local)
            {
                runs[^1] = new LocalRun(runs[^1].Count + 1, local);
            }
            else
            {
                runs.Add(new LocalRun(1, local));
            }
        }
        var code = new CodeParser(_cursor, _scope, _types, locals);
        var function = new Function(type, runs.ToImmutable(), code.TakeSequence());
        _functions.Add(function);
        _names.Add(NamePart.Locals, index, locals.Names());
        _names.Add(NamePart.Labels, index, code.LabelNames);
        if (code.Hints.Count > 0)
        {
            _hints.Add((index, BranchHints.Place(code.Hints, function)));
        }
    }

    private Expression TakeConstant() => _segments.TakeConstant();

    private void TakeTable(int index)
    {
        if (IsTableOfElements())
        {
            var address = _types.TakeAddressType();
            var element = _types.TakeReferenceType();
            var count = _segments.TakeTableElements(index, element, address);
            _tables.Add(new Table(new TableType(element, new Limits(count, count), address), null));
            return;
        }
        var type = _types.TakeTableType();
        _tables.Add(new Table(type, _cursor.PeekRightParen() ? null : TakeConstant()));
    }

    // Without limits: `(table funcref (elem …))`.
    private bool IsTableOfElements()
    {
        var isAddress = _cursor.PeekKeyword() is "i32" or "i64";
        return _cursor.PeekAt(isAddress ? 1 : 0).Kind != TokenKind.Number;
    }

    private void TakeMemory(int index)
    {
        var isAddress = _cursor.PeekKeyword() is "i32" or "i64";
        if (_cursor.PeekAt(isAddress ? 1 : 0).Kind == TokenKind.Number)
        {
            _memories.Add(_types.TakeMemoryType());
            return;
        }
        var address = _types.TakeAddressType();
        if (_cursor.PeekOpen("pagesize"))
        {
            throw new UnsupportedException("custom-page-sizes");
        }
        var bytes = _segments.TakeMemoryData(index, address);
        var pages = (bytes + PageSize - 1) / PageSize;
        _memories.Add(new MemoryType(new Limits(pages, pages), address));
    }
}
