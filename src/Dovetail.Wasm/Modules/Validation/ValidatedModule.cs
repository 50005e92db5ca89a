using System.Collections;
using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// A core module that is valid, with its index spaces resolved: what each index stands for, imports first. Immutable, and only
/// <see cref="ModuleValidator"/> makes one.
/// </summary>
public sealed class ValidatedModule
{
    private readonly BitArray _declared;

    internal ValidatedModule(ModuleContext context, FunctionFacts[] facts)
    {
        Definition = context.Module;
        UsedFeatures = context.Features.Used;
        FunctionTypeIndices = [.. context.Functions];
        Tables = [.. context.Tables];
        Memories = [.. context.Memories];
        Globals = [.. context.Globals];
        Tags = [.. context.Tags];
        Matching = context.Matching;
        Facts = facts;
        _declared = context.DeclaredFunctions;
    }

    /// <summary>The module as it was read.</summary>
    public ModuleDefinition Definition { get; }

    /// <summary>The module's bytes where it was read from a binary component; empty elsewhere.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; set; }

    /// <summary>The features that the module uses beyond WebAssembly 1.0.</summary>
    public WasmFeatures UsedFeatures { get; }

    /// <summary>For each function the index of its type.</summary>
    public ImmutableArray<int> FunctionTypeIndices { get; }

    /// <summary>The type of each table.</summary>
    public ImmutableArray<TableType> Tables { get; }

    /// <summary>The type of each memory.</summary>
    public ImmutableArray<MemoryType> Memories { get; }

    /// <summary>The type of each global.</summary>
    public ImmutableArray<GlobalType> Globals { get; }

    /// <summary>The type of each tag.</summary>
    public ImmutableArray<TagType> Tags { get; }

    /// <summary>The number of imported functions, which come before the defined ones.</summary>
    public int ImportedFunctionCount => FunctionTypeIndices.Length - Definition.Functions.Length;

    /// <summary>The number of imported tables, which come before the defined ones.</summary>
    public int ImportedTableCount => Tables.Length - Definition.Tables.Length;

    /// <summary>The number of imported memories, which come before the defined ones.</summary>
    public int ImportedMemoryCount => Memories.Length - Definition.Memories.Length;

    /// <summary>The number of imported globals, which come before the defined ones.</summary>
    public int ImportedGlobalCount => Globals.Length - Definition.Globals.Length;

    /// <summary>The number of imported tags, which come before the defined ones.</summary>
    public int ImportedTagCount => Tags.Length - Definition.Tags.Length;

    /// <summary>Subtyping between the module's types, and their canonical indices.</summary>
    internal TypeMatching Matching { get; }

    /// <summary>The code of the functions, where it is validated later; null where it is valid.</summary>
    internal DeferredBodies? Deferred { get; init; }

    /// <summary>What validation learnt of each defined function, in their order; empty where that is deferred.</summary>
    internal FunctionFacts[] Facts { get; }

    /// <summary>Makes sure that the code of a defined function is valid before somebody looks into it.</summary>
    /// <exception cref="DovetailException">It is not.</exception>
    internal void RequireValid(int function) => Deferred?.Validate(function);

    /// <summary>The type of the function at <paramref name="index"/>.</summary>
    public FunctionType FunctionTypeOf(int index) => FunctionTypeAt(FunctionTypeIndices[index]);

    /// <summary>The function type at <paramref name="typeIndex"/>, which is one.</summary>
    public FunctionType FunctionTypeAt(int typeIndex) => (FunctionType)Definition.Types[typeIndex].Composite;

    /// <summary>
    /// Whether the module refers to the function at <paramref name="index"/> outside of code (in an export, a segment or a constant
    /// expression), so that code may take a reference to it.
    /// </summary>
    public bool IsDeclared(int index) => index < _declared.Length && _declared[index];

    /// <summary>What an import or export of the module is, by kind and index.</summary>
    public ExternType ExternTypeOf(ExternKind kind, int index) => kind switch
    {
        ExternKind.Function => new FunctionImport(FunctionTypeIndices[index]),
        ExternKind.Table => Tables[index],
        ExternKind.Memory => Memories[index],
        ExternKind.Global => Globals[index],
        _ => Tags[index],
    };
}

/// <summary>What the validator learns of a function on the way.</summary>
/// <param name="MaxOperands">The largest number of operands on the stack, parameters and locals not counted.</param>
/// <param name="Blocks">The number of blocks: <c>block</c>, <c>loop</c>, <c>if</c> and <c>try_table</c>.</param>
/// <param name="Loops">The number of loops among them.</param>
internal readonly record struct FunctionFacts(int MaxOperands, int Blocks, int Loops);
