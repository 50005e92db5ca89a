using Dovetail.Compilation.Cil;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>Where a flat value is: an argument of the method, or a local of it.</summary>
/// <param name="IsArgument">Which of the two.</param>
/// <param name="Index">Its index.</param>
/// <param name="Type">Its core type: in a variant, the one that its cases' own were joined to.</param>
internal readonly record struct FlatSlot(bool IsArgument, int Index, FlatType Type)
{
    public void Load(CilBuilder code) => code.Emit(IsArgument ? CilOp.Ldarg : CilOp.Ldloc, Index);

    /// <summary>Loads it as a 32-bit number, the low half of a wider one (CanonicalABI.md, <c>wrap_i64_to_i32</c>).</summary>
    public void LoadInt32(CilBuilder code)
    {
        Load(code);
        if (Type == FlatType.I64)
            code.Emit(CilOp.ConvI4);
    }

    /// <summary>Loads an address or a length as an unsigned 64-bit number.</summary>
    public void LoadPointer(CilBuilder code, PointerType pointer)
    {
        if (pointer == PointerType.I64)
        {
            Load(code);
            return;
        }
        LoadInt32(code);
        code.Emit(CilOp.ConvU8);
    }

    /// <summary>How a value of a core type is kept in a local.</summary>
    public static CilType CilTypeOf(FlatType type) => type switch
    {
        FlatType.I32 => CilTypes.Int32,
        FlatType.I64 => CilTypes.Int64,
        FlatType.F32 => CilTypes.Float32,
        _ => CilTypes.Float64,
    };
}
