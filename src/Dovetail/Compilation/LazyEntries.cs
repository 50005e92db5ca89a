using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Verification;
using Dovetail.Runtime;

namespace Dovetail.Compilation;

/// <summary>
/// What references to functions point to whose code is not there yet: one small method per signature, which has the function compiled, and
/// jumps to it.
/// </summary>
/// <remarks>
/// The method knows the function by its owner (<see cref="LazyFunction"/>), which is the reference's until then. It checks the stack and
/// polls as any function does that calls another. Safe from many threads.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class LazyEntries
{
    private readonly ConcurrentDictionary<CilSignature, CompiledUnit> _units = new();
    private readonly CollectibleOutlet _outlet = new(Faults.EdgeUnit);

    // Guests choose the signatures; beyond this many, an entry lives only as long as its users.
    private const int MaxKept = 10_000;

    /// <summary>The entry for functions of a signature, which lives as long as this.</summary>
    public nint PointerFor(CilSignature signature) =>
        (_units.TryGetValue(signature, out var known) ? known : _units.GetOrAdd(signature, Load)).Pointer(0);

    /// <summary>The entry for functions of a signature, which may live only as long as whoever asks keeps it.</summary>
    public CompiledUnit UnitFor(CilSignature signature) => _units.TryGetValue(signature, out var known) ? known
        : _units.Count < MaxKept ? _units.GetOrAdd(signature, Load) : Load(signature);

    /// <summary>The method for a signature.</summary>
    public static CilBody Emit(CilSignature signature)
    {
        var (code, owner) = (new CilBuilder("lazy", signature), signature.Parameters.Length - 1);
        var (exhausted, interrupted) = (code.DefineLabel(), code.DefineLabel());
        code.Emit(CilOp.Ldloca, code.DeclareLocal(CilTypes.Int32)).Emit(CilOp.ConvU)
            .LoadArgument(owner).Load(RuntimeMembers.OwnerStore).Load(RuntimeMembers.StoreStackLimit).Branch(CilOp.BltUn, exhausted);
        code.LoadArgument(owner).Load(RuntimeMembers.OwnerStore).Emit(CilOp.Volatile).Load(RuntimeMembers.StoreInterruptFlag)
            .Branch(CilOp.Brtrue, interrupted);
        var callee = code.DeclareLocal(RuntimeMembers.FunctionReference);
        code.LoadArgument(owner).Call(OperationMembers.ResolveLazy).StoreLocal(callee);
        for (var i = 0; i < owner; i++)
            code.LoadArgument(i);
        code.LoadLocal(callee).Load(RuntimeMembers.ReferenceOwner).LoadLocal(callee).Load(RuntimeMembers.ReferencePointer)
            .Emit(CilOp.Tail).CallIndirect(signature).Return();
        code.MarkLabel(exhausted).Call(RuntimeMembers.CallStackExhausted).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
        return code.MarkLabel(interrupted).LoadArgument(owner).Load(RuntimeMembers.OwnerStore)
            .Call(RuntimeMembers.Interrupted).Emit(CilOp.Ldnull).Emit(CilOp.Throw).Build();
    }

    /// <summary>What the verifier may count on: the entry is the pointer of references to such functions only.</summary>
    public static VerificationContext PromisesOf(CilSignature signature) =>
        new() { Owner = RuntimeMembers.FunctionOwner, LazySignature = signature };

    /// <exception cref="LimitException">The parameters alone take more of the stack than a caller makes room for: hundreds of vectors.</exception>
    private CompiledUnit Load(CilSignature signature)
    {
        var body = Emit(signature);
        StackCheck.RequireSmall(body);
        CilVerifier.Verify(body, PromisesOf(signature));
        return _outlet.Add([body]);
    }
}
