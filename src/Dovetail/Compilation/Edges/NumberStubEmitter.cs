using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Delegates;
using Dovetail.Compilation.Verification;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Types;

namespace Dovetail.Compilation.Edges;

/// <summary>
/// Emits what guests call functions of the host through whose values are numbers and booleans alone: a core function that calls a <c>Func</c> or
/// <c>Action</c> of them directly.
/// </summary>
/// <remarks>
/// Its C# types are the framework's, so it is verified as all code that guests run, and may have a pointer. It depends on them alone and is kept for each.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class NumberStubEmitter
{
    // Guests don't choose these: they are delegate types that the program's own code names.
    private static readonly ConcurrentDictionary<(Type Target, bool MetersFuel), CompiledUnit> Stubs = new();

    // The owner of a stub is always such a function; this says so without looking.
    private static readonly CatalogueMethod AsOwner = Catalogue.Method(Unsafe.As<HostLoweredFunction>);

    private static readonly CilType Owner = Catalogue.Type(typeof(HostLoweredFunction));
    private static readonly CatalogueField Numbers = Catalogue.Field<HostLoweredFunction>(nameof(HostLoweredFunction.Numbers));
    private static readonly CatalogueMethod CheckLeave = Catalogue.Method(HostLoweredFunction.CheckLeave);
    private static readonly CatalogueMethod Fail = Catalogue.Throwing(HostLoweredFunction.Fail);
    private static readonly CatalogueMethod CanonicalF32 = Catalogue.Method(Scalars.CanonicalF32);
    private static readonly CatalogueMethod CanonicalF64 = Catalogue.Method(Scalars.CanonicalF64);

    /// <summary>Whether values of these codecs pass through such a stub.</summary>
    public static bool Fits(Codec? codec) => codec is null or { Scalar: <= PrimitiveKind.F64 };

    /// <summary>The stub for functions of a core type whose delegate is of the type <paramref name="target"/>.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The Invoke method of a delegate that exists is kept.")]
    public static CompiledUnit For(Type target, FunctionType core, PrimitiveKind[] parameters, PrimitiveKind? result, bool metersFuel) =>
        Stubs.GetOrAdd((target, metersFuel), key =>
        {
            var body = Emit(Catalogue.Method(key.Target.GetMethod("Invoke")), core, parameters, result, key.MetersFuel);
            CilVerifier.Verify(body, new VerificationContext { Owner = Owner });
            return CollectibleOutlet.Load(Faults.EdgeUnit, [body]);
        });

    private static CilBody Emit(CatalogueMethod invoke, FunctionType core, PrimitiveKind[] parameters, PrimitiveKind? result, bool metersFuel)
    {
        var owner = parameters.Length;
        var code = new CilBuilder("lowered", CoreSignatures.Of(core));
        var function = code.DeclareLocal(Owner);
        var value = result is null ? -1 : code.DeclareLocal(invoke.Result);
        var fault = code.DeclareLocal(DelegateMembers.Exception);
        var failed = code.DefineLabel();
        var returned = code.DefineLabel();
        var done = code.DefineLabel();
        code.LoadArgument(owner).Call(AsOwner).StoreLocal(function);
        code.LoadLocal(function).Call(CheckLeave);
        if (metersFuel)
        {
            code.LoadArgument(owner).Load(RuntimeMembers.OwnerStore).LoadInt32(FuelOperations.HostCall).Call(OperationMembers.ChargeFuel);
        }
        if (value >= 0)
        {
            code.Clear(value);
        }
        code.BeginTry().LoadLocal(function).Load(Numbers).Emit(CilOp.Castclass, invoke.Parameters[0].Index);
        for (var i = 0; i < parameters.Length; i++)
        {
            Lift(code.LoadArgument(i), parameters[i]);
        }
        code.CallVirtual(invoke);
        if (value >= 0)
        {
            code.StoreLocal(value);
        }
        code.Branch(CilOp.Leave, returned);
        code.Emit(CilOp.BeginCatch, DelegateMembers.Exception.Index).StoreLocal(fault).Branch(CilOp.Leave, failed).Emit(CilOp.EndTry);
        code.MarkLabel(failed).LoadLocal(fault).LoadLocal(function).Call(Fail);
        code.MarkLabel(returned).LoadArgument(owner).Load(RuntimeMembers.OwnerStore)
            .Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag).Branch(CilOp.Brfalse, done);
        code.LoadArgument(owner).Load(RuntimeMembers.OwnerStore).Call(RuntimeMembers.Interrupted);
        code.MarkLabel(done);
        if (result is { } kind)
        {
            Lower(code.LoadLocal(value), kind);
        }
        return code.Return().Build();
    }

    private static void Lift(CilBuilder code, PrimitiveKind kind) => _ = kind switch
    {
        PrimitiveKind.Bool => code.LoadInt32(0).Emit(CilOp.CgtUn),
        PrimitiveKind.S8 => code.Emit(CilOp.ConvI1),
        PrimitiveKind.U8 => code.Emit(CilOp.ConvU1),
        PrimitiveKind.S16 => code.Emit(CilOp.ConvI2),
        PrimitiveKind.U16 => code.Emit(CilOp.ConvU2),
        PrimitiveKind.F32 => code.Call(CanonicalF32),
        PrimitiveKind.F64 => code.Call(CanonicalF64),
        _ => code,
    };

    private static void Lower(CilBuilder code, PrimitiveKind kind) => _ = kind switch
    {
        PrimitiveKind.Bool => code.LoadInt32(0).Emit(CilOp.CgtUn),
        PrimitiveKind.F32 => code.Call(CanonicalF32),
        PrimitiveKind.F64 => code.Call(CanonicalF64),
        _ => code,
    };
}
