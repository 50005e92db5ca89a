using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>One method under verification: where the verifier stands, and what it knows there. The rules read and change it.</summary>
internal sealed class Verification
{
    // Joining paths costs steps; a function of Dovetail's own limits takes far fewer.
    private const long MostSteps = 4_000_000;

    private HashSet<(int Point, int Variable)>? _refuted;

    // For each point of the plan: 0 before it was asked for, then 1 where there is a trap, else 2.
    private readonly byte[] _traps;
    private Test _test = new(-1, default, null!, null!);
    private Test _testBefore = new(-1, default, null!, null!);
    private int _lastEpoch;
    private long _steps;

    public Verification(CilBody body, VerificationContext context)
    {
        (Body, Context, Plan) = (body, context, new LoopPlan(body));
        var variables = new Variables(ArgumentCount + body.Locals.Length);
        for (var i = 0; i < ArgumentCount; i++) variables[i] = Value.Unknown(VariableType(i));
        if (context.Owner is not null && Trust.IsAssignable(context.Owner, VariableType(ArgumentCount - 1)))
            variables[ArgumentCount - 1] = new Value { Type = context.Owner, Origin = Origin.Owner };
        if (context.BoundSignature is not null) Bound = variables[0];
        Flow = new Flow(variables, NewEpoch());
        for (var i = 0; i < variables.Count; i++)
        {
            if (VariableType(i).Kind == CilKind.NativeInt) NativeVariables.Add(i);
        }

        (Polls, Reached, Bounded) = (new BitArray(body.Instructions.Length), new BitArray(body.Instructions.Length), new BitArray(body.Instructions.Length));
        Charges = new BitArray(context.MetersFuel ? body.Instructions.Length : 0);
        FuelLocal = context.MetersFuel ? FuelRules.FindLocal(this) : -1;
        _traps = new byte[Plan.Points.Length];
    }

    public CilBody Body { get; }

    public VerificationContext Context { get; }

    public LoopPlan Plan { get; }

    /// <summary>The function reference that an entry from the host is bound to, or that a lazy entry got.</summary>
    public Value? Bound { get; set; }

    /// <summary>The index of the instruction.</summary>
    public int At { get; set; }

    /// <summary>What is known before it.</summary>
    public Flow Flow { get; set; }

    /// <summary>The branches on the interrupt flag.</summary>
    public BitArray Polls { get; }

    /// <summary>See <see cref="FuelRules.FindLocal"/>.</summary>
    public int FuelLocal { get; }

    /// <summary>The calls that charge fuel; empty where it is not metered.</summary>
    public BitArray Charges { get; }

    /// <summary>The instructions that control can reach.</summary>
    public BitArray Reached { get; }

    /// <summary>The branches back of loops that end soon, and need no poll.</summary>
    public BitArray Bounded { get; }

    /// <summary>The guesses that failed: of a variable at a point; −1 for that of a test alone.</summary>
    public HashSet<(int Point, int Variable)>? Refuted { get => _refuted; init => _refuted = value; }

    /// <summary>Whether a guess failed in this walk, so that nothing found in it counts.</summary>
    public bool IsRefuted { get; private set; }

    /// <summary>The prefix in front of it, or <see cref="CilOp.Nop"/>.</summary>
    public CilOp Prefix { get; set; }

    /// <summary>The variables that may hold the limit of a memory: those of the machine's width.</summary>
    public List<int> NativeVariables { get; } = [];

    public int ArgumentCount => Body.Signature.Parameters.Length;

    public CilType VariableType(int variable) =>
        variable < ArgumentCount ? Body.Signature.Parameters[variable] : Body.Locals[variable - ArgumentCount];

    /// <summary>Remembers what a branch compared: until the second one from here.</summary>
    public void Remember(CilOp comparison, Value a, Value b) => (_test, _testBefore) = (new Test(At, comparison, a, b), _test);

    /// <summary>What the branch at an instruction compared, if it was one of the last two.</summary>
    public (CilOp Comparison, Value A, Value B)? TestAt(int at) => _test.At == at ? (_test.Comparison, _test.A, _test.B)
        : _testBefore.At == at ? (_testBefore.Comparison, _testBefore.A, _testBefore.B)
        : null;

