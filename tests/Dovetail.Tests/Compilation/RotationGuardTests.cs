using Dovetail.Compilation;
using Dovetail.Compilation.Cil;

namespace Dovetail.Tests.Compilation;

/// <summary>Rotations and comparisons with zero, which RyuJIT gets wrong together.</summary>
public sealed class RotationGuardTests
{
    [Theory]
    [InlineData("(i32.eqz (i32.rotl (i32.eq (local.get 0) (i32.const 6)) (i32.const 5)))")]
    [InlineData("(i64.eqz (i64.rotr (i64.extend_i32_u (local.get 0)) (i64.const 3)))")]
    [InlineData("(i32.lt_s (i32.const 0) (i32.rotl (local.get 0) (i32.const 5)))")]
    [InlineData("(select (i32.const 1) (i32.const 2) (i32.rotr (local.get 0) (i32.const 1)))")]
    [InlineData("(if (result i32) (i32.rotl (local.get 0) (i32.const 1)) (then (i32.const 1)) (else (i32.const 2)))")]
    [InlineData("(local.set 1 (i32.rotl (local.get 0) (i32.const 1))) (i32.eqz (local.get 1))")]
    [InlineData("(local.set 1 (i32.rotl (local.get 0) (i32.const 1))) (local.set 2 (local.get 1)) (i32.eqz (local.get 2))")]
    [InlineData("(i32.div_u (i32.const 7) (i32.rotl (local.get 0) (i32.const 1)))")]
    [InlineData("(i32.rotl (local.get 0) (i32.const 1))")]
    public void A_rotation_that_may_be_compared_is_a_call(string code) => Assert.Equal((0, 1), Rotations(code));

    [Theory]
    [InlineData("(i32.xor (i32.rotl (local.get 0) (i32.const 7)) (local.get 0))")]
    [InlineData("(i32.add (local.get 0) (i32.rotr (local.get 0) (i32.const 7)))")]
    [InlineData("(i32.store (i32.const 0) (i32.rotl (local.get 0) (i32.const 7))) (local.get 0)")]
    [InlineData("(local.set 1 (i32.rotl (local.get 0) (i32.const 7))) (i32.mul (local.get 1) (local.get 1))")]
    public void Any_other_rotation_is_left_to_the_JIT(string code) => Assert.Equal((1, 0), Rotations(code));

    /// <summary>In a build that is optimised, 0 rotated was taken for another number.</summary>
    [Fact]
    public void Zero_rotated_is_zero()
    {
        var instance = Wat.Instantiate("""
            (module (global $g (mut i32) (i32.const 6))
              (func (export "f") (param i32) (result i32)
                (i32.eqz (i32.rotl (i32.eq (local.get 0) (global.get $g)) (i32.const 5)))))
            """);
        Assert.Equal([1], instance.GetFunction("f").Invoke(0));
        Assert.Equal([0], instance.GetFunction("f").Invoke(6));
    }

    private static (int AsTheyAre, int Apart) Rotations(string code)
    {
        var bodies = ModuleCompiler.Emit(Wat.Validate(
            $"(module (memory 1) (func (export \"f\") (param i32) (result i32) (local i32 i32) {code}))"), out var promises);
        ModuleCompiler.Verify(bodies, promises);
        var called = bodies.SelectMany(body => body.Instructions).Where(instruction => instruction.Op == CilOp.Call)
            .Select(instruction => Catalogue.MethodAt(instruction.Index).Member.Name).ToArray();
        return (called.Count(name => name is "Rotl" or "Rotr"), called.Count(name => name is "RotlApart" or "RotrApart"));
    }
}
