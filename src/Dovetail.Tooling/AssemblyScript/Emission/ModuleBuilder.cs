using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.AssemblyScript.Emission;

/// <summary>Collects the functions, globals and exports of a module that has one imported memory. The same calls make the same module.</summary>
internal sealed class ModuleBuilder
{
    private readonly List<(string Module, string Name, EmittedFunction Function)> _imports = [];
    private readonly Dictionary<(string, string), EmittedFunction> _imported = [];
    private readonly List<EmittedFunction> _defined = [];
    private readonly Dictionary<object, EmittedFunction> _shared = [];
    private readonly List<(string Name, EmittedFunction Function)> _exports = [];
    private readonly List<FunctionType> _types = [];
    private readonly Dictionary<FunctionType, int> _typeIndices = [];
    private int _globals;

    /// <summary>Adds a global of type i32 that begins as zero, and gives its index.</summary>
    public int Global() => _globals++;

    /// <summary>The imported function of that name, once.</summary>
    public EmittedFunction Import(string module, string name, FunctionType type)
    {
        if (!_imported.TryGetValue((module, name), out var function))
        {
            function = new EmittedFunction(name, type, null);
            _imported.Add((module, name), function);
            _imports.Add((module, name, function));
        }
        return function;
    }

    /// <summary>Adds a function with code.</summary>
    public EmittedFunction Define(string name, FunctionType type, Action<CodeBuilder> emit)
    {
        var code = new CodeBuilder(type);
        var function = new EmittedFunction(name, type, code);
        _defined.Add(function);
        emit(code);
        return function;
    }

    /// <summary>The function with code that stands under <paramref name="key"/>, which is made where there is none yet.</summary>
    public EmittedFunction Shared(object key, string name, FunctionType type, Action<CodeBuilder> emit)
    {
        if (!_shared.TryGetValue(key, out var function))
        {
            function = Define(name, type, emit);
            _shared.Add(key, function);
        }
        return function;
    }

    public void Export(string name, EmittedFunction function) => _exports.Add((name, function));

    /// <summary>The module, which imports the memory as <c>env.memory</c>.</summary>
    /// <param name="memory">The memory's type.</param>
    public ModuleDefinition Build(MemoryType memory)
    {
        EmittedFunction[] all = [.. _imports.Select(import => import.Function), .. _defined];
        var indices = all.Select((function, index) => (function, index)).ToDictionary(pair => pair.function, pair => pair.index);
        ImmutableArray<Import> imports =
        [
            new Import("env", "memory", memory, 0),
            .. _imports.Select(import => new Import(import.Module, import.Name, new FunctionImport(TypeIndex(import.Function.Type)), 0)),
        ];
        ImmutableArray<Function> functions =
            [.. _defined.Select(function => function.Code!.Build(TypeIndex(function.Type), callee => indices[callee]))];
        return new ModuleDefinition
        {
            Types = [.. _types.Select(type => new SubType(true, null, type))],
            Groups = [.. _types.Select((_, index) => new RecursiveGroup(index, 1))],
            Imports = imports,
            Functions = functions,
            Globals = [.. Enumerable.Range(0, _globals).Select(_ => ZeroGlobal())],
            Exports = [.. _exports.Select(export => new Export(export.Name, ExternKind.Function, indices[export.Function], 0))],
            CustomSections = [new CustomSection(NameSection.SectionName, Names(all), (int)SectionId.Data)],
        };
    }

    private static Global ZeroGlobal() =>
        new(new GlobalType(ValType.I32, true), new Expression(new[] { (byte)Opcode.I32Const, (byte)0, (byte)Opcode.End }, 0));

    private static byte[] Names(EmittedFunction[] functions)
    {
        var names = new IndexNames();
        for (var i = 0; i < functions.Length; i++)
        {
            names.Add(i, functions[i].Name);
        }
        var section = new NameSection();
        section.Add(NamePart.Functions, names);
        return section.Encode();
    }

    private int TypeIndex(FunctionType type)
    {
        if (!_typeIndices.TryGetValue(type, out var index))
        {
            _typeIndices.Add(type, index = _types.Count);
            _types.Add(type);
        }
        return index;
    }
}
