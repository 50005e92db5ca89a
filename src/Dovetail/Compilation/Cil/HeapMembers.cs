using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Dovetail.Heap;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Cil;

/// <summary>The catalogue's entries of <c>Heap/</c>: structures, arrays and small integers.</summary>
internal static class HeapMembers
{
    public static CilType HeapValue { get; } = Catalogue.Type(typeof(HeapValue));
    public static CilType HeapObject { get; } = Catalogue.Type(typeof(HeapObject));
    public static CilType StructObject { get; } = Catalogue.Type(typeof(StructObject));
    public static CilType ArrayObject { get; } = Catalogue.Type(typeof(ArrayObject));
    public static CilType I31 { get; } = Catalogue.Type(typeof(I31));
    public static CilType CanonicalTypeArray { get; } = Catalogue.Type(typeof(CanonicalType[]));

    public static CatalogueField TypeSupertypes { get; } = Catalogue.Field<CanonicalType>(nameof(CanonicalType.Supertypes));
    public static CatalogueField ObjectType { get; } = Catalogue.Field<HeapObject>(nameof(Heap.HeapObject.Type));
    public static CatalogueField ArrayLength { get; } = Catalogue.Field<ArrayObject>(nameof(Heap.ArrayObject.Length));
    public static CatalogueField I31Value { get; } = Catalogue.Field<I31>(nameof(Heap.I31.Value));
    public static CatalogueField MoreReferences { get; } = Catalogue.Field<StructObject>(nameof(Heap.StructObject.MoreReferences));
    public static CatalogueField MoreNumbers { get; } = Catalogue.Field<StructObject>(nameof(Heap.StructObject.MoreNumbers));

    /// <summary>The references in a structure itself.</summary>
    public static ImmutableArray<CatalogueField> References { get; } =
    [
        Catalogue.Field<StructObject>(nameof(Heap.StructObject.Reference0)),
        Catalogue.Field<StructObject>(nameof(Heap.StructObject.Reference1)),
        Catalogue.Field<StructObject>(nameof(Heap.StructObject.Reference2)),
        Catalogue.Field<StructObject>(nameof(Heap.StructObject.Reference3)),
    ];

    /// <summary>The numbers in a structure itself.</summary>
    public static ImmutableArray<CatalogueField> Numbers { get; } =
    [
        Catalogue.Field<StructObject>(nameof(Heap.StructObject.Number0)),
        Catalogue.Field<StructObject>(nameof(Heap.StructObject.Number1)),
    ];

    public static CatalogueMethod NewStruct { get; } = Catalogue.Method(StructOperations.New);
    public static CatalogueMethod JoinVector { get; } = Catalogue.Method(StructOperations.Join);
    public static CatalogueMethod LowOfVector { get; } = Catalogue.Method(StructOperations.Low);
    public static CatalogueMethod HighOfVector { get; } = Catalogue.Method(StructOperations.High);
    public static CatalogueMethod NewI31 { get; } = Catalogue.Method(ReferenceOperations.NewI31);
    public static CatalogueMethod Equal { get; } = Catalogue.Method(ReferenceOperations.Equal);
    public static CatalogueMethod NewElements { get; } = Catalogue.Method(ArrayOperations.NewElements);
    public static CatalogueMethod InitElements { get; } = Catalogue.Method(ArrayOperations.InitElements);

    public static CatalogueMethod ArrayOutOfBounds { get; } = Catalogue.Throwing(Traps.ArrayOutOfBounds);
    public static CatalogueMethod CastFailure { get; } = Catalogue.Throwing(Traps.CastFailure);
}

/// <summary>The catalogue's entries for arrays whose elements are stored in one way.</summary>
internal sealed class ArrayMembers
{
    private static readonly ArrayMembers Bytes = OfNumbers<byte>();
    private static readonly ArrayMembers Shorts = OfNumbers<ushort>();
    private static readonly ArrayMembers Ints = OfNumbers<int>();
    private static readonly ArrayMembers Longs = OfNumbers<long>();
    private static readonly ArrayMembers Floats = OfNumbers<float>();
    private static readonly ArrayMembers Doubles = OfNumbers<double>();
    private static readonly ArrayMembers Vectors = OfNumbers<Vector128<byte>>();
    private static readonly ArrayMembers References = Of<object?>(null, null);

    /// <summary>The class of the array.</summary>
    public required CilType Class { get; init; }

    /// <summary>The type that an element is stored as.</summary>
    public required CilType Element { get; init; }

    /// <summary>The elements.</summary>
    public required CatalogueField Items { get; init; }

    public required CatalogueMethod New { get; init; }

    public required CatalogueMethod NewDefault { get; init; }

    public required CatalogueMethod Fill { get; init; }

    public required CatalogueMethod Copy { get; init; }

    /// <summary>Null for references, which no data segment holds.</summary>
    public required CatalogueMethod? NewData { get; init; }

    /// <inheritdoc cref="NewData"/>
    public required CatalogueMethod? InitData { get; init; }

    /// <summary>The entries for arrays of <paramref name="element"/>.</summary>
    public static ArrayMembers Of(FieldType element) => element.Packed switch
    {
        PackedKind.I8 => Bytes,
        PackedKind.I16 => Shorts,
        _ => element.Type.Kind switch
        {
            ValKind.I32 => Ints,
            ValKind.I64 => Longs,
            ValKind.F32 => Floats,
            ValKind.F64 => Doubles,
            ValKind.V128 => Vectors,
            _ => References,
        },
    };

    private static ArrayMembers OfNumbers<T>()
        where T : unmanaged =>
        Of<T>(Catalogue.Method(ArrayOperations.NewData<T>), Catalogue.Method(ArrayOperations.InitData<T>));

    private static ArrayMembers Of<T>(CatalogueMethod? newData, CatalogueMethod? initData) => new()
    {
        Class = Catalogue.Type(typeof(ArrayObject<T>)),
        Element = Catalogue.Type(typeof(T)),
        Items = Catalogue.Field<ArrayObject<T>>(nameof(ArrayObject<>.Items)),
        New = Catalogue.Method(ArrayOperations.New<T>),
        NewDefault = Catalogue.Method(ArrayOperations.NewDefault<T>),
        Fill = Catalogue.Method(ArrayOperations.Fill<T>),
        Copy = Catalogue.Method(ArrayOperations.Copy<T>),
        NewData = newData,
        InitData = initData,
    };
}
