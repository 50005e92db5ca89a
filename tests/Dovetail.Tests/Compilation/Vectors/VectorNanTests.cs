using System.Text;
using Dovetail.Testing.Scripts;

namespace Dovetail.Tests.Compilation.Vectors;

/// <summary>
/// Constants with which an operation changes no number, and NaNs among them: what the JIT does with them at compile time must leave no signalling
/// NaN where the machine would make it quiet, and move every NaN as it is.
/// </summary>
public sealed class VectorNanTests
{
    [Fact]
    public void Nothing_that_is_folded_changes_what_becomes_of_a_signalling_NaN()
    {
        var report = ScriptRunner.Run(Encoding.UTF8.GetBytes(
            """
            (module
              (func (export "mul1") (param v128) (result v128) (f32x4.mul (local.get 0) (v128.const f32x4 1 1 1 1)))
              (func (export "mul1l") (param v128) (result v128) (local v128) (local.set 1 (v128.const f32x4 1 1 1 1)) (f32x4.mul (local.get 0) (local.get 1)))
              (func (export "sub0") (param v128) (result v128) (f32x4.sub (local.get 0) (v128.const f32x4 0 0 0 0)))
              (func (export "add-0") (param v128) (result v128) (f32x4.add (local.get 0) (v128.const f32x4 -0 -0 -0 -0)))
              (func (export "splat1") (param v128) (result v128) (f32x4.mul (local.get 0) (f32x4.splat (f32.const 1))))
              (func (export "div1") (param v128) (result v128) (f64x2.div (local.get 0) (v128.const f64x2 1 1)))
              (func (export "div1s") (param v128) (result v128) (f64x2.div (local.get 0) (f64x2.splat (f64.const 1))))
              (func (export "addnan") (param v128) (result v128) (f32x4.add (local.get 0) (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "addnanl") (param v128) (result v128) (local v128) (local.set 1 (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)) (f32x4.add (local.get 0) (local.get 1)))
              (func (export "constadd") (result v128) (f32x4.add (v128.const f32x4 1 1 1 1) (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "consts") (result v128) (f32x4.sqrt (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "constc") (result v128) (f32x4.ceil (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "constp") (result v128) (f64x2.promote_low_f32x4 (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "ext") (result i32) (i32.reinterpret_f32 (f32x4.extract_lane 1 (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001))))
              (func (export "extl") (result i32) (local v128) (local.set 0 (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)) (i32.reinterpret_f32 (f32x4.extract_lane 1 (local.get 0))))
              (func (export "min") (result v128) (f32x4.min (v128.const f32x4 1 1 1 1) (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "minl") (param v128) (result v128) (f32x4.min (local.get 0) (v128.const f32x4 -0 -0 -0 -0)))
              (func (export "maxl") (param v128) (result v128) (f32x4.max (v128.const f32x4 -0 -0 -0 -0) (local.get 0)))
              (func (export "replc") (result v128) (f32x4.replace_lane 1 (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001) (f32.const nan:0x200001)))
              (func (export "negc") (result v128) (f32x4.neg (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "absc") (result v128) (f32x4.abs (v128.const i32x4 0xffa00001 0x7fa00001 0x7fa00001 0x7fa00001)))
              (func (export "pmin") (result v128) (f32x4.pmin (v128.const i32x4 0x7fa00001 0x7fa00001 0x3f800000 0) (v128.const i32x4 0x3f800000 0x7fa00001 0x7fa00001 0x80000000)))
              (func (export "splatc") (result v128) (f32x4.splat (f32.const nan:0x200001)))
              (func (export "roundtrip") (param v128) (result v128) (f32x4.demote_f64x2_zero (f64x2.promote_low_f32x4 (local.get 0))))
            )
            (assert_return (invoke "mul1" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic 1 0 -0))
            (assert_return (invoke "mul1l" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic 1 0 -0))
            (assert_return (invoke "sub0" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic 1 0 -0))
            (assert_return (invoke "add-0" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic 1 0 -0))
            (assert_return (invoke "splat1" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic 1 0 -0))
            (assert_return (invoke "div1" (v128.const i64x2 0x7ff4000000000001 0)) (v128.const f64x2 nan:arithmetic 0))
            (assert_return (invoke "div1s" (v128.const i64x2 0x7ff4000000000001 0)) (v128.const f64x2 nan:arithmetic 0))
            (assert_return (invoke "addnan" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic nan:arithmetic))
            (assert_return (invoke "addnanl" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic nan:arithmetic))
            (assert_return (invoke "constadd") (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic nan:arithmetic))
            (assert_return (invoke "consts") (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic nan:arithmetic))
            (assert_return (invoke "constc") (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic nan:arithmetic))
            (assert_return (invoke "constp") (v128.const f64x2 nan:arithmetic nan:arithmetic))
            (assert_return (invoke "ext") (i32.const 0x7fa00001))
            (assert_return (invoke "extl") (i32.const 0x7fa00001))
            (assert_return (invoke "min") (v128.const f32x4 nan:arithmetic nan:arithmetic nan:arithmetic nan:arithmetic))
            (assert_return (invoke "minl" (v128.const i32x4 0x7fa00001 0x3f800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic -0 -0 -0))
            (assert_return (invoke "maxl" (v128.const i32x4 0x7fa00001 0xbf800000 0 0x80000000)) (v128.const f32x4 nan:arithmetic -0 0 -0))
            (assert_return (invoke "replc") (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001))
            (assert_return (invoke "negc") (v128.const i32x4 0xffa00001 0xffa00001 0xffa00001 0xffa00001))
            (assert_return (invoke "absc") (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001))
            (assert_return (invoke "pmin") (v128.const i32x4 0x7fa00001 0x7fa00001 0x3f800000 0))
            (assert_return (invoke "splatc") (v128.const i32x4 0x7fa00001 0x7fa00001 0x7fa00001 0x7fa00001))
            (assert_return (invoke "roundtrip" (v128.const i32x4 0x7fa00001 0x3f800000 0 0)) (v128.const f32x4 nan:arithmetic 1 0 0))
            """), "nan.wast");
        Assert.Empty(report.Results.Where(result => result.Verdict != Verdict.Passed).Select(result => result.Reason));
    }
}
