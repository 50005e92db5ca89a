using static Dovetail.Tests.Wasm.Modules.Validation.Validating;

namespace Dovetail.Tests.Wasm.Modules.Validation;

/// <summary>For each rule of instructions a function that keeps it and one that breaks it.</summary>
public class InstructionRuleTests
{
    [Theory]
    // Rows.
    [InlineData("(result i32) i32.const 1 i32.const 2 i32.add")]
    [InlineData("(param f64) (result i64) local.get 0 i64.trunc_sat_f64_s")]
    // Blocks and branches.
    [InlineData("(result i32) block (result i32) i32.const 1 end")]
    [InlineData("i32.const 1 loop (param i32) i32.const 0 br_if 0 drop end")]
    [InlineData("(param i32) (result i32) local.get 0 if (result i32) i32.const 1 else i32.const 2 end")]
    [InlineData("(param i32) (result i32) local.get 0 i32.const 1 if (param i32) (result i32) end")]
    [InlineData("(result i32) i32.const 7 br 0")]
    [InlineData("(result i32) i32.const 7 i32.const 1 br_if 0")]
    [InlineData("(result i32) i32.const 7 i32.const 1 br_table 0 0 0")]
    [InlineData("block block i32.const 1 br_table 0 1 2 end end")]
    [InlineData("(result i32) unreachable")]
    [InlineData("(result i32) unreachable i32.add")]
    [InlineData("(result i32) unreachable select")]
    [InlineData("(result i64) i64.const 1 return i32.const 2 drop")]
    [InlineData("block unreachable i64.const 1 i32.const 1 br_table 0 0 drop end")]
    // Variables.
    [InlineData("(param i32) (local i64) local.get 1 local.set 1 local.get 0 local.tee 0 drop")]
    [InlineData("(local (ref func)) ref.func 0 local.set 0 local.get 0 drop) (elem declare func 0")]
    // Parametric.
    [InlineData("(result i32) i32.const 1 i32.const 2 i32.const 0 select")]
    [InlineData("(result funcref) ref.null func ref.null func i32.const 0 select (result funcref)")]
    // Memory.
    [InlineData("i32.const 0 i64.load align=8 drop) (memory 1")]
    [InlineData("i64.const 0 i32.load8_u offset=0x100000000 drop) (memory i64 1")]
    [InlineData("i32.const 0 i32.const 0 i32.const 0 memory.init 0 data.drop 0) (memory 1) (data \"\"")]
    // Tables.
    [InlineData("i32.const 0 i32.const 0 table.get 0 table.set 0) (table 1 funcref")]
    [InlineData("i32.const 0 i32.const 0 i32.const 0 table.copy 0 1) (table 1 funcref) (table 1 (ref null 0)")]
    [InlineData("i32.const 0 i32.const 0 i32.const 0 table.init 0 0 elem.drop 0) (table 1 funcref) (elem funcref")]
    // Calls.
    [InlineData("(param i32) (result i32) local.get 0 call 0")]
    [InlineData("(param i32) local.get 0 i32.const 0 call_indirect (param i32)) (table 1 funcref")]
    [InlineData("(result i32) ref.func 0 call_ref 0) (elem declare func 0")]
    [InlineData("(result i32) return_call 0")]
    // References.
    [InlineData("(result i32) ref.null extern ref.is_null")]
    [InlineData("(result (ref func)) ref.func 0) (elem declare func 0")]
    [InlineData("(param anyref) (result eqref) local.get 0 ref.cast eqref")]
    // Exceptions.
    [InlineData("i32.const 1 throw 0) (tag (param i32)")]
    [InlineData("(result i32) try_table (catch 0 0) end i32.const 0) (tag (param i32)")]
    [InlineData("(result exnref) try_table (catch_all_ref 0) end ref.null exn")]
    // Vectors.
    [InlineData("(param v128) (result i32) local.get 0 i16x8.extract_lane_u 7")]
    public void Accepts(string function) => Validating.Accepts(function);

