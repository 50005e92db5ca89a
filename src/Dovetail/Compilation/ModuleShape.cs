using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Compilation;

/// <summary>What the code of a module's functions depends on: its index spaces, imports first.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class ModuleShape
{
    private const ulong MostPages = 1UL << 30;
    private readonly CilSignature?[] _signatures;
    private readonly FunctionType?[] _types;

    /// <param name="metersFuel"><see cref="MetersFuel"/>.</param>
    public ModuleShape(ValidatedModule module, bool metersFuel = false)
    {
        (Validated, MetersFuel) = (module, metersFuel);
        _signatures = new CilSignature?[module.Definition.Types.Length];
        _types = new FunctionType?[module.Definition.Types.Length];
        var (tables, globals) = (new TableType[module.Tables.Length], new GlobalType[module.Globals.Length]);
        for (var i = 0; i < tables.Length; i++)
            tables[i] = module.Tables[i] with { Element = Erase(module.Tables[i].Element) };
        for (var i = 0; i < globals.Length; i++)
            globals[i] = module.Globals[i] with { Value = Erase(module.Globals[i].Value) };
        Tables = ImmutableCollectionsMarshal.AsImmutableArray(tables);
        Globals = ImmutableCollectionsMarshal.AsImmutableArray(globals);
        GlobalPlaces = GlobalPlace.Of(module.Definition, module.ImportedGlobalCount);
        Promises = CreatePromises();
    }

    /// <summary>From which share of what the JIT optimises on functions are split: 1, but where tests want it to be less.</summary>
    public double SplitAbove { get; init; } = 1;

    /// <summary>Whether the emitter leaves out checks that the ranges of locals make needless.</summary>
    public bool KnowsRanges { get; private init; } = true;

    /// <summary>The same, but that no check is left out for what is known of locals.</summary>
    public ModuleShape WithoutRanges => field ??= new ModuleShape(Validated, MetersFuel) { SplitAbove = SplitAbove, KnowsRanges = false };

    /// <summary>Whether the code is charged fuel for what it does.</summary>
    public bool MetersFuel { get; }

    /// <summary>The module and its index spaces.</summary>
    public ValidatedModule Validated { get; }

    /// <summary>The module itself.</summary>
    public ModuleDefinition Module => Validated.Definition;

    /// <summary>The type index of each function.</summary>
    public ImmutableArray<int> FunctionTypes => Validated.FunctionTypeIndices;

    /// <summary>How many of the functions are imported.</summary>
    public int ImportedFunctions => Validated.ImportedFunctionCount;

    /// <summary>The tables, their types erased.</summary>
    public ImmutableArray<TableType> Tables { get; }

    /// <summary>The memories.</summary>
    public ImmutableArray<MemoryType> Memories => Validated.Memories;

    /// <summary>The globals, their types erased.</summary>
    public ImmutableArray<GlobalType> Globals { get; }

    /// <summary>Where the code finds each global.</summary>
    public GlobalPlace[] GlobalPlaces { get; }

    /// <summary>How many bytes a memory has at least, at any time.</summary>
    /// <remarks>A 64-bit memory may declare more than fits 64 bits; none of that size is ever made.</remarks>
    public ulong MemoryMinimum(int memory) => MinimumOf(Memories[memory]);

    /// <summary>The function type at a type index, erased.</summary>
    public FunctionType Type(int typeIndex) => _types[typeIndex] ??= TypeErasure.Erase(Validated.FunctionTypeAt(typeIndex), Module.Types);

    /// <summary>The structure type at a type index, erased.</summary>
    public StructType StructType(int typeIndex) => (StructType)TypeErasure.Erase(Module.Types[typeIndex].Composite, Module.Types);

    /// <summary>The array type at a type index, erased.</summary>
    public ArrayType ArrayType(int typeIndex) => (ArrayType)TypeErasure.Erase(Module.Types[typeIndex].Composite, Module.Types);

    /// <summary>A value type of the module, erased: all that its form in CIL depends on.</summary>
    public ValType Erase(ValType type) => TypeErasure.Erase(type, Module.Types);

    /// <summary>How the instances of a type are told: by one compare where it is final, by its depth in their supertypes otherwise.</summary>
    /// <returns>The depth; −1 for a final type.</returns>
    public int DepthToCompare(int typeIndex)
    {
        if (Module.Types[typeIndex].IsFinal)
            return -1;
        var depth = 0;
        for (var super = Module.Types[typeIndex].Supertype; super is { } at; super = Module.Types[at].Supertype)
            depth++;
        return depth;
    }

    /// <summary>The signature of the function type at a type index.</summary>
    public CilSignature Signature(int typeIndex) => _signatures[typeIndex] ??= CoreSignatures.Of(Type(typeIndex));

    /// <summary>The types of the values that exceptions with a tag carry.</summary>
    public ImmutableArray<CilType> TagItems(int tag) =>
        [.. Type(Validated.Tags[tag].TypeIndex).Parameters.Select(CoreSignatures.TypeOf)];

    /// <summary>What the module's code may rely on, for the verifier.</summary>
    public VerificationContext Promises { get; }

    private static ulong MinimumOf(MemoryType memory) => Math.Min(memory.Limits.Minimum, MostPages) << memory.PageSizeLog2;

    private VerificationContext CreatePromises() => new()
    {
        Owner = RuntimeMembers.ModuleInstance,
        MetersFuel = MetersFuel,
        MemoryMinimums = MemoryMinimums(),
        TypeSignatures = TypeSignatures(),
        FunctionTypes = FunctionTypes,
        FunctionTables = FunctionTables(),
    };

    // Loops: a small module comes by here (see Mapping).
    private long[] MemoryMinimums()
    {
        var minimums = new long[Memories.Length];
        for (var i = 0; i < minimums.Length; i++)
            minimums[i] = (long)MinimumOf(Memories[i]);
        return minimums;
    }

    private CilSignature?[] TypeSignatures()
    {
        var signatures = new CilSignature?[Module.Types.Length];
        for (var i = 0; i < signatures.Length; i++)
            signatures[i] = Module.Types[i].Composite is FunctionType ? Signature(i) : null;
        return signatures;
    }

    private bool[] FunctionTables()
    {
        var tables = new bool[Tables.Length];
        for (var i = 0; i < tables.Length; i++)
            tables[i] = CoreSignatures.IsFunctionReference(Tables[i].Element);
        return tables;
    }
}
