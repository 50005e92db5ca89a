using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Compares a canonical type, found at run time, with a type of the module: by one compare where that is final, otherwise by what stands at its depth
/// among the supertypes of the one that was found.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class TypeComparison
{
    /// <summary>
    /// Takes a canonical type from CIL's stack, and branches to <paramref name="otherwise"/> unless it is that of <paramref name="typeIndex"/> or below.
    /// </summary>
    public static void Write(FunctionContext context, int typeIndex, int otherwise)
    {
        if (context.Shape.DepthToCompare(typeIndex) is >= 0 and var depth)
            LoadSupertype(context, depth, otherwise);
        context.LoadFromInstance(RuntimeMembers.InstanceTypes, typeIndex).Branch(CilOp.BneUn, otherwise);
    }

    private static void LoadSupertype(FunctionContext context, int depth, int otherwise)
    {
        var builder = context.Builder;
        var supertypes = builder.RentLocal(HeapMembers.CanonicalTypeArray);
        builder.Load(HeapMembers.TypeSupertypes).StoreLocal(supertypes);
        builder.LoadLocal(supertypes).Emit(CilOp.Ldlen).Emit(CilOp.ConvI4).LoadInt32(depth).Branch(CilOp.Ble, otherwise);
        builder.LoadLocal(supertypes).LoadInt32(depth).Emit(CilOp.LdelemRef);
        builder.ReturnLocal(supertypes);
    }
}
