using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>The types of what a module imports and exports. It reads no code, and takes what is out of bounds for not there.</summary>
internal sealed class ModuleShape
{
    private readonly ModuleDefinition _module;
    private readonly Dictionary<string, Export> _exports = new(StringComparer.Ordinal);
    private readonly List<int> _functions;
    private readonly List<MemoryType> _memories;
    private readonly List<TableType> _tables;

    public ModuleShape(ModuleDefinition module)
    {
        _module = module;
        foreach (var export in module.Exports)
        {
            _exports.TryAdd(export.Name, export);
        }
        var imports = module.Imports.Select(import => import.Type).ToList();
        _functions = [.. imports.OfType<FunctionImport>().Select(import => import.TypeIndex), .. module.Functions.Select(function => function.TypeIndex)];
        _memories = [.. imports.OfType<MemoryType>(), .. module.Memories];
        _tables = [.. imports.OfType<TableType>(), .. module.Tables.Select(table => table.Type)];
    }

    /// <summary>The names of all exports, in order.</summary>
    public IEnumerable<string> ExportNames => _exports.Keys;

    /// <summary>The type of an exported function; null where there is none of that name.</summary>
    public FunctionType? Function(string name) => Index(name, ExternKind.Function) is { } index && index < _functions.Count ? TypeAt(_functions[index]) : null;

    /// <summary>The type of an imported function; null where the module is not valid.</summary>
    public FunctionType? TypeOf(FunctionImport import) => TypeAt(import.TypeIndex);

    /// <summary>An exported memory; null where there is none of that name.</summary>
    public MemoryType? Memory(string name) => Index(name, ExternKind.Memory) is { } index && index < _memories.Count ? _memories[index] : null;

    /// <summary>An exported table; null where there is none of that name.</summary>
    public TableType? Table(string name) => Index(name, ExternKind.Table) is { } index && index < _tables.Count ? _tables[index] : null;

    /// <summary>What kind of thing is exported by a name; null where nothing is.</summary>
    public ExternKind? KindOf(string name) => _exports.TryGetValue(name, out var export) ? export.Kind : null;

    private int? Index(string name, ExternKind kind) =>
        _exports.TryGetValue(name, out var export) && export.Kind == kind && export.Index >= 0 ? export.Index : null;

    private FunctionType? TypeAt(int index) =>
        index >= 0 && index < _module.Types.Length ? _module.Types[index].Composite as FunctionType : null;
}
