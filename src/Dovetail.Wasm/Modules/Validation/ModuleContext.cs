using System.Collections;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// The specification's context C (core specification 3.0, 3.1.4 "Contexts"): what the indices of a module stand for, imports first.
/// </summary>
internal sealed class ModuleContext(ModuleDefinition module, FeatureUse features)
{
    private BitArray _declared = new(0);

    public ModuleDefinition Module => module;

    public FeatureUse Features { get; private init; } = features;

    public TypeMatching Matching { get; set; } = new([]);

    /// <summary>The type index of each function.</summary>
    public List<int> Functions { get; private init; } = [];

    public List<TableType> Tables { get; private init; } = [];

    public List<MemoryType> Memories { get; private init; } = [];

    public List<GlobalType> Globals { get; private init; } = [];

    public List<TagType> Tags { get; private init; } = [];

    public int ImportedGlobals { get; set; }

    /// <summary>How many globals constant expressions see at the moment.</summary>
    public int VisibleGlobals { get; set; }

    /// <summary>The same context for another thread: it shares what code is validated against, and notes features elsewhere.</summary>
    public ModuleContext With(FeatureUse features) => new(module, features)
    {
        _declared = _declared,
        Matching = Matching,
        Functions = Functions,
        Tables = Tables,
        Memories = Memories,
        Globals = Globals,
        Tags = Tags,
        ImportedGlobals = ImportedGlobals,
        VisibleGlobals = VisibleGlobals,
    };

    /// <summary>The functions that code may refer to; set once all functions are known.</summary>
    public void Declare(int function)
    {
        if (_declared.Length != Functions.Count)
        {
            _declared.Length = Functions.Count;
        }
        _declared[function] = true;
    }

    public bool IsDeclared(int function) => function < _declared.Length && _declared[function];

    public BitArray DeclaredFunctions => _declared;

    public SubType Type(int index, int? offset) =>
        (uint)index < (uint)module.Types.Length ? module.Types[index] : throw Unknown("type", index, offset);

    public FunctionType FunctionTypeAt(int typeIndex, int? offset) => Type(typeIndex, offset).Composite as FunctionType
        ?? throw new InvalidException($"type mismatch: type {(uint)typeIndex} is not a function type", offset);

    public StructType StructTypeAt(int typeIndex, int? offset) => Type(typeIndex, offset).Composite as StructType
        ?? throw new InvalidException($"type mismatch: type {(uint)typeIndex} is not a structure type", offset);

    public ArrayType ArrayTypeAt(int typeIndex, int? offset) => Type(typeIndex, offset).Composite as ArrayType
        ?? throw new InvalidException($"type mismatch: type {(uint)typeIndex} is not an array type", offset);

    /// <summary>The type index of a function.</summary>
    public int Function(int index, int? offset) => At(Functions, index, "function", offset);

    public TableType Table(int index, int? offset) => At(Tables, index, "table", offset);

    public MemoryType Memory(int index, int? offset) => At(Memories, index, "memory", offset);

    public GlobalType Global(int index, int? offset) => At(Globals, index, "global", offset);

    /// <summary>The function type of a tag.</summary>
    public FunctionType Tag(int index, int? offset) => FunctionTypeAt(At(Tags, index, "tag", offset).TypeIndex, offset);

    public ElementSegment Element(int index, int? offset) => (uint)index < (uint)module.Elements.Length
        ? module.Elements[index]
        : throw Unknown("elem segment", index, offset);

    /// <summary>Checks the index of a data segment: against the count section, which stands before code, if there is one.</summary>
    public void CheckData(int index, int? offset)
    {
        if ((uint)index >= (uint)(module.DataCount ?? module.Data.Length))
        {
            throw Unknown("data segment", index, offset);
        }
    }

    /// <summary>Checks a type written in the module and notes the features that it needs.</summary>
    public void CheckType(ValType type, int? offset)
    {
        if (type.IsReference)
        {
            CheckHeapType(type.Heap, offset);
        }
        Features.UseType(type, offset);
    }

    public void CheckHeapType(HeapType type, int? offset)
    {
        if (type.Kind == HeapKind.Concrete)
        {
            Type(type.TypeIndex, offset);
        }
    }

    private static T At<T>(List<T> space, int index, string name, int? offset) =>
        (uint)index < (uint)space.Count ? space[index] : throw Unknown(name, index, offset);

    private static InvalidException Unknown(string name, int index, int? offset) => new($"unknown {name} {(uint)index}", offset);
}
