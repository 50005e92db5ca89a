using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>What each instruction but branches takes and gives. An instruction that is not here is refused.</summary>
internal static class InstructionRules
{
    public static void Step(Verification state, CilInstruction instruction)
    {
        var row = instruction.Op.Row();
        switch (instruction.Op)
        {
            case CilOp.Nop: break;
            case CilOp.LdcI4: state.Push(Value.Constant(CilTypes.Int32, instruction.Index)); break;
            case CilOp.LdcI8: state.Push(Value.Constant(CilTypes.Int64, instruction.Operand)); break;
            case CilOp.LdcR4: state.Push(CilTypes.Float32); break;
            case CilOp.LdcR8: state.Push(CilTypes.Float64); break;
            case CilOp.Ldnull: state.Push(new Value { Type = CilTypes.Object, Origin = Origin.Null }); break;
            case CilOp.Ldarg: state.Load(RequireArgument(state, instruction.Index)); break;
            case CilOp.Starg: state.Store(RequireArgument(state, instruction.Index)); break;
            case CilOp.Ldloc: state.Load(state.ArgumentCount + instruction.Index); break;
            case CilOp.Stloc: state.Store(state.ArgumentCount + instruction.Index); break;
            case CilOp.Ldarga: PushAddress(state, RequireArgument(state, instruction.Index)); break;
            case CilOp.Ldloca: PushAddress(state, state.ArgumentCount + instruction.Index); break;
            case CilOp.Dup: state.Push(state.Pop()); state.Push(state.Flow.Stack[^1]); break;
            case CilOp.Pop: state.Pop(); break;
            case CilOp.Ret: Return(state); break;
            case CilOp.Throw: state.Pop(CilKind.Reference); break;
            case CilOp.Unaligned or CilOp.Volatile or CilOp.Tail: break;
            case >= CilOp.Add and <= CilOp.CltUn: NumberRules.Step(state, instruction.Op); break;
            case >= CilOp.ConvI and <= CilOp.ConvRUn: NumberRules.Convert(state, instruction.Op); break;
            case >= CilOp.LdindI1 and <= CilOp.Stobj: PointerRules.Step(state, instruction); break;
            case >= CilOp.Call and <= CilOp.Newobj: CallRules.Step(state, instruction); break;
            case >= CilOp.Ldfld and <= CilOp.Initobj: FieldRules.Step(state, instruction); break;
            default: state.Fail($"an instruction that is allowed here, not {row.Mnemonic}"); break;
        }
    }

    private static int RequireArgument(Verification state, int index)
    {
        state.Require((uint)index < (uint)state.ArgumentCount, "an argument that exists");
        return index;
    }

    private static void PushAddress(Verification state, int variable)
    {
        state.Require((uint)variable < (uint)state.Flow.Variables.Count, "a variable that exists");
        var type = Catalogue.Type(state.VariableType(variable).Clr.MakeByRefType());
        state.Push(new Value { Type = type, Origin = Origin.VariableAddress, Number = variable });
    }

    private static void Return(Verification state)
    {
        if (!state.Body.Signature.Result.IsVoid)
        {
            var result = state.PopFor(state.Body.Signature.Result);
            state.Require(!NumberRules.IsPointer(result), "a result that is no pointer");
        }

        state.Require(state.Flow.Stack.Count == 0, "an empty stack behind the result");
    }
}
