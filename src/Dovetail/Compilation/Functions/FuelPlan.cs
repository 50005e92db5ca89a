using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// What the instructions of a function cost, summed up over each straight run of them: from where control may come to, up to where it may go
/// elsewhere. A run is charged when it begins.
/// </summary>
/// <remarks>
/// It depends on the function's code alone, so that the same guest costs the same however it is compiled, split or copied. What ends a block or
/// begins one costs nothing. Every way around a loop and every way to a call passes a run that costs something: branches, calls,
/// <c>throw</c> and <c>try_table</c> are instructions themselves.
/// </remarks>
internal sealed class FuelPlan
{
    private readonly Dictionary<int, int> _costs = [];

    /// <summary>The plan of <paramref name="code"/>.</summary>
    public static FuelPlan Of(Expression code)
    {
        var plan = new FuelPlan();
        var (start, cost) = (code.Offset, 0);
        var reader = new InstructionReader(code);
        while (reader.Read())
        {
            cost += IsFree(reader.Opcode) ? 0 : 1;
            if (!EndsRun(reader.Opcode))
                continue;
            plan.Add(start, cost);
            (start, cost) = (code.Offset + reader.Position, 0);
        }
        return plan;
    }

    /// <summary>What the run costs that begins at <paramref name="offset"/> of the module; 0 where none begins.</summary>
    public int CostAt(int offset) => _costs.GetValueOrDefault(offset);

    private void Add(int start, int cost)
    {
        if (cost > 0)
            _costs.Add(start, cost);
    }

    private static bool IsFree(Opcode opcode) => opcode is Opcode.Nop or Opcode.Block or Opcode.Loop or Opcode.Else or Opcode.End;

    private static bool EndsRun(Opcode opcode) => opcode is Opcode.Loop or Opcode.If or Opcode.Else or Opcode.End
        or Opcode.Br or Opcode.BrIf or Opcode.BrTable or Opcode.BrOnNull or Opcode.BrOnNonNull or Opcode.BrOnCast or Opcode.BrOnCastFail
        or Opcode.Return or Opcode.Unreachable or Opcode.Throw or Opcode.ThrowRef
        or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef;
}
