using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Calls. A function of the unit gets this owner; an indirect call takes pointer and owner of one function reference, whose type was
/// compared with the canonical type that the call's signature is made from.
/// </summary>
internal static class CallRules
{
    /// <summary>Whether control does not come back from it.</summary>
    public static bool NeverReturns(CilInstruction instruction) =>
        instruction.Op == CilOp.Call && Catalogue.MethodAt(instruction.Index).NeverReturns;

    public static void Step(Verification state, CilInstruction instruction)
    {
        switch (instruction.Op)
        {
            case CilOp.CallFunction: CallSibling(state, instruction.Index); break;
            case CilOp.Calli: CallIndirect(state, state.Body.CallSites[instruction.Index]); break;
            default: CallCatalogue(state, Catalogue.MethodAt(instruction.Index)); break;
        }

        if (state.Prefix == CilOp.Tail) RequireTail(state, instruction);
    }

    private static void RequireTail(Verification state, CilInstruction instruction)
    {
        state.Require(state.At + 1 < state.Body.Instructions.Length && state.Body.Instructions[state.At + 1].Op == CilOp.Ret,
            "a return behind a tail call");
        var result = instruction.Op switch
        {
            CilOp.CallFunction => state.Body.Siblings[instruction.Index].Result,
            CilOp.Calli => state.Body.CallSites[instruction.Index].Result,
            _ => null,
        };
        state.Require(result is not null, "a tail call of a guest's function");
        state.Require(result == state.Body.Signature.Result, "a tail call with this method's result");
    }

    private static void CallSibling(Verification state, int index)
    {
        state.Require(state.Body.Siblings.TryGetValue(index, out var signature), "a function of the unit");
        RequireSignature(state, index, signature);
        var arguments = PopArguments(state, signature.Parameters);
        state.Require(arguments[^1].Origin == Origin.Owner, "this function's owner as the last argument");
        foreach (var argument in arguments) RequireAssigned(state, argument);
        FrameRules.RequireRoom(state, index);
        Return(state, signature.Result);
    }

    // Locals are not cleared on entry: what a part finds in the frame must have been written.
    private static void RequireAssigned(Verification state, Value argument)
    {
        if (argument.Origin != Origin.VariableAddress) return;
        state.Require(state.Flow.Variables[(int)argument.Number] is not null, "a variable that was assigned on every path");
        state.Clobber(argument);
    }

    private static void CallIndirect(Verification state, CilSignature signature)
    {
        var pointer = state.Pop();
        state.Require(pointer.Is(RuntimeMembers.ReferencePointer), "the pointer of a function reference");
        var reference = pointer.Of!;
        var owner = PopArguments(state, signature.Parameters)[^1];
        state.Require(owner.Is(RuntimeMembers.ReferenceOwner) && Value.Same(owner.Of, reference), "the owner of the same reference");
        state.Require(pointer.Epoch == state.Flow.Epoch && owner.Epoch == state.Flow.Epoch, "pointer and owner read since the last call");
        state.Require(SignatureOf(state, reference)?.Equals(signature) == true, "a compared type that the signature is of");
        FrameRules.RequireRoom(state, -1);
        Return(state, signature.Result);
    }

    private static void CallCatalogue(Verification state, CatalogueMethod method)
    {
        if (IsUncheckedCast(method))
        {
            state.Push(Cast(state, state.Pop(CilKind.Reference), method.Result));
            return;
        }

        if (method == OperationMembers.ResolveLazy)
        {
            Resolve(state);
            return;
        }

        state.Require(Trust.MayBeCalled(method), "a method that takes no bare pointer");
        var arguments = PopArguments(state, method.Parameters);
        foreach (var argument in arguments) state.Clobber(argument);
        if (method == OperationMembers.SpendFuel) FuelRules.Spend(state, arguments[0], arguments[2]);
        else if (method == OperationMembers.ChargeFuel) FuelRules.RequireCharge(state, arguments[0], arguments[1]);
        if (Trust.MaySpend(method)) state.Flow.HasFuel = false;
        if (Trust.MayGrow(method)) state.Flow.Epoch = state.NewEpoch();
        state.Push(method.Result);
    }

    /// <summary>A method, called by its index or with it as its own, has the signature that the unit has there.</summary>
    public static void RequireSignature(Verification state, int index, CilSignature signature)
    {
        var unit = state.Context.UnitSignatures;
        if (unit.IsDefault || index < 0) return;
        state.Require(index < unit.Length && unit[index].Equals(signature), "the signature that the unit has there");
    }

    // The runtime compiles the function that the owner stands for; the reference that comes back is of the promised signature.
    private static void Resolve(Verification state)
    {
        state.Require(state.Context.LazySignature is not null, "an entry of functions that are not compiled");
        state.Require(state.Pop(CilKind.Reference).Origin == Origin.Owner, "this entry's owner");
        FrameRules.RequireRoom(state, -1);
        state.Bound = Value.Unknown(RuntimeMembers.FunctionReference);
        state.Flow.Epoch = state.NewEpoch();
        state.Push(state.Bound);
    }

    /// <summary>Pops arguments; no pointer but that of a variable to the catalogue is among them, and none at all before a tail call.</summary>
    private static Value[] PopArguments(Verification state, ImmutableArray<CilType> types)
    {
        var arguments = new Value[types.Length];
        for (var i = types.Length - 1; i >= 0; i--)
        {
            arguments[i] = state.PopFor(types[i]);
            var isPointer = NumberRules.IsPointer(arguments[i]);
            state.Require(!isPointer || (arguments[i].Kind == CilKind.ManagedPointer && state.Prefix != CilOp.Tail), "no pointer as argument");
        }

        return arguments;
    }

    private static void Return(Verification state, CilType result)
    {
        state.Flow.HasFuel = false;
        state.Flow.Epoch = state.NewEpoch();
        state.Push(result);
    }

    /// <summary>The signature of what <paramref name="reference"/> refers to, by the type compared or by a declaration.</summary>
    private static CilSignature? SignatureOf(Verification state, Value reference)
    {
        var context = state.Context;
        if (Value.Same(reference, state.Bound)) return context.BoundSignature ?? context.LazySignature;
        if (reference is { Origin: Origin.Field, Of.Origin: Origin.Owner } && Trust.NeverChanges(reference.Field!)
            && context.OwnerFunctions is { } functions && functions.TryGetValue(reference.Field!, out var promised))
        {
            return promised;
        }
        if (Fact.TypeOf(state.Flow.Facts, reference) is { } type)
            return Trust.IsOwn(type, RuntimeMembers.InstanceTypes) ? At(context.TypeSignatures, type.Number) : null;
        return Trust.IsOwn(reference, RuntimeMembers.InstanceFunctions) && (ulong)reference.Number < (ulong)context.FunctionTypes.Length
            ? At(context.TypeSignatures, context.FunctionTypes[(int)reference.Number])
            : null;
    }

    private static CilSignature? At(CilSignature?[] signatures, long index) =>
        (ulong)index < (ulong)signatures.Length ? signatures[(int)index] : null;

    private static bool IsUncheckedCast(CatalogueMethod method) =>
        method.Member.DeclaringType == typeof(Unsafe) && method.Member.Name == nameof(Unsafe.As) && method.Parameters.Length == 1;

    /// <summary>A cast that the runtime does not check must be of a value that is known to be of the class.</summary>
    private static Value Cast(Verification state, Value value, CilType type)
    {
        if (value.Origin != Origin.Null && !Trust.IsAssignable(value.Type, type)) state.Fail($"a value that is known to be a {type}");
        return value.As(type);
    }
}
