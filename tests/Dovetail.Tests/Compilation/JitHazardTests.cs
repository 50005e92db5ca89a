using Dovetail.Compilation;
using Dovetail.Compilation.Cil;

namespace Dovetail.Tests.Compilation;

/// <summary>Code that RyuJIT compiles wrongly, or dies of, if it is written as it first comes to mind.</summary>
public sealed class JitHazardTests
{
    /// <summary>The lesser of a zero and a constant −0 was the first.</summary>
    [Theory]
    [InlineData("f32")]
    [InlineData("f64")]
    public void The_sign_of_the_least_and_the_greatest_of_zeros_is_right_whichever_is_constant(string type)
    {
        foreach (var (a, b) in new[] { ("0", "-0"), ("-0", "0"), ("0", "0"), ("-0", "-0") })
        {
            var isBoth = a == "-0" && b == "-0";
            foreach (var (operation, isNegative) in new[] { ("min", a == "-0" || b == "-0"), ("max", isBoth) })
            {
                foreach (var code in new[]
                {
                    $"({type}.{operation} (local.get 0) ({type}.const {b}))", $"({type}.{operation} ({type}.const {b}) (local.get 0))",
                    $"({type}.{operation} (local.get 0) (local.get 1))", $"({type}.{operation} ({type}.const {a}) ({type}.const {b}))",
                    $"({type}.{operation} ({type}.trunc ({type}.const {a})) ({type}.const {b}))",
                })
                {
                    var f = Wat.Instantiate($"""
                        (module (func $f (param {type} {type}) (result {type}) {code})
                          (func (export "f") (result i32)
                            ({type}.lt ({type}.div ({type}.const 1) (call $f ({type}.const {a}) ({type}.const {b}))) ({type}.const 0))))
                        """).GetFunction<Func<int>>("f");
                    Assert.True(isNegative == (f() == 1), $"{code} of {a} and {b}");
                }
            }
        }
    }

    /// <summary>A conditional branch to the next instruction, where two protected blocks began, was the end of the process.</summary>
    [Theory]
    [InlineData("(br_if 0 (local.get 0))")]
    [InlineData("(br_if 0 (i32.const 5))")]
    [InlineData("(br_table 0 0 (local.get 0))")]
    public void Protected_blocks_do_not_begin_together(string branch)
    {
        var text = $"""
            (module (tag $t)
              (func (export "f") (param i32) (result i32)
                (block {branch})
                (block $a
                  (try_table (catch $t $a)
                    (block $b
                      (try_table (catch $t $b)
                        (if (i32.eq (local.get 0) (i32.const 7)) (then (throw $t)))
                        (return (i32.const 1))))
                    (throw $t)))
                (i32.const 2)))
            """;
        var instructions = ModuleCompiler.Emit(Wat.Validate(text))[0].Instructions;
        Assert.DoesNotContain(Enumerable.Range(1, instructions.Length - 1), i => instructions[i].Op == CilOp.BeginTry && instructions[i - 1].Op == CilOp.BeginTry);
        var f = Wat.Instantiate(text).GetFunction<Func<int, int>>("f");
        Assert.Equal(1, f(0));
        Assert.Equal(2, f(7));
    }
}
