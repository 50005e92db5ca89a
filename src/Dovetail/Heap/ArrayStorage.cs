using System.Runtime.Intrinsics;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Heap;

/// <summary>How the elements of arrays are stored, for those who know their type only at run time.</summary>
internal sealed class ArrayStorage
{
    private static readonly ArrayStorage Bytes = new(ArrayOperations.NewDefault<byte>);
    private static readonly ArrayStorage Shorts = new(ArrayOperations.NewDefault<ushort>);
    private static readonly ArrayStorage Ints = new(ArrayOperations.NewDefault<int>);
    private static readonly ArrayStorage Longs = new(ArrayOperations.NewDefault<long>);
    private static readonly ArrayStorage Floats = new(ArrayOperations.NewDefault<float>);
    private static readonly ArrayStorage Doubles = new(ArrayOperations.NewDefault<double>);
    private static readonly ArrayStorage Vectors = new(ArrayOperations.NewDefault<Vector128<byte>>);
    private static readonly ArrayStorage References = new(ArrayOperations.NewDefault<object?>);

    private ArrayStorage(Func<int, CanonicalType, FunctionOwner, ArrayObject> make) => New = make;

    /// <summary>Makes an array of zeros or nulls.</summary>
    internal Func<int, CanonicalType, FunctionOwner, ArrayObject> New { get; }

    /// <summary>The storage of an array type's elements.</summary>
    internal static ArrayStorage Of(CanonicalType type) => Of(((ArrayType)type.Composite).Element);

    private static ArrayStorage Of(FieldType element) => element.Packed switch
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
}
