using System.Collections.Immutable;
using Dovetail.Tooling.New;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.Emission;

/// <summary>Puts together a small core module. Imports of functions come before functions of its own.</summary>
internal sealed class ModuleBuilder
{
    private readonly List<FunctionType> _types = [];
    private readonly Dictionary<FunctionType, int> _typeIndices = [];
    private readonly List<Import> _imports = [];
    private readonly List<Function> _functions = [];
    private readonly List<Table> _tables = [];
    private readonly List<MemoryType> _memories = [];
    private readonly List<Global> _globals = [];
    private readonly List<Export> _exports = [];
    private readonly List<ElementSegment> _elements = [];
    private int _importedFunctions;

    /// <summary>The function that instantiation calls last; null for none.</summary>
    public int? Start { get; set; }

    /// <summary>The index of a type.</summary>
    public int Type(FunctionType type)
    {
        if (!_typeIndices.TryGetValue(type, out var index))
        {
            _typeIndices.Add(type, index = _types.Count);
            _types.Add(type);
        }
        return index;
    }

    public int ImportFunction(string module, string name, FunctionType type)
    {
        _imports.Add(new Import(module, name, new FunctionImport(Type(type)), 0));
        return _importedFunctions++;
    }

    /// <summary>Imports a table or a memory.</summary>
    public void Import(string module, string name, ExternType type) => _imports.Add(new Import(module, name, type, 0));

    /// <param name="type">The type.</param>
    /// <param name="locals">The types of the locals behind the parameters.</param>
    /// <param name="body">The code, without the <c>end</c>.</param>
    public int AddFunction(FunctionType type, ImmutableArray<ValType> locals, CodeBuilder body)
    {
        _functions.Add(new Function(Type(type), [.. locals.Select(local => new LocalRun(1, local))], body.ToExpression()));
        return _importedFunctions + _functions.Count - 1;
    }

    public void AddFunction(Function function) => _functions.Add(function);

    public void AddTable(TableType type) => _tables.Add(new Table(type, null));

    public void AddMemory(MemoryType type) => _memories.Add(type);

    public int AddGlobal(GlobalType type, CodeBuilder initial)
    {
        _globals.Add(new Global(type, initial.ToExpression()));
        return _globals.Count - 1;
    }

    public void Export(string name, ExternKind kind, int index) => _exports.Add(new Export(name, kind, index, 0));

    /// <summary>Puts functions into the only table, from its beginning on.</summary>
    public void FillTable(IEnumerable<int> functions) => _elements.Add(new ElementSegment(
        SegmentMode.Active, 0, new CodeBuilder().Const(0).ToExpression(), ValType.Ref(false, HeapType.Func), [.. functions.Select(index => new CodeBuilder().RefFunc(index).ToExpression())]));

    /// <summary>The module, with a section that says what made it.</summary>
    public ModuleDefinition Build() => Build(new CustomSection(Producers.SectionName, Tool.Alone.Encode(), (int)SectionId.Data));

    /// <summary>The module, with a section.</summary>
    public ModuleDefinition Build(CustomSection section) => new()
    {
        Types = [.. _types.Select(type => new SubType(true, null, type))],
        Groups = [.. _types.Select((_, index) => new RecursiveGroup(index, 1))],
        Imports = [.. _imports],
        Functions = [.. _functions],
        Tables = [.. _tables],
        Memories = [.. _memories],
        Globals = [.. _globals],
        Exports = [.. _exports],
        Start = Start,
        Elements = [.. _elements],
        CustomSections = [section],
    };
}