    /// <summary>Whether the guess of a variable at a point has failed before.</summary>
    public bool WasRefuted(int point, int variable) => _refuted?.Contains((point, variable)) == true;

    /// <summary>Takes back the guess made at a point.</summary>
    public void Refute(int point, int variable)
    {
        IsRefuted = true;
        _refuted ??= [];
        _refuted.Add((point, variable));
    }

    /// <summary>An epoch that no value was read in yet.</summary>
    public int NewEpoch() => ++_lastEpoch;

    public void Push(Value value) => Flow.Stack.Push(value);

    public void Push(CilType type)
    {
        if (!type.IsVoid) Push(Value.Unknown(type));
    }

    public Value Pop()
    {
        Require(Flow.Stack.Count > 0, "a value on the stack");
        return Flow.Stack.Pop();
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
        Require((uint)variable < (uint)Flow.Variables.Count, "a variable that exists");
        var value = Flow.Variables[variable];
        Require(value is not null, "a variable that was assigned on every path");
        Push(Plan.IsAddressTaken(variable) ? Value.Unknown(VariableType(variable)) : value);
    }

    public void Store(int variable)
    {
        Require((uint)variable < (uint)Flow.Variables.Count, "a variable that exists");
        Require(variable != ArgumentCount - 1 || Context.Owner is null, "an owner that stays");
        var type = VariableType(variable);
        var value = PopFor(type);
        // A variable narrower than the stack cuts its value off.
        var keeps = type == CilTypes.Int32 || type.Kind is not CilKind.Int32;
        Flow.Variables[variable] = keeps ? value : Value.Unknown(type);
    }

    /// <summary>Whoever got the address of a variable may have written it.</summary>
    public void Clobber(Value address)
    {
        if (address.Origin == Origin.VariableAddress) Flow.Variables[(int)address.Number] = Value.Unknown(VariableType((int)address.Number));
    }

    /// <summary>Forgets what the instructions from <paramref name="from"/> up to <paramref name="to"/> assign, but what is kept.</summary>
    public void Forget(Flow flow, int from, int to, Func<Flow, Value, bool> isKept)
    {
        var assigned = Plan.Assigned(from, to);
        Spend(assigned.Count);
        foreach (var i in assigned)
        {
            if (flow.Variables[i] is { } value && !isKept(flow, value)) flow.Variables[i] = Value.Unknown(VariableType(i));
        }
    }

    /// <summary>Whether the code at a point of the plan does nothing but trap, with no more than the owner to do so.</summary>
    public bool IsTrap(int point)
    {
        if (_traps[point] == 0) _traps[point] = FindTrap(Plan.Points[point]) ? (byte)1 : (byte)2;
        return _traps[point] == 1;
    }

    /// <summary>What is known where control goes only to trap: the owner. It saves joining all checks of a method there.</summary>
    public Flow AtTrap(Flow flow)
    {
        Require(flow.Stack.Count == 0, "an empty stack before a trap");
        var variables = new Variables(flow.Variables.Count);
        variables[ArgumentCount - 1] = flow.Variables[ArgumentCount - 1];
        return new Flow(variables, NewEpoch());
    }

    private bool FindTrap(int at)
    {
        while (at < Body.Instructions.Length && Body.Instructions[at].Op is CilOp.Ldarg or CilOp.Ldfld) at++;
        return at < Body.Instructions.Length && CallRules.NeverReturns(Body.Instructions[at]);
    }

    /// <summary>Counts work that grows with the number of variables times that of branches.</summary>
    /// <exception cref="LimitException">It is too much.</exception>
    public void Spend(int steps)
    {
        if ((_steps += steps) > MostSteps)
            throw new LimitException("function complexity", $"`{Body.Name}` has too many branches for its number of locals");
    }

    public void Require([DoesNotReturnIf(false)] bool holds, string rule)
    {
        if (!holds) Fail(rule);
    }

    [DoesNotReturn]
    public void Fail(string rule) => throw new VerificationException(
        Body.Name, At, rule, At < Body.Instructions.Length ? Body.Instructions[At].ToString() : "the end");

    /// <summary>What a branch compared.</summary>
    private readonly record struct Test(int At, CilOp Comparison, Value A, Value B);
}
