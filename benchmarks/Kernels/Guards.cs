using Dovetail.Compilation.Cil;

namespace Kernels;

/// <summary>What keeps a guest in its sandbox.</summary>
[Flags]
internal enum Guards
{
    None = 0,
    /// <summary>The check at a function's entry that the next frames fit on the stack.</summary>
    Stack = 1,
    /// <summary>The polls of the interrupt flag, at entries and in loops.</summary>
    Polls = 2,
    /// <summary>The checks of addresses of linear memory.</summary>
    Bounds = 4,
    All = Stack | Polls | Bounds,
}

/// <summary>
/// Takes guards out of emitted code, to measure what they cost. It is done here, on the finished code, so that the engine has no way to leave
/// them out; its verifier would refuse what comes out.
/// </summary>
internal sealed class GuardRemoval
{
    private readonly CilBody _body;
    private readonly Guards _without;
    private readonly List<CilInstruction> _instructions = [];

    private GuardRemoval(CilBody body, Guards without) => (_body, _without) = (body, without);

    /// <summary>The code without some of its guards.</summary>
    public static CilBody From(CilBody body, Guards without) => new GuardRemoval(body, without).Run();

    private CilBody Run()
    {
        var positions = new int[_body.Instructions.Length + 1];
        for (var i = 0; i < _body.Instructions.Length; i++)
        {
            positions[i] = _instructions.Count;
            Copy(_body.Instructions[i], Next(i));
        }
        positions[^1] = _instructions.Count;
        return _body with
        {
            Instructions = [.. _instructions],
            Labels = [.. _body.Labels.Select(at => positions[at])],
        };
    }

    // A comparison that decides on a trap becomes two pops, which the JIT drops with what they pop.
    private void Copy(CilInstruction instruction, CilInstruction? next)
    {
        var trap = TrapOf(instruction);
        if (instruction.Op == CilOp.Bgt && trap == RuntimeMembers.MemoryOutOfBounds && _without.HasFlag(Guards.Bounds))
            _instructions.AddRange([new CilInstruction(CilOp.Pop), new CilInstruction(CilOp.Pop)]);
        else if (instruction.Op == CilOp.BltUn && trap == RuntimeMembers.CallStackExhausted && _without.HasFlag(Guards.Stack))
            _instructions.AddRange([new CilInstruction(CilOp.Pop), new CilInstruction(CilOp.Pop)]);
        else if (instruction.Op == CilOp.Brtrue && trap == RuntimeMembers.Interrupted && _without.HasFlag(Guards.Polls))
            Replace(new CilInstruction(CilOp.Pop));
        else if (instruction.Op == CilOp.Brfalse && next is { Op: CilOp.Br } br && TrapOf(br) == RuntimeMembers.Interrupted
            && _without.HasFlag(Guards.Polls))
            Replace(new CilInstruction(CilOp.Pop), instruction with { Op = CilOp.Br });
        else
            _instructions.Add(instruction);
    }

    // The volatile read before a poll's branch goes too: the JIT would keep it.
    private void Replace(params ReadOnlySpan<CilInstruction> instructions)
    {
        _instructions.RemoveRange(_instructions.Count - 2, 2);
        _instructions.AddRange(instructions);
    }

    private CilInstruction? Next(int at) => at + 1 < _body.Instructions.Length ? _body.Instructions[at + 1] : null;

    /// <summary>What the code traps with that the instruction branches to; null where it branches elsewhere.</summary>
    private CatalogueMethod? TrapOf(CilInstruction instruction)
    {
        if (instruction.Op.Row().Operand != CilOperand.Label)
            return null;
        var at = _body.Labels[instruction.Index];
        while (_body.Instructions[at].Op is CilOp.Ldarg or CilOp.Ldfld)
            at++;
        return _body.Instructions[at].Op == CilOp.Call && Catalogue.MethodAt(_body.Instructions[at].Index) is { NeverReturns: true } trap ? trap : null;
    }
}
