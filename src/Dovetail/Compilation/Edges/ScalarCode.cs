using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Reflection.Emit;
using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Compilation.Edges;

/// <summary>
/// The instructions that make a core value or bytes of a C# number, boolean or <see cref="Rune"/>, and back (CanonicalABI.md, <c>lower_flat</c>,
/// <c>lift_flat</c>, <c>store</c>, <c>load</c>).
/// </summary>
/// <remarks>The evaluation stack does most of it: it knows 32 and 64 bits only, extends what is narrower, and cuts what is stored.</remarks>
[RequiresDynamicCode("Emits code over C# types at run time.")]
internal static class ScalarCode
{
    /// <summary>A C# value becomes a core value.</summary>
    public static void Lower(EdgeCode code, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool: IsNotZero(code); break;
            case PrimitiveKind.F32: code.Call(Scalars.CanonicalF32); break;
            case PrimitiveKind.F64: code.Call(Scalars.CanonicalF64); break;
            case PrimitiveKind.Char: code.Call(Scalars.FromRune); break;
            default: break;
        }
    }

    /// <summary>A core value becomes a C# value.</summary>
    public static void Lift(EdgeCode code, PrimitiveKind kind)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool: IsNotZero(code); break;
            case PrimitiveKind.S8: code.Il.Emit(OpCodes.Conv_I1); break;
            case PrimitiveKind.U8: code.Il.Emit(OpCodes.Conv_U1); break;
            case PrimitiveKind.S16: code.Il.Emit(OpCodes.Conv_I2); break;
            case PrimitiveKind.U16: code.Il.Emit(OpCodes.Conv_U2); break;
            case PrimitiveKind.F32: code.Call(Scalars.CanonicalF32); break;
            case PrimitiveKind.F64: code.Call(Scalars.CanonicalF64); break;
            case PrimitiveKind.Char: code.Call(Scalars.ToRune); break;
            default: break;
        }
    }

    /// <summary>The address of a value becomes the C# value.</summary>
    public static void Load(EdgeCode code, PrimitiveKind kind)
    {
        code.Il.Emit(kind switch
        {
            PrimitiveKind.S8 => OpCodes.Ldind_I1,
            PrimitiveKind.Bool or PrimitiveKind.U8 => OpCodes.Ldind_U1,
            PrimitiveKind.S16 => OpCodes.Ldind_I2,
            PrimitiveKind.U16 => OpCodes.Ldind_U2,
            PrimitiveKind.S32 => OpCodes.Ldind_I4,
            PrimitiveKind.U32 or PrimitiveKind.Char => OpCodes.Ldind_U4,
            PrimitiveKind.S64 or PrimitiveKind.U64 => OpCodes.Ldind_I8,
            PrimitiveKind.F32 => OpCodes.Ldind_R4,
            PrimitiveKind.F64 => OpCodes.Ldind_R8,
            _ => throw new UnreachableException(),
        });
        if (kind is PrimitiveKind.Bool or >= PrimitiveKind.F32)
        {
            Lift(code, kind);
        }
    }

    /// <summary>An address and a C# value become a store.</summary>
    public static void Store(EdgeCode code, PrimitiveKind kind)
    {
        Lower(code, kind);
        code.Il.Emit(Size(kind) switch
        {
            1 => OpCodes.Stind_I1,
            2 => OpCodes.Stind_I2,
            4 => kind == PrimitiveKind.F32 ? OpCodes.Stind_R4 : OpCodes.Stind_I4,
            _ => kind == PrimitiveKind.F64 ? OpCodes.Stind_R8 : OpCodes.Stind_I8,
        });
    }

    /// <summary>How many bytes a value has in memory.</summary>
    public static uint Size(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool or PrimitiveKind.S8 or PrimitiveKind.U8 => 1,
        PrimitiveKind.S16 or PrimitiveKind.U16 => 2,
        PrimitiveKind.S32 or PrimitiveKind.U32 or PrimitiveKind.F32 or PrimitiveKind.Char => 4,
        _ => 8,
    };

    private static void IsNotZero(EdgeCode code)
    {
        code.Il.Emit(OpCodes.Ldc_I4_0);
        code.Il.Emit(OpCodes.Cgt_Un);
    }
}
