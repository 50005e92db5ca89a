using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>The types of AssemblyScript that are values, not references.</summary>
internal enum ScriptScalar : byte
{
    Bool,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
}

/// <summary>How a value lies in the memory of a program of AssemblyScript, and on the stack.</summary>
internal static class ScriptScalars
{
    /// <summary>The type of that name; null where there is none. <c>isize</c> and <c>usize</c> have 32 bits.</summary>
    public static ScriptScalar? Named(string name) => name switch
    {
        "bool" => ScriptScalar.Bool,
        "i8" => ScriptScalar.I8,
        "u8" => ScriptScalar.U8,
        "i16" => ScriptScalar.I16,
        "u16" => ScriptScalar.U16,
        "i32" or "isize" => ScriptScalar.I32,
        "u32" or "usize" => ScriptScalar.U32,
        "i64" => ScriptScalar.I64,
        "u64" => ScriptScalar.U64,
        "f32" => ScriptScalar.F32,
        "f64" => ScriptScalar.F64,
        _ => null,
    };

    public static string Name(this ScriptScalar scalar) => scalar.ToString().ToLowerInvariant();

    /// <summary>log2 of the size in bytes, which is the alignment too.</summary>
    public static int SizeLog2(this ScriptScalar scalar) => scalar switch
    {
        ScriptScalar.Bool or ScriptScalar.I8 or ScriptScalar.U8 => 0,
        ScriptScalar.I16 or ScriptScalar.U16 => 1,
        ScriptScalar.I64 or ScriptScalar.U64 or ScriptScalar.F64 => 3,
        _ => 2,
    };

    public static bool IsSigned(this ScriptScalar scalar) =>
        scalar is ScriptScalar.I8 or ScriptScalar.I16 or ScriptScalar.I32 or ScriptScalar.I64 || scalar.IsFloat();

    public static bool IsFloat(this ScriptScalar scalar) => scalar is ScriptScalar.F32 or ScriptScalar.F64;

    public static ValType CoreType(this ScriptScalar scalar) => scalar switch
    {
        ScriptScalar.I64 or ScriptScalar.U64 => ValType.I64,
        ScriptScalar.F32 => ValType.F32,
        ScriptScalar.F64 => ValType.F64,
        _ => ValType.I32,
    };

    public static Opcode Load(this ScriptScalar scalar) => scalar switch
    {
        ScriptScalar.Bool or ScriptScalar.U8 => Opcode.I32Load8U,
        ScriptScalar.I8 => Opcode.I32Load8S,
        ScriptScalar.I16 => Opcode.I32Load16S,
        ScriptScalar.U16 => Opcode.I32Load16U,
        ScriptScalar.I64 or ScriptScalar.U64 => Opcode.I64Load,
        ScriptScalar.F32 => Opcode.F32Load,
        ScriptScalar.F64 => Opcode.F64Load,
        _ => Opcode.I32Load,
    };

    public static Opcode Store(this ScriptScalar scalar) => scalar switch
    {
        ScriptScalar.Bool or ScriptScalar.I8 or ScriptScalar.U8 => Opcode.I32Store8,
        ScriptScalar.I16 or ScriptScalar.U16 => Opcode.I32Store16,
        ScriptScalar.I64 or ScriptScalar.U64 => Opcode.I64Store,
        ScriptScalar.F32 => Opcode.F32Store,
        ScriptScalar.F64 => Opcode.F64Store,
        _ => Opcode.I32Store,
    };
}
