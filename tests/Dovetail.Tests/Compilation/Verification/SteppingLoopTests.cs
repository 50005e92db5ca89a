using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;

namespace Dovetail.Tests.Compilation.Verification;

/// <summary>
/// Loops whose accesses have no checks: what the emitter writes is accepted, and what it would write if it had miscounted is refused. The stores reach
/// to the last byte of the memory.
/// </summary>
public sealed class SteppingLoopTests
{
    private const string Counted = """
        (module (memory 1) (func (local i32 i32)
          i32.const -16384 local.set 0
          i32.const 0 local.set 1
          loop
            local.get 1 i32.const 77 i32.store
            local.get 1 i32.const 4 i32.add local.set 1
            local.get 0 i32.const 1 i32.add local.tee 0 i32.const 16000 i32.ne br_if 0
          end))
        """;

    private const string Tested = """
        (module (memory 1) (func (param i32 i32)
          block
            local.get 0 i32.const 65532 i32.gt_u br_if 0
            loop
              local.get 0 i32.const 77 i32.store
              local.get 0 local.get 1 i32.add local.tee 0
              i32.const 65533 i32.lt_u br_if 0
            end
          end))
        """;

    private static string Small => Counted.Replace("16000", "0", StringComparison.Ordinal);

    [Fact]
    public void Accepts_a_counted_loop_up_to_the_last_byte_without_checks_and_polls()
    {
        var body = Emit(Small);
        Assert.DoesNotContain(body.Instructions, each => each.Op is CilOp.Bgt or CilOp.Volatile);
        Assert.True(IsAccepted(body));
    }

    [Fact]
    public void Accepts_a_loop_that_its_test_keeps_inside_without_checks_but_with_a_poll()
    {
        var body = Emit(Tested);
        Assert.DoesNotContain(body.Instructions, each => each.Op is CilOp.Bgt);
        Assert.Contains(body.Instructions, each => each.Op is CilOp.Volatile);
        Assert.True(IsAccepted(body));
    }

    [Fact]
    public void Checks_a_counted_loop_that_goes_too_far() =>
        Assert.Contains(Emit(Counted).Instructions, each => each.Op is CilOp.Bgt);

    [Theory]
    [InlineData(-16384, -16385)] // one more time around
    [InlineData(4, 5)] // farther each time
    public void Refuses_a_loop_that_goes_farther_or_more_often(int was, int now) =>
        Assert.False(IsAccepted(Replace(Emit(Small), was, now)));

    [Fact]
    public void Accepts_a_loop_that_goes_around_half_as_often() => Assert.True(IsAccepted(Replace(Emit(Small), 1, 2)));

    [Fact]
    public void Refuses_a_loop_whose_counter_may_pass_the_last_number()
    {
        // Steps of 3 from −16384 do not meet zero.
        Assert.False(IsAccepted(Replace(Emit(Small), 1, 3)));
    }

    [Fact]
    public void Refuses_a_loop_that_does_not_step()
    {
        var body = Emit(Small);
        var seen = 0;
        Assert.False(IsAccepted(Change(body, each => each.Op == CilOp.Add && ++seen == 3 ? [new CilInstruction(CilOp.Pop)] : [each])));
    }

    [Theory]
    [InlineData(65533, 65534)]
    [InlineData(65532, 65533)]
    public void Refuses_a_test_that_lets_one_more_pass(int was, int now) => Assert.False(IsAccepted(Replace(Emit(Tested), was, now)));

    [Fact]
    public void Refuses_a_loop_of_which_a_smaller_memory_is_left()
    {
        var bodies = ModuleCompiler.Emit(Wat.Validate(Small), out var promises);
        Assert.Throws<VerificationException>(() => ModuleCompiler.Verify(bodies, promises with { MemoryMinimums = [65_535] }));
    }

    [Fact]
    public void Refuses_a_long_loop_without_a_poll()
    {
        var bodies = ModuleCompiler.Emit(Wat.Validate("""
            (module (func (local i32)
              loop local.get 0 i32.const 1 i32.add local.tee 0 i32.const 100000000 i32.ne br_if 0 end))
            """));
        Assert.True(IsAccepted(bodies[0]));
        // bne.un stay → the branch back itself, and no poll.
        Assert.False(IsAccepted(Change(bodies[0], each => each.Op == CilOp.Brfalse ? [new CilInstruction(CilOp.Pop), each with { Op = CilOp.Br }] : [each])));
    }

    private static CilBody Emit(string text) => ModuleCompiler.Emit(Wat.Validate(text))[0];

    private static bool IsAccepted(CilBody body)
    {
        var promises = Promises();
        try
        {
            CilVerifier.Verify(body, promises);
            return true;
        }
        catch (VerificationException)
        {
            return false;
        }
    }

    private static VerificationContext Promises()
    {
        ModuleCompiler.Emit(Wat.Validate(Small), out var promises);
        return promises with { UnitSignatures = default };
    }

    private static CilBody Replace(CilBody body, int was, int now)
    {
        Assert.Contains(body.Instructions, each => each.Op == CilOp.LdcI4 && each.Index == was);
        return Change(body, each => each.Op == CilOp.LdcI4 && each.Index == was ? [each with { Operand = now }] : [each]);
    }

    private static CilBody Change(CilBody body, Func<CilInstruction, CilInstruction[]> change)
    {
        var (instructions, positions) = (new List<CilInstruction>(), new List<int>());
        foreach (var each in body.Instructions)
        {
            positions.Add(instructions.Count);
            instructions.AddRange(change(each));
        }
        positions.Add(instructions.Count);
        return body with
        {
            Instructions = [.. instructions],
            Labels = [.. body.Labels.Select(at => positions[at])],
        };
    }
}
