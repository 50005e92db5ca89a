using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// For an access whose address is a local, how far the accesses behind it go from the same local: as far as the first of them is checked, so that
/// the others need no check.
/// </summary>
/// <remarks>
/// Only accesses count that certainly come next, with nothing in between that could be seen if the first of them trapped instead: no branch, call or
/// store, no global that is set, and nothing that traps in another way. A store may be the last of them. What may stand between is listed; all else ends
/// a run.
/// </remarks>
internal sealed class AccessReaches
{
    /// <summary>An offset that lies beyond every memory (<c>MemoryAccount</c> grants 2^46 bytes to all of them): a larger one need not be told apart.</summary>
    public const ulong BeyondAnyMemory = 1UL << 54;

    private const int NoLocal = -1;

    // More can be out of order for no code that a compiler made.
    private const int MostOperands = 64;

    // The locals that lie on the operand stack, as far as it was pushed in this run, and NoLocal for other values.
    private readonly List<int> _operands = [];
    private List<Run>? _runs;
    private Dictionary<int, ulong>? _reaches;

    /// <summary>Looks at the next instruction of the function.</summary>
    public void See(in InstructionReader reader)
    {
        switch (EmitTable.Rule(reader.Opcode).Kind)
        {
            case EmitKind.Variable when reader.Opcode == Opcode.LocalGet:
                Push(reader.Index);
                break;
            case EmitKind.Variable when reader.Opcode is Opcode.LocalSet or Opcode.LocalTee:
                Set(reader.Index, isTee: reader.Opcode == Opcode.LocalTee);
                break;
            case EmitKind.Variable when reader.Opcode == Opcode.GlobalGet:
                Push(NoLocal);
                break;
            case EmitKind.Variable when reader.Opcode == Opcode.Drop:
                Pop();
                break;
            case EmitKind.Load:
                Access(reader, Pop());
                Push(NoLocal);
                break;
            case EmitKind.Store:
                Pop();
                Access(reader, Pop());
                End();
                break;
            case EmitKind.Constant or EmitKind.Unary or EmitKind.Binary or EmitKind.Shift or EmitKind.Compare or EmitKind.IsZero or EmitKind.Method:
                foreach (var _ in reader.Row.Pops)
                    Pop();
                Push(NoLocal);
                break;
            default:
                End();
                break;
        }
    }

    /// <summary>How many bytes from its address on are accessed, by the access at <paramref name="offset"/> of the input or by others behind it.</summary>
    /// <param name="own">The number of bytes up to the end of the access itself.</param>
    public ulong At(int offset, ulong own) => _reaches is { } reaches && reaches.TryGetValue(offset, out var reach) ? reach : own;

    private void Access(in InstructionReader reader, int local)
    {
        if (local == NoLocal)
            return;
        var argument = reader.MemArg;
        var reach = Math.Min(argument.Offset, BeyondAnyMemory) + (1UL << reader.Row.AccessLog2);
        var known = (_runs ??= []).FindIndex(run => run.Local == local && run.Memory == argument.Memory);
        if (known < 0)
            _runs.Add(new Run(local, argument.Memory, reader.Offset, reach));
        else if (reach > _runs[known].Reach)
        {
            _runs[known] = _runs[known] with { Reach = reach };
            (_reaches ??= [])[_runs[known].First] = reach;
        }
    }

    private void Set(int local, bool isTee)
    {
        Pop();
        for (var i = 0; i < _operands.Count; i++)
        {
            if (_operands[i] == local)
                _operands[i] = NoLocal;
        }
        _runs?.RemoveAll(run => run.Local == local);
        if (isTee)
            Push(local);
    }

    private void Push(int local)
    {
        if (_operands.Count == MostOperands)
            End();
        _operands.Add(local);
    }

    private int Pop()
    {
        if (_operands.Count == 0)
            return NoLocal;
        var local = _operands[^1];
        _operands.RemoveAt(_operands.Count - 1);
        return local;
    }

    private void End()
    {
        _operands.Clear();
        _runs?.Clear();
    }

    /// <summary>Accesses of one local, the first of them at <paramref name="First"/> of the input.</summary>
    private readonly record struct Run(int Local, int Memory, int First, ulong Reach);
}
