using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation;

/// <summary>What the code of a module's functions depends on: its index spaces, imports first.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class ModuleShape
{
    private readonly CilSignature?[] _signatures;

    public ModuleShape(ModuleDefinition module)
    {
        Module = module;
        _signatures = new CilSignature?[module.Types.Length];
        FunctionTypes = [.. Imports<FunctionImport>(module).Select(import => import.TypeIndex),
            .. module.Functions.Select(function => function.TypeIndex)];
        ImportedFunctions = FunctionTypes.Length - module.Functions.Length;
        Tables = [.. Imports<TableType>(module), .. module.Tables.Select(table => table.Type)];
        Memories = [.. Imports<MemoryType>(module), .. module.Memories];
        Globals = [.. Imports<GlobalType>(module), .. module.Globals.Select(global => global.Type)];
        GlobalPlaces = GlobalPlace.Of(module, Globals.Length - module.Globals.Length);
    }

    /// <summary>The module itself.</summary>
    public ModuleDefinition Module { get; }

    /// <summary>The type index of each function.</summary>
    public ImmutableArray<int> FunctionTypes { get; }

    /// <summary>How many of the functions are imported.</summary>
    public int ImportedFunctions { get; }

    /// <summary>The tables.</summary>
    public ImmutableArray<TableType> Tables { get; }

    /// <summary>The memories.</summary>
    public ImmutableArray<MemoryType> Memories { get; }

    /// <summary>The globals.</summary>
    public ImmutableArray<GlobalType> Globals { get; }

    /// <summary>Where the code finds each global.</summary>
    public ImmutableArray<GlobalPlace> GlobalPlaces { get; }

    /// <summary>How many bytes the first memory has at least, at any time.</summary>
    public ulong MemoryMinimum => Memories.IsEmpty ? 0 : Memories[0].Limits.Minimum << Memories[0].PageSizeLog2;

    /// <summary>The function type at a type index.</summary>
    public FunctionType Type(int typeIndex) => (FunctionType)Module.Types[typeIndex].Composite;

    /// <summary>The signature of the function type at a type index.</summary>
    public CilSignature Signature(int typeIndex) => _signatures[typeIndex] ??= CoreSignatures.Of(Type(typeIndex));

    private static IEnumerable<T> Imports<T>(ModuleDefinition module) => module.Imports.Select(import => import.Type).OfType<T>();
}
