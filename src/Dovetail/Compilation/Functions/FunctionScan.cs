using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>What a look over a function's code tells before it is compiled.</summary>
internal readonly struct FunctionScan
{
    private FunctionScan(bool calls, bool accessesMemory, int loops, long branchTargets, int blocks) =>
        (Calls, AccessesMemory, Loops, BranchTargets, Blocks) = (calls, accessesMemory, loops, branchTargets, blocks);

    /// <summary>Whether there is any call of a guest or host function.</summary>
    public bool Calls { get; }

    /// <summary>Whether there is any load or store.</summary>
    public bool AccessesMemory { get; }

    /// <summary>The number of loops.</summary>
    public int Loops { get; }

    /// <summary>The number of labels in all <c>br_table</c> instructions.</summary>
    public long BranchTargets { get; }

    /// <summary>The number of blocks, branches and accesses to memory: about the basic blocks that the JIT will see.</summary>
    public int Blocks { get; }

    public static FunctionScan Of(Expression body)
    {
        var (calls, accesses, loops, targets, blocks) = (false, false, 0, 0L, 0);
        var reader = new InstructionReader(body);
        while (reader.Read())
        {
            switch (reader.Opcode)
            {
                case Opcode.Call or Opcode.CallIndirect:
                    calls = true;
                    break;
                case Opcode.Loop:
                    loops++;
                    blocks++;
                    break;
                case Opcode.BrTable:
                    targets += reader.Labels.Count + 1;
                    break;
                case Opcode.Block or Opcode.If or Opcode.Else or Opcode.BrIf or Opcode.Select or Opcode.SelectTyped:
                    blocks++;
                    break;
                default:
                    if (reader.Row.AccessLog2 >= 0)
                    {
                        accesses = true;
                        blocks++;
                    }
                    break;
            }
        }
        return new FunctionScan(calls, accesses, loops, targets, blocks);
    }
}