    [Theory]
    [InlineData("type mismatch: expected i32, found i64", "(result i32) i32.const 1 i64.const 2 i32.add")]
    [InlineData("type mismatch: expected i32, found nothing", "(result i32) i32.add")]
    [InlineData("type mismatch", "i32.const 1")]
    [InlineData("type mismatch: expected i32, found nothing", "(result i32) i32.const 1 block i32.eqz drop end")]
    [InlineData("type mismatch: expected i32, found nothing", "i32.const 1 loop (param i32) drop br 0 end")]
    [InlineData("type mismatch: expected i32, found f32", "(result i32) f32.const 7 br 0")]
    [InlineData("type mismatch: expected f32, found i32", "(result f32) i32.const 0 if (result f32) f32.const 1 else i32.const 1 end")]
    [InlineData("type mismatch: an `if` without `else`", "(result i32) i32.const 1 if (result i32) i32.const 1 end")]
    [InlineData("type mismatch: label 0 takes 0 operands", "(result i32) block i32.const 7 i32.const 1 br_table 1 0 end i32.const 0")]
    [InlineData("type mismatch: expected i64, found i32", "(result i64) i32.const 7 i32.const 1 br_table 0 0")]
    [InlineData("unknown label 1", "br 1")]
    [InlineData("type mismatch: expected i32, found f32", "(result i32) unreachable f32.const 0 i32.add")]
    [InlineData("type mismatch", "unreachable i32.const 1 block end")]
    [InlineData("unknown local 1", "(param i32) local.get 1 drop")]
    [InlineData("uninitialized local 0", "(local (ref func)) local.get 0 drop")]
    [InlineData("uninitialized local 0",
        "(local (ref func)) block ref.func 0 local.set 0 end local.get 0 drop) (elem declare func 0")]
    [InlineData("unknown global 0", "global.get 0 drop")]
    [InlineData("immutable global 0", "i32.const 0 global.set 0) (global i32 i32.const 0")]
    [InlineData("type mismatch: an operand is missing", "drop")]
    [InlineData("type mismatch: `select`", "i32.const 1 i64.const 2 i32.const 0 select drop")]
    [InlineData("type mismatch: `select` of references", "ref.null func ref.null func i32.const 0 select drop")]
    [InlineData("invalid result arity", "unreachable select (result i32 i32) drop drop")]
    [InlineData("unknown memory 0", "i32.const 0 i32.load drop")]
    [InlineData("alignment must not be larger than natural", "i32.const 0 i32.load16_s align=4 drop) (memory 1")]
    [InlineData("offset out of range", "i32.const 0 i32.load offset=0x100000000 drop) (memory 1")]
    [InlineData("type mismatch: expected i64, found i32", "i32.const 0 i32.load drop) (memory i64 1")]
    [InlineData("unknown data segment 1", "data.drop 1) (data \"\"")]
    [InlineData("unknown elem segment 0", "elem.drop 0")]
    [InlineData("unknown table 0", "i32.const 0 table.get 0 drop")]
    [InlineData("type mismatch: expected externref, found funcref", "i32.const 0 ref.null func table.set 0) (table 1 externref")]
    [InlineData("type mismatch: expected elements of funcref",
        "i32.const 0 i32.const 0 i32.const 0 table.copy 0 1) (table 1 funcref) (table 1 externref")]
    [InlineData("type mismatch: expected elements of externref",
        "i32.const 0 i32.const 0 i32.const 0 table.init 0 0) (table 1 externref) (elem funcref")]
    [InlineData("unknown function 9", "call 9")]
    [InlineData("type mismatch: table 0 holds externref", "i32.const 0 call_indirect) (table 1 externref")]
    [InlineData("unknown type 9", "i32.const 0 call_indirect (type 9)) (table 1 funcref")]
    [InlineData("type mismatch: a tail call", "(result i32) return_call 1) (func")]
    [InlineData("undeclared function reference 0", "ref.func 0 drop")]
    [InlineData("type mismatch: expected a reference, found i32", "i32.const 0 ref.is_null drop")]
    [InlineData("type mismatch: expected anyref, found funcref", "ref.null func ref.cast eqref drop")]
    [InlineData("unknown tag 0", "throw 0")]
    [InlineData("type mismatch: a catch clause", "try_table (catch 0 0) end) (tag (param i32)")]
    [InlineData("invalid lane index", "(param v128) (result i32) local.get 0 i16x8.extract_lane_u 8")]
    public void Rejects(string message, string function) => Validating.Rejects(message, $"(func {function})");

    [Theory]
    [InlineData("struct.new 0 drop", "struct.new 1 drop")]
    [InlineData("(param (ref 0)) local.get 0 struct.get_u 0 1 drop", "(param (ref 0)) local.get 0 struct.get 0 1 drop")]
    [InlineData("(param (ref 0)) local.get 0 f64.const 0 struct.set 0 0", "(param (ref 0)) local.get 0 i32.const 0 struct.set 0 1")]
    [InlineData("i32.const 5 array.new_default 1 drop", "i32.const 5 array.new_default 2 drop")]
    [InlineData("f32.const 0 f32.const 0 array.new_fixed 1 2 drop", "f32.const 0 array.new_fixed 1 2 drop")]
    [InlineData("(param (ref 1)) local.get 0 array.len drop", "(param (ref 0)) local.get 0 array.len drop")]
    [InlineData("(param (ref 3)) (result (ref 0)) local.get 0", "(param (ref 0)) (result (ref 3)) local.get 0")]
    public void Follows_the_types_of_aggregates(string accepted, string rejected)
    {
        const string types = """
            (type (sub (struct (field (mut f64)) (field i8))))
            (type (array (mut f32)))
            (type (array (ref func)))
            (type (sub 0 (struct (field (mut f64)) (field i8) (field i64))))
            """;
        var operands = accepted.StartsWith("struct.new", StringComparison.Ordinal) ? "f64.const 0 i32.const 0 " : "";
        Validate($"{types} (func {operands}{accepted})");
        Assert.Throws<InvalidException>(() => Validate($"{types} (func {operands}{rejected})"));
    }
}
