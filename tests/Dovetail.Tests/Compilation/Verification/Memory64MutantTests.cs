using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;

namespace Dovetail.Tests.Compilation.Verification;

/// <summary>
/// What the emitter would write if it forgot or weakened a check of a 64-bit memory. No check in these functions covers the access behind another.
/// </summary>
public sealed class Memory64MutantTests
{
    private const string Accesses = """
          (func (param i64) (result i32) (i32.load (local.get 0)))
          (func (param i64) (result i32) (i32.load8_u (local.get 0)))
          (func (param i64) (result i64) (i64.load offset=100 (local.get 0)))
          (func (param i64) (result f64) (f64.load offset=0x123456789ab (local.get 0)))
          (func (param i64) (i64.store16 offset=7 (local.get 0) (local.get 0)))
          (func (param i64) (result i64) (drop (memory.grow (local.get 0))) (i64.load (local.get 0)))
          (func (param i64) (loop (i32.store (local.get 0) (i32.const 1)) (br_if 0 (i32.load8_u offset=1000 (local.get 0)))))
        """;

    private static readonly CilOp[] Comparisons =
        [CilOp.Beq, CilOp.BneUn, CilOp.Blt, CilOp.Ble, CilOp.Bgt, CilOp.Bge, CilOp.BltUn, CilOp.BleUn, CilOp.BgtUn, CilOp.BgeUn];

    [Theory]
    [InlineData("(memory i64 0)")]
    [InlineData("(memory i64 1)")]
    [InlineData("(memory 1) (memory i64 3 3)")]
    public void Every_forgotten_or_weakened_check_is_caught(string memories)
    {
        var index = memories.Split("(memory").Length - 2;
        var text = index == 0 ? Accesses : Accesses
            .Replace("load ", $"load {index} ", StringComparison.Ordinal).Replace("_u ", $"_u {index} ", StringComparison.Ordinal)
            .Replace("store ", $"store {index} ", StringComparison.Ordinal).Replace("store16 ", $"store16 {index} ", StringComparison.Ordinal)
            .Replace("memory.grow ", $"memory.grow {index} ", StringComparison.Ordinal);
        var bodies = ModuleCompiler.Emit(Wat.Validate($"(module {memories} {text})"), out var promises);
        ModuleCompiler.Verify(bodies, promises);
        var (made, survivors) = (0, new List<string>());
        for (var i = 0; i < bodies.Length; i++)
        {
            foreach (var (mutation, mutant) in bodies[i].Instructions.SelectMany((_, at) => At(bodies[i], at)))
            {
                made++;
                if (!IsCaught(mutant, promises with { Index = i })) survivors.Add($"{mutant.Name}: {mutation}");
            }
        }

        Assert.Empty(survivors);
        Assert.True(made > 70, $"only {made} mutants were made");
    }

    private static IEnumerable<(string, CilBody)> At(CilBody body, int at)
    {
        var instruction = body.Instructions[at];
        if (!IsCheck(body, instruction)) yield break;
        yield return ("no check", With(body, at, new(CilOp.Pop), new(CilOp.Pop)));
        // A comparison that traps for more indices than it has to is safe.
        foreach (var other in Comparisons.Where(op => op != instruction.Op && (op, instruction.Op) is not (CilOp.BgeUn, CilOp.BgtUn)))
            yield return ($"check by {other}", With(body, at, instruction with { Op = other }));
        foreach (var (place, length) in Lengths(body, at))
            yield return ($"one byte less at {place}", With(body, place, length with { Operand = length.Operand - 1 }));
        for (var i = at - 1; i > 0 && i > at - 12; i--)
        {
            var before = body.Instructions[i];
            if (before.Op == CilOp.Or) yield return ("no guard", With(body, i, new CilInstruction(CilOp.Pop)));
            if (before.Op == CilOp.Shr) yield return ("no sign", With(body, i, new CilInstruction(CilOp.ShrUn)));
            if (before.Op == CilOp.Ldfld && before.Index == RuntimeMembers.MemoryLimit.Index && IsBehindGrowth(body, i))
                yield return ("stale limit", With(body, i + 2, new CilInstruction(CilOp.Pop)));
        }
    }

    // limit  C  sub, directly before the comparison or, for a guarded one, before it is kept as the room.
    private static IEnumerable<(int, CilInstruction)> Lengths(CilBody body, int at)
    {
        for (var i = at - 1; i > 1 && i > at - 12; i--)
        {
            if (body.Instructions[i].Op != CilOp.Sub) continue;
            var place = body.Instructions[i - 1].Op == CilOp.ConvI ? i - 2 : i - 1;
            yield return (place, body.Instructions[place]);
            yield break;
        }
    }

    private static bool IsBehindGrowth(CilBody body, int at) => body.Instructions.Take(at)
        .Any(instruction => instruction.Op == CilOp.Call && instruction.Index == OperationMembers.MemoryGrow64.Index);

    private static bool IsCheck(CilBody body, CilInstruction instruction)
    {
        if (instruction.Op is not (CilOp.BgtUn or CilOp.BgeUn)) return false;
        var trap = body.Instructions[body.Labels[instruction.Index]];
        return trap.Op == CilOp.Call && trap.Index == RuntimeMembers.MemoryOutOfBounds.Index;
    }

    private static bool IsCaught(CilBody mutant, VerificationContext promises)
    {
        try
        {
            CilVerifier.Verify(mutant, promises);
            return false;
        }
        catch (VerificationException)
        {
            return true;
        }
    }

    private static CilBody With(CilBody body, int at, params CilInstruction[] replacement) => Mutants.Replace(body, at, replacement);
}
