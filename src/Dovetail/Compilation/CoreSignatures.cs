using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation;

/// <summary>
/// How types of core WebAssembly look in CIL. A function <c>[a b] -> [r]</c> is a static method <c>r (a, b, FunctionOwner)</c>.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class CoreSignatures
{
    private static readonly Dictionary<FunctionType, CilSignature> Signatures = [];

    /// <summary>
    /// The type of a value whose type is erased: i32 is <c>int</c>, v128 <c>Vector128&lt;byte&gt;</c>, a function reference <c>FunctionReference</c>, any
    /// other reference <c>object</c>.
    /// </summary>
    public static CilType TypeOf(ValType type) => type.Kind switch
    {
        ValKind.I32 => CilTypes.Int32,
        ValKind.I64 => CilTypes.Int64,
        ValKind.F32 => CilTypes.Float32,
        ValKind.F64 => CilTypes.Float64,
        ValKind.Reference => IsFunctionReference(type) ? RuntimeMembers.FunctionReference : CilTypes.Object,
        ValKind.V128 => CilTypes.Vector,
        _ => throw new UnreachableException($"a value of the type {type}"),
    };

    /// <summary>Whether a reference of this erased type is a <c>FunctionReference</c>.</summary>
    public static bool IsFunctionReference(ValType type) =>
        type.IsReference && type.Heap.Kind is HeapKind.Func or HeapKind.NoFunc;

    /// <summary>The signature of a function.</summary>
    /// <remarks>Few types make few signatures: those of one parameter list or result differ at all only up to the CIL type.</remarks>
    public static CilSignature Of(FunctionType type)
    {
        lock (Signatures)
        {
            if (Signatures.TryGetValue(type, out var known))
                return known;
        }
        var created = Create(type);
        lock (Signatures)
        {
            if (Signatures.Count < 10_000)
                Signatures[type] = created;
        }
        return created;
    }

    private static CilSignature Create(FunctionType type)
    {
        var parameters = new CilType[type.Parameters.Length + 1];
        for (var i = 0; i < type.Parameters.Length; i++)
            parameters[i] = TypeOf(type.Parameters[i]);
        parameters[^1] = RuntimeMembers.FunctionOwner;
        return new CilSignature(ImmutableCollectionsMarshal.AsImmutableArray(parameters), ResultShape.Of(type.Results).Type);
    }
}
