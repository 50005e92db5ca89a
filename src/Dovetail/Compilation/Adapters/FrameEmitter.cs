using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// Emits the two small methods between core functions and the host's side of the canonical ABI: one spreads a <see
/// cref="FlatFrame"/> over a core function's arguments and calls it, the other is what a guest calls, and gathers its
/// arguments into a frame.
/// </summary>
/// <remarks>
/// They depend on the core type alone and are kept per type. Neither touches linear memory. Both are verified before
/// they are loaded; that the first is bound to functions of its type only, <see cref="InvokerFor"/> sees to.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class FrameEmitter
{
    // Guests choose the types; beyond this many, code lives only as long as its users.
    private const int MaxKept = 10_000;

    private static readonly ConcurrentDictionary<FlatFunctionType, CoreInvoker> Invokers = new();
    private static readonly ConcurrentDictionary<FlatFunctionType, CoreInvoker> Stubs = new();

    private static readonly CilType FrameReference = Catalogue.Type(typeof(FlatFrame).MakeByRefType());
    private static readonly CilType Frame = Catalogue.Type(typeof(FlatFrame));

    private delegate T Getter<T>(ref FlatFrame frame, int index);

    private delegate void Setter<T>(T value, ref FlatFrame frame, int index);

    private delegate void Runner(FunctionOwner owner, ref FlatFrame frame);

    private static readonly ImmutableArray<CatalogueMethod> Getters =
    [
        Catalogue.Method((Getter<int>)FlatFrame.GetI32), Catalogue.Method((Getter<long>)FlatFrame.GetI64),
        Catalogue.Method((Getter<float>)FlatFrame.GetF32), Catalogue.Method((Getter<double>)FlatFrame.GetF64),
    ];

    private static readonly ImmutableArray<CatalogueMethod> Setters =
    [
        Catalogue.Method((Setter<int>)FlatFrame.SetI32), Catalogue.Method((Setter<long>)FlatFrame.SetI64),
        Catalogue.Method((Setter<float>)FlatFrame.SetF32), Catalogue.Method((Setter<double>)FlatFrame.SetF64),
    ];

    private static readonly CatalogueMethod Run = Catalogue.Method((Runner)LoweredFunction.Run);

    /// <summary>The invoker for <paramref name="function"/>, which must be of that flat type.</summary>
    public static CoreInvoker InvokerFor(FlatFunctionType type, FunctionReference function)
    {
        // The same for all functions of the very type, which has been compared then.
        if (function.Type.Invoker is { } known && known.Type == type)
        {
            return known;
        }
        if (!function.Type.Function.Equals(CoreType(type)))
        {
            throw new System.Diagnostics.UnreachableException(
                $"a core function of type {function.Type} is used as {type}");
        }
        return function.Type.Invoker = Kept(Invokers, type, EmitInvoker,
            new VerificationContext { BoundSignature = CoreSignatures.Of(CoreType(type)) });
    }

    /// <summary>
    /// The method that guests call for functions of a flat type; its owner is a <see cref="LoweredFunction"/>.
    /// </summary>
    public static CoreInvoker StubFor(FlatFunctionType type) =>
        Kept(Stubs, type, EmitStub, new VerificationContext { Owner = RuntimeMembers.FunctionOwner });

    /// <summary>The core function type that a flat one stands for.</summary>
    public static FunctionType CoreType(FlatFunctionType type) =>
        new([.. type.Parameters.Select(ToValType)], [.. type.Results.Select(ToValType)]);

    private static CoreInvoker Kept(
        ConcurrentDictionary<FlatFunctionType, CoreInvoker> kept, FlatFunctionType type, Func<FlatFunctionType,
            CilBody> emit,
        VerificationContext promises)
    {
        if (kept.TryGetValue(type, out var known))
        {
            return known;
        }
        var body = emit(type);
        CilVerifier.Verify(body, promises);
        var unit = CollectibleOutlet.Load(Faults.EdgeUnit, [body]);
        var made = new CoreInvoker(type, unit.Pointer(0), unit);
        return kept.Count < MaxKept ? kept.GetOrAdd(type, made) : made;
    }

    private static CilBody EmitInvoker(FlatFunctionType type)
    {
        var code = new CilBuilder("invoke",
            new CilSignature([RuntimeMembers.FunctionReference, FrameReference], CilTypes.Void));
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            code.LoadArgument(1).LoadInt32(i).Call(Getters[(int)type.Parameters[i]]);
        }
        code.LoadArgument(0).Load(RuntimeMembers.ReferenceOwner).LoadArgument(0).Load(RuntimeMembers.ReferencePointer)
            .CallIndirect(CoreSignatures.Of(CoreType(type)));
        if (!type.Results.IsEmpty)
        {
            code.LoadArgument(1).LoadInt32(0).Call(Setters[(int)type.Results[0]]);
        }
        return code.Return().Build();
    }

    private static CilBody EmitStub(FlatFunctionType type)
    {
        var code = new CilBuilder("lowered", CoreSignatures.Of(CoreType(type)));
        var frame = code.DeclareLocal(Frame);
        for (var i = 0; i < type.Parameters.Length; i++)
        {
            code.LoadArgument(i).Emit(CilOp.Ldloca, frame).LoadInt32(i).Call(Setters[(int)type.Parameters[i]]);
        }
        code.LoadArgument(type.Parameters.Length).Emit(CilOp.Ldloca, frame).Call(Run);
        if (!type.Results.IsEmpty)
        {
            code.Emit(CilOp.Ldloca, frame).LoadInt32(0).Call(Getters[(int)type.Results[0]]);
        }
        return code.Return().Build();
    }

    private static ValType ToValType(FlatType type) => type switch
    {
        FlatType.I32 => ValType.I32,
        FlatType.I64 => ValType.I64,
        FlatType.F32 => ValType.F32,
        _ => ValType.F64,
    };
}
