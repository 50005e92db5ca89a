using System.Collections.Immutable;
using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>Flat values as core types, and the conversions between those that cases of a variant share (CanonicalABI.md, <c>join</c>).</summary>
internal static class FlatValues
{
    public static ImmutableArray<ValType> Of(ImmutableArray<FlatType> flat) => flat.IsDefault ? default : [.. flat.Select(Of)];

    /// <summary>Converts the value on the stack from the type of a case to the one that all cases share.</summary>
    public static void Widen(CodeBuilder code, ValType from, ValType to)
    {
        if (from == to)
        {
            return;
        }
        if (from == ValType.F64)
        {
            code.Op(Opcode.I64ReinterpretF64);
            return;
        }
        if (from == ValType.F32)
        {
            code.Op(Opcode.I32ReinterpretF32);
        }
        if (to == ValType.I64)
        {
            code.Op(Opcode.I64ExtendI32U);
        }
    }

    /// <summary>Converts the value on the stack from the type that all cases share to that of a case.</summary>
    public static void Narrow(CodeBuilder code, ValType from, ValType to)
    {
        if (from == to)
        {
            return;
        }
        if (to == ValType.F64)
        {
            code.Op(Opcode.F64ReinterpretI64);
            return;
        }
        if (from == ValType.I64)
        {
            code.Op(Opcode.I32WrapI64);
        }
        if (to == ValType.F32)
        {
            code.Op(Opcode.F32ReinterpretI32);
        }
    }

    private static ValType Of(FlatType type) => type switch
    {
        FlatType.I64 => ValType.I64,
        FlatType.F32 => ValType.F32,
        FlatType.F64 => ValType.F64,
        _ => ValType.I32,
    };
}
