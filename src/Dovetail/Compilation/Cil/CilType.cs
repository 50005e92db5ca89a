using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Dovetail.Runtime;

namespace Dovetail.Compilation.Cil;

/// <summary>How a value lies on CIL's evaluation stack (ECMA-335, I.12.3.2.1).</summary>
internal enum CilKind : byte
{
    /// <summary>No value.</summary>
    Void,
    /// <summary>A 32-bit integer, or a smaller one widened to it.</summary>
    Int32,
    /// <summary>A 64-bit integer.</summary>
    Int64,
    /// <summary>An integer or a pointer of the machine's width.</summary>
    NativeInt,
    /// <summary>A binary32 number.</summary>
    Float32,
    /// <summary>A binary64 number.</summary>
    Float64,
    /// <summary>A pointer that the garbage collector follows.</summary>
    ManagedPointer,
    /// <summary>A reference to an object.</summary>
    Reference,
    /// <summary>A structure.</summary>
    Structure,
}

/// <summary>A type that emitted code may name. Each exists once (<see cref="Catalogue.Type"/>), so identity is equality.</summary>
internal sealed class CilType
{
    private const byte Assignable = 1;
    private const byte NotAssignable = 2;

    // By the index of the other type; 0 until it is asked for. Threads may lose what others have just entered, and look again.
    private byte[] _assignable = [];

    internal CilType(int index, Type clr) =>
        (Index, Clr, Kind, IsPointer, VectorCount) = (index, clr, KindOf(clr), clr.IsPointer, VectorsIn(clr));

    /// <summary>The position in the catalogue: the operand of an instruction.</summary>
    public int Index { get; }

    /// <summary>The type itself.</summary>
    public Type Clr { get; }

    /// <summary>How its values lie on the stack.</summary>
    public CilKind Kind { get; }

    /// <summary>How many vectors of 128 bits a value consists of: one, those of a tuple, or none.</summary>
    public int VectorCount { get; }

    /// <summary>Whether this is a vector of 128 bits, whatever its lanes.</summary>
    public bool IsVector => VectorCount == 1 && Clr.GetGenericTypeDefinition() == typeof(Vector128<>);

    /// <summary>Whether this is a pointer to something.</summary>
    public bool IsPointer { get; }

    /// <summary>How many words of eight bytes a variable of the type takes on the stack.</summary>
    public int Slots => Clr == typeof(FrameSlots) ? FrameSlots.Count : 1;

    /// <summary>Whether this is <c>void</c>.</summary>
    public bool IsVoid => Kind == CilKind.Void;

    /// <summary>Whether a value of the type <paramref name="from"/> may be put where one of this type is wanted. Remembered: the verifier asks often.</summary>
    public bool IsAssignableFrom(CilType from)
    {
        var known = _assignable;
        if (from.Index >= known.Length)
            Array.Resize(ref known, from.Index + 16);
        if (known[from.Index] == 0)
        {
            known[from.Index] = Clr.IsAssignableFrom(from.Clr) ? Assignable : NotAssignable;
            _assignable = known;
        }
        return known[from.Index] == Assignable;
    }

    /// <summary>How many vectors values of all these types consist of.</summary>
    public static int VectorsIn(ImmutableArray<CilType> types)
    {
        var count = 0;
        foreach (var type in types)
            count += type.VectorCount;
        return count;
    }

    /// <summary>The short name in listings.</summary>
    public override string ToString() => Kind switch
    {
        CilKind.Void => "void",
        CilKind.ManagedPointer => Catalogue.Type(Clr.GetElementType()!) + "&",
        _ when Clr.IsPointer => Catalogue.Type(Clr.GetElementType()!) + "*",
        _ when Clr == typeof(int) => "int32",
        _ when Clr == typeof(long) => "int64",
        _ when Clr == typeof(float) => "float32",
        _ when Clr == typeof(double) => "float64",
        _ when Clr == typeof(nint) => "native int",
        _ when Clr == typeof(object) => "object",
        _ when Clr.IsGenericType => Clr.Name[..Clr.Name.IndexOf('`', StringComparison.Ordinal)]
            + "<" + string.Join(", ", Clr.GetGenericArguments().Select(Catalogue.Type)) + ">",
        _ => Clr.Name,
    };

    private static int VectorsIn(Type clr)
    {
        if (!clr.IsValueType || !clr.IsGenericType)
            return 0;
        if (clr.GetGenericTypeDefinition() == typeof(Vector128<>))
            return 1;
        var count = 0;
        foreach (var argument in clr.GetGenericArguments())
            count += VectorsIn(argument);
        return count;
    }

    private static CilKind KindOf(Type clr)
    {
        if (clr.IsByRef)
            return CilKind.ManagedPointer;
        if (clr.IsPointer || clr.IsFunctionPointer || clr == typeof(nint) || clr == typeof(nuint))
            return CilKind.NativeInt;
        if (!clr.IsValueType)
            return CilKind.Reference;
        return Type.GetTypeCode(clr) switch
        {
            TypeCode.Boolean or TypeCode.Char or TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16
                or TypeCode.Int32 or TypeCode.UInt32 => CilKind.Int32,
            TypeCode.Int64 or TypeCode.UInt64 => CilKind.Int64,
            TypeCode.Single => CilKind.Float32,
            TypeCode.Double => CilKind.Float64,
            _ => clr == typeof(void) ? CilKind.Void : CilKind.Structure,
        };
    }
}

/// <summary>The types of the plainest values.</summary>
internal static class CilTypes
{
    public static CilType Void { get; } = Catalogue.Type(typeof(void));

    public static CilType Int32 { get; } = Catalogue.Type(typeof(int));

    public static CilType Int64 { get; } = Catalogue.Type(typeof(long));

    public static CilType Float32 { get; } = Catalogue.Type(typeof(float));

    public static CilType Float64 { get; } = Catalogue.Type(typeof(double));

    /// <summary>A v128, wherever it is kept or handed on: lanes are what an instruction makes of it.</summary>
    public static CilType Vector { get; } = Catalogue.Type(typeof(Vector128<byte>));

    public static CilType NativeInt { get; } = Catalogue.Type(typeof(nint));

    public static CilType Object { get; } = Catalogue.Type(typeof(object));
}
