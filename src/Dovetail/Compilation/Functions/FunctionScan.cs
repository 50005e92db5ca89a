using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>What a look over a function's code tells before it is compiled.</summary>
internal readonly struct FunctionScan
{
    private const int NoLoop = -1;

    private FunctionScan(bool calls, MemorySet accessedMemories, List<int> backEdges, long branchTargets, int blocks, int tries) =>
        (Calls, AccessedMemories, BackEdges, BranchTargets, Blocks, Tries) = (calls, accessedMemories, backEdges, branchTargets, blocks, tries);

    /// <summary>How deep calls of the function by itself are written as copies of its code (<see cref="Functions.Unrolling"/>).</summary>
    public int Unrolling { get; private init; }

    /// <summary>What the function is charged; null where fuel is not metered.</summary>
    public FuelPlan? Fuel { get; init; }

    /// <summary>The size of the code in bytes.</summary>
    public int Size { get; private init; }

    /// <summary>What the loops look like.</summary>
    public required LoopShapes Loops { get; init; }

    /// <summary>How far accesses of the same address reach.</summary>
    public required AccessReaches Reaches { get; init; }

    /// <summary>Whether there is any call of a guest or host function.</summary>
    public bool Calls { get; }

    /// <summary>The memories that are loaded from or stored to.</summary>
    public MemorySet AccessedMemories { get; }

    /// <summary>For each loop, in their order, how many branches go back to it, those of <c>br_if</c> not counted.</summary>
    public IReadOnlyList<int> BackEdges { get; }

    /// <summary>The number of labels in all <c>br_table</c> instructions.</summary>
    public long BranchTargets { get; }

    /// <summary>The number of blocks, branches and accesses to memory: about the basic blocks that the JIT will see.</summary>
    public int Blocks { get; }

    /// <summary>The number of <c>try_table</c> instructions.</summary>
    public int Tries { get; }

    public static FunctionScan Of(Expression body, int functionIndex)
    {
        var (calls, accesses, targets, blocks, tries) = (false, default(MemorySet), 0L, 0, 0);
        var (unrolling, loops, reaches) = (new Unrolling(), new LoopShapes(), new AccessReaches());
        var (backEdges, open) = (new List<int>(), new List<int> { NoLoop });
        var reader = new InstructionReader(body);
        while (reader.Read())
        {
            unrolling.See(reader, functionIndex);
            loops.See(reader);
            reaches.See(reader);
            switch (reader.Opcode)
            {
                case Opcode.Call or Opcode.CallIndirect or Opcode.CallRef or Opcode.ReturnCall or Opcode.ReturnCallIndirect
                    or Opcode.ReturnCallRef:
                    calls = true;
                    break;
                case Opcode.Block or Opcode.If or Opcode.Loop:
                    blocks++;
                    open.Add(reader.Opcode == Opcode.Loop ? backEdges.Count : NoLoop);
                    if (reader.Opcode == Opcode.Loop)
                        backEdges.Add(0);
                    break;
                case Opcode.TryTable:
                    tries++;
                    foreach (var clause in reader.Catches)
                        CountBackEdge(backEdges, open, clause.Label);
                    open.Add(NoLoop);
                    break;
                case Opcode.End:
                    open.RemoveAt(open.Count - 1);
                    break;
                case Opcode.Br:
                    CountBackEdge(backEdges, open, reader.Index);
                    break;
                case Opcode.BrTable:
                    targets += reader.Labels.Count + 1;
                    foreach (var label in reader.Labels)
                        CountBackEdge(backEdges, open, label);
                    break;
                case Opcode.Else or Opcode.BrIf or Opcode.Select or Opcode.SelectTyped or Opcode.BrOnNull or Opcode.BrOnNonNull
                    or Opcode.BrOnCast or Opcode.BrOnCastFail or (>= Opcode.StructNew and <= Opcode.RefCastNull):
                    blocks++;
                    break;
                default:
                    if (reader.Row.AccessLog2 < 0)
                        break;
                    accesses = accesses.With(reader.MemArg.Memory);
                    blocks++;
                    break;
            }
        }
        return new FunctionScan(calls, accesses, backEdges, targets, blocks, tries)
        {
            Unrolling = unrolling.Depth(body.Bytes.Length),
            Loops = loops,
            Reaches = reaches,
            Size = body.Bytes.Length,
        };
    }

    private static void CountBackEdge(List<int> backEdges, List<int> open, int depth)
    {
        if (open[^(depth + 1)] is >= 0 and var loop)
            backEdges[loop]++;
    }
}
