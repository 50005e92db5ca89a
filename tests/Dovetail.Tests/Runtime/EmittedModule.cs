using System.Collections.Immutable;
using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

/// <summary>A module whose functions are written in CIL by a test: each is exported by its name.</summary>
internal sealed class EmittedModule
{
    private readonly List<SubType> _types = [];
    private readonly List<Import> _imports = [];
    private readonly List<Dovetail.Wasm.Modules.Function> _functions = [];
    private readonly List<Export> _exports = [];
    private readonly List<CilBody> _bodies = [];

    /// <summary>Imports a function.</summary>
    public EmittedModule Import(string module, string name, FunctionType type)
    {
        _types.Add(new SubType(true, null, type));
        _imports.Add(new Import(module, name, new FunctionImport(_types.Count - 1), 0));
        return this;
    }

    /// <summary>Adds an exported function; the owner is the argument behind the parameters.</summary>
    public EmittedModule Function(string name, FunctionType type, Action<CilBuilder> write)
    {
        _types.Add(new SubType(true, null, type));
        _exports.Add(new Export(name, ExternKind.Function, _imports.Count + _functions.Count, 0));
        _functions.Add(new Dovetail.Wasm.Modules.Function(_types.Count - 1, [], default));
        var code = new CilBuilder(name, CoreSignatures.Of(type));
        write(code);
        _bodies.Add(code.Build());
        return this;
    }

    public Module Build(Engine engine, Func<ModuleDefinition, ModuleDefinition>? change = null)
    {
        var definition = new ModuleDefinition
        {
            Types = [.. _types],
            Groups = [.. _types.Select((_, index) => new RecursiveGroup(index, 1))],
            Imports = [.. _imports],
            Functions = [.. _functions],
            Exports = [.. _exports],
        };
        return new Module(engine, change?.Invoke(definition) ?? definition, new Code([.. _bodies]));
    }

    /// <summary>A function type.</summary>
    public static FunctionType Type(ImmutableArray<ValType> parameters, ImmutableArray<ValType> results) => new(parameters, results);

    internal sealed class Code(ImmutableArray<CilBody> bodies) : ModuleCode
    {
        internal CompiledUnit Unit { get; } = CollectibleOutlet.Load("Test", bodies);

        internal override nint Pointer(int function) => Unit.Pointer(function);

        internal override int FrameSize(int function) => 512;

        internal override int SlotOf(int global) => -1;
    }
}
