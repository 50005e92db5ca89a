using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>A core module that was read, validated and compiled. Immutable and safe from many threads.</summary>
public sealed class Module
{
    private readonly ModuleCode _code;
    private readonly int[] _functionTypes;

    internal Module(Engine engine, ModuleDefinition definition, ModuleCode code)
    {
        Engine = engine;
        Definition = definition;
        _code = code;
        Types = [.. definition.Types.Select(type => Intern(engine, type))];
        Exports = definition.Exports.ToDictionary(export => export.Name, StringComparer.Ordinal);
        ImportedTables = definition.Imports.Count(import => import.Type is TableType);
        var imported = definition.Imports.Select(import => import.Type).OfType<FunctionImport>().Select(import => import.TypeIndex);
        _functionTypes = [.. imported, .. definition.Functions.Select(function => function.TypeIndex)];
        ImportedFunctions = _functionTypes.Length - definition.Functions.Length;
    }

    /// <summary>The engine that compiled the module.</summary>
    public Engine Engine { get; }

    /// <summary>The module as it was read.</summary>
    public ModuleDefinition Definition { get; }

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
        return new FunctionReference(_code.Pointer(defined), Types[_functionTypes[index]], instance, _code.FrameSize(defined));
    }

    /// <summary>See <see cref="ModuleCode.SlotOf"/>.</summary>
    internal int SlotOf(int global) => _code.SlotOf(global);

    private static CanonicalType Intern(Engine engine, SubType type) => type.Composite is FunctionType function
        ? engine.Types.Intern(function)
        : throw new UnsupportedException("gc");
}
