using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.Emission;

/// <summary>Collects the functions, globals and exports of a module that has one imported memory. The same calls make the same module.</summary>
internal sealed class EmittedModule
{
    private readonly List<(string Module, string Name, EmittedFunction Function)> _imports = [];
    private readonly Dictionary<(string, string), EmittedFunction> _imported = [];
    private readonly List<EmittedFunction> _defined = [];
    private readonly Dictionary<object, EmittedFunction> _shared = [];
    private readonly List<(string Name, EmittedFunction Function)> _exports = [];
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
        var module = new ModuleBuilder();
        module.Import("env", "memory", memory);
        foreach (var (from, name, function) in _imports)
        {
            module.ImportFunction(from, name, function.Type);
        }
        foreach (var function in _defined)
        {
            module.AddFunction(function.Code!.Build(module.Type(function.Type), callee => indices[callee]));
        }
        for (var i = 0; i < _globals; i++)
        {
            module.AddGlobal(new GlobalType(ValType.I32, true), new CodeBuilder().Const(0));
        }
        foreach (var (name, function) in _exports)
        {
            module.Export(name, ExternKind.Function, indices[function]);
        }
        return module.Build(new CustomSection(NameSection.SectionName, Names(all), (int)SectionId.Data));
    }

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
}
