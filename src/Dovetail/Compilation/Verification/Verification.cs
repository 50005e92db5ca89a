using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>One method under verification: where the verifier stands, and what it knows there. The rules read and change it.</summary>
internal sealed class Verification
{
    private readonly BitArray _addressTaken;
    private int _lastEpoch;

    public Verification(CilBody body, VerificationContext context)
    {
        (Body, Context, Plan) = (body, context, new LoopPlan(body));
        var variables = new Value?[ArgumentCount + body.Locals.Length];
        for (var i = 0; i < ArgumentCount; i++) variables[i] = Value.Unknown(VariableType(i));
        if (ArgumentCount > 0 && Trust.IsOwner(VariableType(ArgumentCount - 1)))
            variables[ArgumentCount - 1] = new Value { Type = VariableType(ArgumentCount - 1), Origin = Origin.Owner };
        Flow = new Flow(variables, NewEpoch());
        Polls = new BitArray(body.Instructions.Length);
        _addressTaken = new BitArray(variables.Length);
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Op == CilOp.Ldarga) _addressTaken[instruction.Index] = true;
            if (instruction.Op == CilOp.Ldloca) _addressTaken[ArgumentCount + instruction.Index] = true;
        }
    }

    public CilBody Body { get; }

    public VerificationContext Context { get; }

    public LoopPlan Plan { get; }

    /// <summary>The index of the instruction.</summary>
    public int At { get; set; }

    /// <summary>What is known before it.</summary>
    public Flow Flow { get; set; }

    /// <summary>The branches on the interrupt flag.</summary>
    public BitArray Polls { get; }

    /// <summary>The prefix in front of it, or <see cref="CilOp.Nop"/>.</summary>
    public CilOp Prefix { get; set; }

    public int ArgumentCount => Body.Signature.Parameters.Length;

    public CilType VariableType(int variable) =>
        variable < ArgumentCount ? Body.Signature.Parameters[variable] : Body.Locals[variable - ArgumentCount];

    /// <summary>An epoch that no value was read in yet.</summary>
    public int NewEpoch() => ++_lastEpoch;

    public void Push(Value value) => Flow.Stack.Add(value);

    public void Push(CilType type)
    {
        if (!type.IsVoid) Push(Value.Unknown(type));
    }

    public Value Pop()
    {
        Require(Flow.Stack.Count > 0, "a value on the stack");
        var value = Flow.Stack[^1];
        Flow.Stack.RemoveAt(Flow.Stack.Count - 1);
        return value;
    }

    public Value Pop(CilKind kind)
    {
        var value = Pop();
        Require(value.Kind == kind, "an operand of the right kind");
        return value;
    }

    /// <summary>Pops a value that fits a variable, parameter, field or result of <paramref name="type"/>.</summary>
    public Value PopFor(CilType type)
    {
        var value = Pop();
        RequireFits(value, type);
        return value;
    }

    public void RequireFits(Value value, CilType type)
    {
        var fits = value.Kind == type.Kind && type.Kind switch
        {
            CilKind.Reference => value.Origin == Origin.Null || Trust.IsAssignable(value.Type, type),
            CilKind.ManagedPointer or CilKind.Structure => value.Type == type,
            _ => true,
        };
        Require(fits, "a value of the right type");
    }

    public void Load(int variable)
    {
        Require((uint)variable < (uint)Flow.VariableCount, "a variable that exists");
        var value = Flow[variable];
        Require(value is not null, "a variable that was assigned on every path");
        Push(_addressTaken[variable] ? Value.Unknown(VariableType(variable)) : value);
    }

    public void Store(int variable)
    {
        Require((uint)variable < (uint)Flow.VariableCount, "a variable that exists");
        Require(variable != ArgumentCount - 1 || Flow[variable]!.Origin != Origin.Owner, "an owner that stays");
        var type = VariableType(variable);
        var value = PopFor(type);
        // A variable narrower than the stack cuts its value off.
        var keeps = type == CilTypes.Int32 || type.Kind is not CilKind.Int32;
        Flow[variable] = keeps ? value : Value.Unknown(type);
    }

    /// <summary>Whoever got the address of a variable may have written it.</summary>
    public void Clobber(Value address)
    {
        if (address.Origin == Origin.VariableAddress) Flow[(int)address.Number] = Value.Unknown(VariableType((int)address.Number));
    }

    public void Require([DoesNotReturnIf(false)] bool holds, string rule)
    {
        if (!holds) Fail(rule);
    }

    [DoesNotReturn]
    public void Fail(string rule) => throw new VerificationException(
        Body.Name, At, rule, At < Body.Instructions.Length ? Body.Instructions[At].ToString() : "the end");
}
