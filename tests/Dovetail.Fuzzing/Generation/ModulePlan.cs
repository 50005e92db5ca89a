using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>A function of a module that is being generated.</summary>
/// <param name="TypeIndex">The index of its type.</param>
internal sealed record FunctionPlan(int TypeIndex, FunctionType Type)
{
    /// <summary>The types of the locals, parameters first.</summary>
    public List<ValType> Locals { get; } = [.. Type.Parameters];

    /// <summary>Locals that no other code reads: what is open about their values must not be seen.</summary>
    public HashSet<int> Hidden { get; } = [];

    /// <summary>The label of the whole body.</summary>
    public Label Label { get; } = new(Type.Results);

    /// <summary>The code, once it is generated.</summary>
    public ImmutableArray<Code> Body { get; set; } = [];
}

/// <summary>A global of a module that is being generated.</summary>
internal sealed record GlobalPlan(GlobalType Type, Expression Initial);

/// <summary>
/// A module that is being generated: what its code may refer to. The index spaces are those of the module, imports first; fuel is the
/// first defined global, what values are mixed into the second, and the globals of the marks come behind all others.
/// </summary>
internal sealed class ModulePlan(WasmFeatures features)
{
    /// <summary>What the code may use.</summary>
    public WasmFeatures Features { get; } = features;

    public List<SubType> Types { get; } = [];

    public List<RecursiveGroup> Groups { get; } = [];

    /// <summary>How many of the types, from the first on, references name; blocks add types behind them.</summary>
    public int NamedTypes { get; set; }

    public List<Import> Imports { get; } = [];

    /// <summary>The types of the imported functions.</summary>
    public List<int> ImportedFunctions { get; } = [];

    /// <summary>The types of the imported globals.</summary>
    public List<GlobalType> ImportedGlobals { get; } = [];

    /// <summary>The defined functions.</summary>
    public List<FunctionPlan> Functions { get; } = [];

    /// <summary>How many of the functions, from the first on, other code may call.</summary>
    public int CallableFunctions { get; set; }

    public List<GlobalPlan> Globals { get; } = [];

    public List<MemoryType> Memories { get; } = [];

    public List<Wasm.Modules.Table> Tables { get; } = [];

    public List<TagType> Tags { get; } = [];

    public List<ElementSegment> Elements { get; } = [];

    /// <summary>The functions that active segments put into tables.</summary>
    public List<(int Table, int Index, int Function)> FirstElements { get; } = [];

    public List<DataSegment> Data { get; } = [];

    public List<Export> Exports { get; } = [];

    /// <summary>The index of the global that counts down what may still be run.</summary>
    public int Fuel => ImportedGlobals.Count;

    /// <summary>The index of the global that values are mixed into which nothing else would see.</summary>
    public int Mix => Fuel + 1;

    /// <summary>The number of globals without those of the marks.</summary>
    public int GlobalCount => ImportedGlobals.Count + Globals.Count;

    /// <summary>The number of functions whose references may be taken and that may be called.</summary>
    public int FunctionCount => ImportedFunctions.Count + CallableFunctions;

    public bool Has(WasmFeatures feature) => (Features & feature) == feature;

    public GlobalType Global(int index) =>
        index < ImportedGlobals.Count ? ImportedGlobals[index] : Globals[index - ImportedGlobals.Count].Type;

    public int FunctionTypeIndex(int function) => function < ImportedFunctions.Count
        ? ImportedFunctions[function]
        : Functions[function - ImportedFunctions.Count].TypeIndex;

    public FunctionType FunctionType(int function) => (FunctionType)Types[FunctionTypeIndex(function)].Composite;

    /// <summary>The index of a final function type without supertypes, which is added where the module does not have it.</summary>
    public int TypeIndexOf(ImmutableArray<ValType> parameters, ImmutableArray<ValType> results)
    {
        var type = new FunctionType(parameters, results);
        var index = Types.FindIndex(other => other.IsFinal && other.Supertype is null && type.Equals(other.Composite as FunctionType));
        return index >= 0 ? index : AddType(new SubType(true, null, type));
    }

    /// <summary>Adds a type as a group of its own.</summary>
    public int AddType(SubType type)
    {
        Groups.Add(new RecursiveGroup(Types.Count, 1));
        Types.Add(type);
        return Types.Count - 1;
    }

    /// <summary>Whether every value of <paramref name="sub"/> is one of <paramref name="super"/>.</summary>
    public bool Matches(ValType sub, ValType super) => sub == super
        || (sub.IsReference && super.IsReference && (!sub.Nullable || super.Nullable) && Matches(sub.Heap, super.Heap));

    /// <summary>Heap subtyping (core specification 3.0, 3.3.4 "Heap Types"), as far as generated modules need it.</summary>
    public bool Matches(HeapType sub, HeapType super)
    {
        if (sub == super) return true;
        if (sub.Kind == HeapKind.Concrete)
        {
            return super.Kind == HeapKind.Concrete
                ? Types[sub.TypeIndex].Supertype is { } parent && Matches(HeapType.Concrete(parent), super)
                : Matches(KindOf(sub.TypeIndex), super);
        }

        return (sub.Kind, super.Kind) switch
        {
            (HeapKind.None, _) => TopOf(super) == HeapKind.Any,
            (HeapKind.NoFunc, _) => TopOf(super) == HeapKind.Func,
            (HeapKind.NoExtern, _) => TopOf(super) == HeapKind.Extern,
            (HeapKind.NoExn, _) => TopOf(super) == HeapKind.Exn,
            (HeapKind.Eq, HeapKind.Any) => true,
            (HeapKind.I31 or HeapKind.Struct or HeapKind.Array, HeapKind.Any or HeapKind.Eq) => true,
            _ => false,
        };
    }

    /// <summary>The top of a heap type's hierarchy: func, extern, exn or any.</summary>
    public HeapKind TopOf(HeapType heap) => heap.Kind switch
    {
        HeapKind.Concrete => TopOf(KindOf(heap.TypeIndex)),
        HeapKind.Func or HeapKind.NoFunc => HeapKind.Func,
        HeapKind.Extern or HeapKind.NoExtern => HeapKind.Extern,
        HeapKind.Exn or HeapKind.NoExn => HeapKind.Exn,
        _ => HeapKind.Any,
    };

    private HeapType KindOf(int type) => Types[type].Composite switch
    {
        Wasm.Modules.FunctionType => HeapType.Func,
        StructType => HeapType.Abstract(HeapKind.Struct),
        _ => HeapType.Abstract(HeapKind.Array),
    };
}
