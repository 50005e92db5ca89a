using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>Finds the <see cref="LoopShape"/> of each loop of a function, in their order, instruction by instruction.</summary>
internal sealed class LoopShapes
{
    private const int WindowSize = 8;

    // Where a larger table goes by something, the verifier does not look.
    private const int MostLabels = 128;

    private readonly List<LoopShape> _loops = [];
    private readonly ArrayBuilder<LocalSet> _sets = new(8);
    private readonly List<LoopShape?> _open = [];
    private readonly Seen[] _window = new Seen[WindowSize];
    private int _count;

    public LoopShapes() => _open.Add(null);

    /// <summary>The loops.</summary>
    public IReadOnlyList<LoopShape> Loops => _loops;

    /// <summary>Everything that is set in the function, in order.</summary>
    public ArrayBuilder<LocalSet> Sets => _sets;

    /// <summary>Looks at the next instruction.</summary>
    public void See(in InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.Block or Opcode.If:
                _open.Add(null);
                break;
            case Opcode.Else or Opcode.Nop or Opcode.Unreachable or Opcode.Return:
                break;
            case Opcode.TryTable:
                SeeHandlers();
                _open.Add(null);
                break;
            case Opcode.Loop:
                Begin();
                break;
            case Opcode.End:
                End();
                break;
            case Opcode.LocalSet or Opcode.LocalTee:
                _sets.Add(new LocalSet(reader.Index, Step(reader.Index), _open.Count));
                break;
            case Opcode.Br or Opcode.BrOnNull or Opcode.BrOnNonNull or Opcode.BrOnCast or Opcode.BrOnCastFail:
                SeeBranch(reader.Index);
                break;
            case Opcode.BrIf:
                if (SeeBranch(reader.Index) is { } loop)
                    (loop.Test, loop.SetsBeforeTest) = (Test(), _sets.Count);
                break;
            case Opcode.BrTable:
                foreach (var label in reader.Labels)
                    SeeBranch(label);
                if (reader.Labels.Count > MostLabels)
                    SeeHandlers();
                break;
            default:
                if (!IsSimple(EmitTable.Rule(reader.Opcode).Kind))
                    NoLongerSimple();
                break;
        }
        var operand = reader.Opcode == Opcode.I32Const ? reader.I32 : reader.Index;
        _window[_count++ % WindowSize] = new Seen(reader.Opcode, operand);
    }

    private void Begin()
    {
        NoLongerSimple();
        var loop = new LoopShape { FirstSet = _sets.Count, Depth = _open.Count + 1, Instructions = -_count };
        _loops.Add(loop);
        _open.Add(loop);
    }

    private void End()
    {
        if (_open[^1] is { } loop)
        {
            loop.EndSet = _sets.Count;
            loop.Instructions += _count;
        }
        _open.RemoveAt(_open.Count - 1);
    }

    // The loops around this one have been told of it.
    private void NoLongerSimple()
    {
        for (var i = _open.Count - 1; i >= 0; i--)
        {
            if (_open[i] is not { } loop)
                continue;
            if (!loop.IsSimple)
                return;
            loop.IsSimple = false;
        }
    }

    // Handlers may go to any loop around them.
    private void SeeHandlers()
    {
        NoLongerSimple();
        for (var i = 0; i < _open.Count; i++)
            SeeBranch(i);
    }

    private static bool IsSimple(EmitKind kind) => kind is EmitKind.Constant or EmitKind.Unary or EmitKind.Binary or EmitKind.Shift
        or EmitKind.Division or EmitKind.Compare or EmitKind.IsZero or EmitKind.Method or EmitKind.Trapping or EmitKind.Load or EmitKind.Store
        or EmitKind.Vector or EmitKind.Variable;

    private LoopShape? SeeBranch(int depth)
    {
        var loop = _open[^(depth + 1)];
        if (loop is not null)
            loop.BranchesBack++;
        return loop;
    }

    // local.get x  i32.const step  i32.add  local.set x
    private int? Step(int local) => Before(0).Opcode == Opcode.I32Add && Before(1).Opcode == Opcode.I32Const
        && Before(2) is { Opcode: Opcode.LocalGet } read && read.Operand == local
        ? Before(1).Operand
        : null;

    private LocalTest? Test()
    {
        var (condition, number, at) = Before(1).Opcode == Opcode.I32Const && ConditionOf(Before(0).Opcode) is { } comparison
            ? (comparison, Before(1).Operand, 2)
            : (Condition.Ne, 0, 0);
        var tested = Before(at);
        if (tested.Opcode is Opcode.LocalTee or Opcode.LocalGet)
            return new LocalTest(tested.Operand, condition, number, false);
        // local.get x  local.get x  i32.const step  i32.add  local.set x, and then the test of what was there first
        return tested.Opcode == Opcode.LocalSet && Before(at + 1).Opcode == Opcode.I32Add && Before(at + 2).Opcode == Opcode.I32Const
            && Before(at + 3) == new Seen(Opcode.LocalGet, tested.Operand) && Before(at + 4) == new Seen(Opcode.LocalGet, tested.Operand)
            ? new LocalTest(tested.Operand, condition, number, true)
            : null;
    }

    private Seen Before(int distance) =>
        distance < Math.Min(_count, WindowSize) ? _window[(_count - 1 - distance) % WindowSize] : default;

    private static Condition? ConditionOf(Opcode opcode) => opcode switch
    {
        Opcode.I32Ne => Condition.Ne,
        Opcode.I32LtU => Condition.LtU,
        Opcode.I32LeU => Condition.LeU,
        Opcode.I32GtU => Condition.GtU,
        Opcode.I32GeU => Condition.GeU,
        Opcode.I32LtS => Condition.LtS,
        Opcode.I32LeS => Condition.LeS,
        Opcode.I32GtS => Condition.GtS,
        Opcode.I32GeS => Condition.GeS,
        _ => null,
    };

    private readonly record struct Seen(Opcode Opcode, int Operand);
}
