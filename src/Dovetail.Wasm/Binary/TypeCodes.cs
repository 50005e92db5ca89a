using System.Diagnostics;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Binary;

/// <summary>The bytes that begin types in the binary format (core specification 3.0, 5.3 "Types").</summary>
internal static class TypeCodes
{
    public const byte I32 = 0x7F;
    public const byte I64 = 0x7E;
    public const byte F32 = 0x7D;
    public const byte F64 = 0x7C;
    public const byte V128 = 0x7B;
    public const byte I8 = 0x78;
    public const byte I16 = 0x77;
    public const byte Ref = 0x64;
    public const byte RefNull = 0x63;
    public const byte Function = 0x60;
    public const byte Struct = 0x5F;
    public const byte Array = 0x5E;
    public const byte Sub = 0x50;
    public const byte SubFinal = 0x4F;
    public const byte Rec = 0x4E;
    public const byte EmptyBlock = 0x40;

    /// <summary>The abstract heap type that <paramref name="code"/> stands for, null for any other byte.</summary>
    public static HeapKind? AbstractHeap(byte code) => code switch
    {
        0x74 => HeapKind.NoExn,
        0x73 => HeapKind.NoFunc,
        0x72 => HeapKind.NoExtern,
        0x71 => HeapKind.None,
        0x70 => HeapKind.Func,
        0x6F => HeapKind.Extern,
        0x6E => HeapKind.Any,
        0x6D => HeapKind.Eq,
        0x6C => HeapKind.I31,
        0x6B => HeapKind.Struct,
        0x6A => HeapKind.Array,
        0x69 => HeapKind.Exn,
        _ => null,
    };

    /// <summary>The byte of an abstract heap type.</summary>
    public static byte Of(HeapKind kind) => kind switch
    {
        HeapKind.NoExn => 0x74,
        HeapKind.NoFunc => 0x73,
        HeapKind.NoExtern => 0x72,
        HeapKind.None => 0x71,
        HeapKind.Func => 0x70,
        HeapKind.Extern => 0x6F,
        HeapKind.Any => 0x6E,
        HeapKind.Eq => 0x6D,
        HeapKind.I31 => 0x6C,
        HeapKind.Struct => 0x6B,
        HeapKind.Array => 0x6A,
        HeapKind.Exn => 0x69,
        _ => throw new UnreachableException("a concrete heap type has an index, not a code"),
    };
}
