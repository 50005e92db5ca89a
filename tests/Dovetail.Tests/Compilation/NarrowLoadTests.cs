using System.Text;
using Dovetail.Testing.Scripts;

namespace Dovetail.Tests.Compilation;

/// <summary>
/// Loads of fewer bytes than what is made of them has: the JIT may put the load into the instruction that uses it, which must not read more for
/// that.
/// </summary>
public sealed class NarrowLoadTests
{
    [Fact]
    public void Nothing_reads_more_bytes_than_the_load_says()
    {
        var report = ScriptRunner.Run(Encoding.UTF8.GetBytes(
            """
            (module (memory 1) (data (i32.const 16) "\81\82\83\84\85\86\87\88")
             (func (export "r8") (param i32) (result i32) (local f32) (local.set 1 (f32.reinterpret_i32 (i32.load8_u (local.get 0)))) (i32.reinterpret_f32 (local.get 1)))
             (func (export "r16") (param i32) (result i32) (local f32) (local.set 1 (f32.reinterpret_i32 (i32.load16_u (local.get 0)))) (i32.store8 (i32.const 100) (i32.const 0)) (i32.reinterpret_f32 (local.get 1)))
             (func (export "r64") (param i32) (result i64) (local f64) (local.set 1 (f64.reinterpret_i64 (i64.load32_u (local.get 0))))  (i64.reinterpret_f64 (local.get 1)))
             (func (export "d8") (param i32) (result i64) (i64.reinterpret_f64 (f64.reinterpret_i64 (i64.load8_u (local.get 0)))))
             (func (export "d16s") (param i32) (result i64) (i64.reinterpret_f64 (f64.reinterpret_i64 (i64.load16_s (local.get 0)))))
             (func (export "d32s") (param i32) (result f64) (f64.reinterpret_i64 (i64.load32_s (local.get 0))))
             (func (export "f8") (param i32) (result f32) (f32.reinterpret_i32 (i32.load8_u (local.get 0))))
             (func (export "f8s") (param i32) (result f32) (f32.reinterpret_i32 (i32.load8_s (local.get 0))))
             (func (export "s32") (param i32) (result v128) (i32x4.splat (i32.load8_u (local.get 0))))
             (func (export "s32s") (param i32) (result v128) (i32x4.splat (i32.load16_s (local.get 0))))
             (func (export "s16") (param i32) (result v128) (i16x8.splat (i32.load8_u (local.get 0))))
             (func (export "s64") (param i32) (result v128) (i64x2.splat (i64.load32_u (local.get 0))))
             (func (export "s64b") (param i32) (result v128) (i64x2.splat (i64.load8_u (local.get 0))))
             (func (export "s64s") (param i32) (result v128) (i64x2.splat (i64.load16_s (local.get 0))))
             (func (export "x64") (param i32) (result v128) (i64x2.splat (i64.extend_i32_u (i32.load (local.get 0)))))
             (func (export "rep32") (param i32) (result v128) (i32x4.replace_lane 1 (v128.const i64x2 0 0) (i32.load8_u (local.get 0))))
             (func (export "rep320") (param i32) (result v128) (i32x4.replace_lane 0 (v128.const i64x2 0 0) (i32.load8_u (local.get 0))))
             (func (export "rep16") (param i32) (result v128) (i16x8.replace_lane 1 (v128.const i64x2 0 0) (i32.load8_u (local.get 0))))
             (func (export "rep64") (param i32) (result v128) (i64x2.replace_lane 1 (v128.const i64x2 0 0) (i64.load32_u (local.get 0))))
             (func (export "shl") (param i32) (result v128) (i32x4.shl (v128.const i32x4 1 1 1 1) (i32.load8_u (local.get 0))))
             (func (export "fs") (param i32) (result v128) (f32x4.splat (f32.reinterpret_i32 (i32.load8_u (local.get 0)))))
             (func (export "frep") (param i32) (result v128) (f32x4.replace_lane 2 (v128.const i64x2 0 0) (f32.reinterpret_i32 (i32.load8_u (local.get 0)))))
             (func (export "cvt") (param i32) (result f32) (f32.convert_i32_s (i32.load8_u (local.get 0))))
             (func (export "cvtd") (param i32) (result f64) (f64.convert_i32_s (i32.load16_u (local.get 0))))
             (func (export "cvtl") (param i32) (result f64) (f64.convert_i64_s (i64.load16_u (local.get 0))))
            )
            (assert_return (invoke "r8" (i32.const 16)) (i32.const 0x81))
            (assert_return (invoke "r16" (i32.const 16)) (i32.const 0x8281))
            (assert_return (invoke "r64" (i32.const 16)) (i64.const 0x84838281))
            (assert_return (invoke "f8" (i32.const 16)) (f32.const 0x1.02p-142))
            (assert_return (invoke "f8s" (i32.const 16)) (f32.const -nan:0x7fff81))
            (assert_return (invoke "d8" (i32.const 16)) (i64.const 0x81))
            (assert_return (invoke "d16s" (i32.const 16)) (i64.const 0xffffffffffff8281))
            (assert_return (invoke "d32s" (i32.const 16)) (f64.const -nan:0xfffff84838281))
            (assert_return (invoke "s32" (i32.const 16)) (v128.const i32x4 0x81 0x81 0x81 0x81))
            (assert_return (invoke "s32s" (i32.const 16)) (v128.const i32x4 0xffff8281 0xffff8281 0xffff8281 0xffff8281))
            (assert_return (invoke "s16" (i32.const 16)) (v128.const i16x8 0x81 0x81 0x81 0x81 0x81 0x81 0x81 0x81))
            (assert_return (invoke "s64" (i32.const 16)) (v128.const i64x2 0x84838281 0x84838281))
            (assert_return (invoke "s64b" (i32.const 16)) (v128.const i64x2 0x81 0x81))
            (assert_return (invoke "s64s" (i32.const 16)) (v128.const i64x2 0xffffffffffff8281 0xffffffffffff8281))
            (assert_return (invoke "x64" (i32.const 16)) (v128.const i64x2 0x84838281 0x84838281))
            (assert_return (invoke "rep32" (i32.const 16)) (v128.const i32x4 0 0x81 0 0))
            (assert_return (invoke "rep320" (i32.const 16)) (v128.const i32x4 0x81 0 0 0))
            (assert_return (invoke "rep16" (i32.const 16)) (v128.const i16x8 0 0x81 0 0 0 0 0 0))
            (assert_return (invoke "rep64" (i32.const 16)) (v128.const i64x2 0 0x84838281))
            (assert_return (invoke "shl" (i32.const 16)) (v128.const i32x4 2 2 2 2))
            (assert_return (invoke "fs" (i32.const 16)) (v128.const i32x4 0x81 0x81 0x81 0x81))
            (assert_return (invoke "frep" (i32.const 16)) (v128.const i32x4 0 0 0x81 0))
            (assert_return (invoke "cvt" (i32.const 16)) (f32.const 0x81))
            (assert_return (invoke "cvtd" (i32.const 16)) (f64.const 0x8281))
            (assert_return (invoke "cvtl" (i32.const 16)) (f64.const 0x8281))
            """), "narrow.wast");
        Assert.Empty(report.Results.Where(result => result.Verdict != Verdict.Passed).Select(result => result.Reason));
    }
}
