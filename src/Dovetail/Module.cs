using System.Runtime.CompilerServices;
using Dovetail.Compilation;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail;

/// <summary>A core module that was read, validated and compiled. Immutable and safe from many threads.</summary>
public sealed class Module
{
    private readonly int[] _functionTypes;

    internal Module(Engine engine, ModuleDefinition definition, ModuleCode code)
    {
        Engine = engine;
        Definition = definition;
        Code = code;
        Types = [.. definition.Types.Select(type => Intern(engine, type))];
        Exports = definition.Exports.ToDictionary(export => export.Name, StringComparer.Ordinal);
        ImportedTables = definition.Imports.Count(import => import.Type is TableType);
        var imported = definition.Imports.Select(import => import.Type).OfType<FunctionImport>().Select(import => import.TypeIndex);
        _functionTypes = [.. imported, .. definition.Functions.Select(function => function.TypeIndex)];
        ImportedFunctions = _functionTypes.Length - definition.Functions.Length;
    }

    /// <summary>Reads a module in the binary format, validates it and compiles it.</summary>
    /// <exception cref="MalformedException">It is not of the format.</exception>
    /// <exception cref="InvalidException">It breaks a rule of validation.</exception>
    /// <exception cref="UnsupportedException">It uses a feature that is not supported, or .NET cannot compile at run time here.</exception>
    /// <exception cref="LimitException">It is too large or too complex.</exception>
    public static Module Load(Engine engine, ReadOnlyMemory<byte> binary)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return Compile(engine, ModuleValidator.Validate(ModuleDecoder.Decode(binary)));
    }

    /// <summary>Compiles a module that was validated.</summary>
    /// <exception cref="UnsupportedException">.NET cannot compile at run time here.</exception>
    /// <exception cref="LimitException">It is too complex.</exception>
    internal static Module Compile(Engine engine, ValidatedModule module)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            throw new UnsupportedException("compilation at run time");
        return new Module(engine, module.Definition, ModuleCompiler.Compile(module));
    }

    /// <summary>The engine that compiled the module.</summary>
    public Engine Engine { get; }

    /// <summary>The module as it was read.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>The compiled functions.</summary>
    internal ModuleCode Code { get; }

    /// <summary>The types by their index; engine-wide.</summary>
    internal CanonicalType[] Types { get; }

    /// <summary>The exports by their name.</summary>
    internal IReadOnlyDictionary<string, Export> Exports { get; }

    /// <summary>How many tables are imported.</summary>
    internal int ImportedTables { get; }

    /// <summary>How many functions are imported.</summary>
    internal int ImportedFunctions { get; }

    /// <summary>A reference to the defined function at <paramref name="index"/> (imports counted) of <paramref name="instance"/>.</summary>
    internal FunctionReference CreateReference(ModuleInstance instance, int index)
    {
        var defined = index - ImportedFunctions;
        return new FunctionReference(Code.Pointer(defined), Types[_functionTypes[index]], instance, Code.FrameSize(defined));
    }

    /// <summary>See <see cref="ModuleCode.SlotOf"/>.</summary>
    internal int SlotOf(int global) => _code.SlotOf(global);

    private static CanonicalType Intern(Engine engine, SubType type) => type.Composite is FunctionType function
        ? engine.Types.Intern(function)
        : throw new UnsupportedException("gc");
}
