using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Whether a function that calls itself is written with copies of its code in place of those calls, and how deep: as deep as it stays small.
/// Recursion then enters a function, with its checks and its frame, only at every other level or less.
/// </summary>
internal struct Unrolling
{
    private const int MostBytes = 800;
    private const int DeepestLevel = 3;

    private int _calls;
    private bool _isRefused;

    /// <summary>Looks at an instruction of the function.</summary>
    public void See(in InstructionReader reader, int functionIndex)
    {
        _calls += reader.Opcode == Opcode.Call && reader.Index == functionIndex ? 1 : 0;
        _isRefused |= EmitTable.Rule(reader.Opcode).Kind is EmitKind.Control or EmitKind.Call && !IsSimple(reader.Opcode);
    }

    /// <summary>The number of levels; 0 to call each time.</summary>
    /// <param name="size">The size of the function's code in bytes.</param>
    public readonly int Depth(int size)
    {
        if (_calls == 0 || _isRefused)
            return 0;
        var (copies, all) = (1L, 0L);
        for (var depth = 0; ; depth++)
        {
            copies *= _calls;
            all += copies;
            if (depth == DeepestLevel || all * size > MostBytes)
                return depth;
        }
    }

    // What leaves the function in another way than by returning does not stand in a copy.
    private static bool IsSimple(Opcode opcode) => opcode is Opcode.Unreachable or Opcode.Nop or Opcode.Block or Opcode.Loop or Opcode.If
        or Opcode.Else or Opcode.End or Opcode.Br or Opcode.BrIf or Opcode.BrTable or Opcode.Return or Opcode.Call or Opcode.CallIndirect;
}
