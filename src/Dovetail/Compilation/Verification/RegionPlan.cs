using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// The protected regions of a method. A handler may run after any instruction of its block: there, what the block assigns is unknown.
/// </summary>
internal sealed class RegionPlan
{
    private readonly int[] _partOf;
    private readonly List<Part> _parts = [];
    private readonly Dictionary<int, Flow> _entries = [];

    // The parts of each protected block, by where it begins.
    private readonly Dictionary<int, List<Part>> _blocks = [];
    private readonly Verification _state;

    public RegionPlan(Verification state)
    {
        _state = state;
        _parts.Add(new Part(0, -1, CilOp.Nop));
        var instructions = state.Body.Instructions;
        _partOf = state.Plan.HasRegions ? new int[instructions.Length + 1] : [];
        if (!state.Plan.HasRegions) return;
        var current = 0;
        for (var i = 0; i < instructions.Length; i++)
        {
            var op = instructions[i].Op;
            if (op is CilOp.BeginCatch or CilOp.BeginFault) current = Open(i, _parts[current].Parent, op, _parts[current].Try);
            _partOf[i] = current;
            if (op == CilOp.BeginTry) current = Open(i, current, op, start: i);
            if (op == CilOp.EndTry) current = Close(i, current);
        }

        Require(current == 0, "protected blocks that end");
    }

    /// <summary>At the start of a protected block, remembers what is known there, where all paths to it have met.</summary>
    public void Begin(int at, Flow flow)
    {
        if (OpAt(at) != CilOp.BeginTry) return;
        _state.Require(flow.Stack.Count == 0, "an empty stack before a protected block");
        _entries[at] = flow.Copy();
    }

    /// <summary>At the start of a handler, gives what is known there, with the exit of the block before it; null elsewhere.</summary>
    public (Flow? Flow, int? Exit)? Enter(int at)
    {
        var op = OpAt(at);
        if (op is not (CilOp.BeginCatch or CilOp.BeginFault)) return null;
        var part = _parts[_partOf[at]];
        if (!_entries.TryGetValue(part.Try, out var entry)) return (null, null);
        var unknown = Forget(entry.Copy(), part.Try, at);
        unknown.HasFuel = false;
        return (unknown, part.End + 1);
    }

    /// <summary>Branches stay in their block; only <c>leave</c> goes out, and nothing goes in.</summary>
    public void RequireMayBranch(CilOp op, int target)
    {
        if (!_state.Plan.HasRegions) return;
        var from = _partOf[_state.At];
        var to = _partOf[target];
        var isHandler = target < _state.Body.Instructions.Length
            && _state.Body.Instructions[target].Op is CilOp.BeginCatch or CilOp.BeginFault or CilOp.EndTry;
        _state.Require(!isHandler, "a target that is no handler");
        if (op == CilOp.Leave)
        {
            while (from > to) from = _parts[from].Parent;
        }

        _state.Require(from == to, "a target in the same protected block");
    }

    /// <summary>What the start or the end of a block does to the stack; whether control goes on behind it.</summary>
    public bool Step(CilInstruction instruction)
    {
        if (instruction.Op == CilOp.BeginCatch)
        {
            var type = Catalogue.TypeAt(instruction.Index);
            _state.Require(Trust.MayBeCaught(_state.Context, type), "a handler for exceptions of guests alone");
            _state.Push(type);
        }

        _state.Require(instruction.Op != CilOp.BeginFault || _state.Context.Owner != RuntimeMembers.ModuleInstance, "no handler that sees a trap pass");
        if (instruction.Op != CilOp.EndTry) return true;
        _state.Flow.Stack.Clear();
        return _parts[_partOf[_state.At]].Op == CilOp.BeginCatch;
    }

    /// <summary>Whether an instruction is in no protected block.</summary>
    public bool IsOutside(int at) => !_state.Plan.HasRegions || _partOf[at] == 0;

    private Flow Forget(Flow flow, int from, int to)
    {
        flow.Epoch = _state.NewEpoch();
        _state.Forget(flow, from, to, (_, _) => false);
        return flow;
    }

    private int Open(int at, int parent, CilOp op, int start)
    {
        Require(parent >= 0, "a handler of a protected block");
        _parts.Add(new Part(at, parent, op) { Try = start });
        if (op == CilOp.BeginTry) _blocks.Add(at, []);
        _blocks[start].Add(_parts[^1]);
        return _parts.Count - 1;
    }

    private int Close(int at, int current)
    {
        var part = _parts[current];
        Require(part.Op is CilOp.BeginCatch or CilOp.BeginFault, "a handler before the end of a protected block");
        foreach (var each in _blocks[part.Try]) each.End = at;
        return part.Parent;
    }

    private CilOp OpAt(int at) => at < _state.Body.Instructions.Length ? _state.Body.Instructions[at].Op : CilOp.Nop;

    private void Require(bool holds, string rule) => _state.Require(holds, rule);

    /// <summary>A protected block or one of its handlers.</summary>
    private sealed class Part(int start, int parent, CilOp op)
    {
        public int Start { get; } = start;
        public int Parent { get; } = parent;
        public CilOp Op { get; } = op;
        public int Try { get; init; } = -1;
        public int End { get; set; }
    }
}
