using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>Metering: what is written before instructions that begin a run, and before those that work on a range.</summary>
/// <remarks>
/// A local knows what the store has left. Each charge writes both, so that the store is exact wherever a guest is left (by a trap, an exception, a
/// call); the local is read again where others may have been charged meanwhile. The JIT writes each charge in place.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class FuelEmitter
{
    /// <summary>Writes what the instruction that <paramref name="reader"/> stands at is to be charged before it runs.</summary>
    public static void Charge(FunctionContext context, FuelPlan plan, in InstructionReader reader)
    {
        if (plan.CostAt(reader.Offset) is > 0 and var cost)
            context.SpendFuel(cost);
        if (ChargeOf(reader.Opcode) is { } charge)
            ChargeRange(context, charge);
    }

    // The length of the range is the topmost operand of all these instructions.
    private static void ChargeRange(FunctionContext context, CatalogueMethod charge)
    {
        var operands = context.Operands;
        operands.SettleWritten();
        operands.SettleTop(1);
        var is32 = operands.Peek().Type.Kind == CilKind.Int32;
        operands.WriteCopy(0);
        if (is32)
            context.Builder.Emit(CilOp.ConvU8);
        context.LoadStore().Call(charge);
        context.ReadFuel();
    }

    private static CatalogueMethod? ChargeOf(Opcode opcode) => opcode switch
    {
        Opcode.MemoryFill or Opcode.MemoryCopy or Opcode.MemoryInit => OperationMembers.ChargeBytes,
        Opcode.MemoryGrow => OperationMembers.ChargePages,
        Opcode.TableGrow or Opcode.TableFill or Opcode.TableCopy or Opcode.TableInit
            or Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewData or Opcode.ArrayNewElem
            or Opcode.ArrayFill or Opcode.ArrayCopy or Opcode.ArrayInitData or Opcode.ArrayInitElem => OperationMembers.ChargeElements,
        _ => null,
    };
}
