using Dovetail.Compilation;
using Dovetail.Compilation.Cil;

namespace Dovetail.Tests.Compilation;

/// <summary>Accesses whose checks are left out because the same local was checked before: how many are left, and that what is out of bounds traps still.</summary>
public sealed class LocalAddressTests
{
    [Theory]
    // A larger offset covers smaller ones, and is checked first, unless something lies between.
    [InlineData(1, "local.get 0 i32.load offset=8 local.get 0 i32.load offset=4 i32.add local.get 0 i32.load i32.add")]
    [InlineData(1, "local.get 0 i32.load local.get 0 i32.load offset=4 i32.add local.get 0 i32.load offset=8 i32.add")]
    [InlineData(1, "local.get 0 i32.load local.get 0 local.get 1 i32.store offset=4")]
    [InlineData(2, "local.get 0 local.get 1 i32.store local.get 0 i32.load offset=4")]
    [InlineData(2, "local.get 0 i32.load call $g local.get 0 i32.load offset=4 i32.add")]
    [InlineData(2, "local.get 0 i32.load global.set $x local.get 0 i32.load offset=4")]
    [InlineData(2, "local.get 0 i32.load local.get 1 i32.div_u local.get 0 i32.load offset=4 i32.add")]
    [InlineData(2, "local.get 0 i32.load block local.get 1 br_if 0 local.get 0 i32.load offset=4 drop end")]
    [InlineData(2, "local.get 0 i32.load local.get 1 local.set 0 local.get 0 i32.load offset=4 i32.add")]
    [InlineData(2, "local.get 0 local.get 0 i32.load local.set 0 i32.load offset=4")]
    // The last byte counts, not the offset.
    [InlineData(2, "local.get 0 i32.load8_u offset=8 nop local.get 0 i32.load offset=6 i32.add")]
    [InlineData(1, "local.get 0 i64.load i32.wrap_i64 local.get 0 i32.load8_u offset=7 i32.add")]
    // A store counts as a load does.
    [InlineData(1, "local.get 0 i32.const 7 i32.store offset=4 local.get 0 i32.load offset=4")]
    // A local that is set again is another address; one that is set to itself is not.
    [InlineData(2, "local.get 0 i32.load offset=8 local.get 1 local.set 0 local.get 0 i32.load i32.add")]
    [InlineData(1, "local.get 0 i32.load offset=8 local.get 0 local.set 0 local.get 0 i32.load i32.add")]
    [InlineData(2, "local.get 0 i32.load local.tee 0 i32.load local.get 0 i32.load i32.add")]
    // A call grows memories at most.
    [InlineData(1, "local.get 0 i32.load offset=8 call $g local.get 0 i32.load i32.add")]
    // What was checked before a block holds in it and behind it; what was checked in it holds there only.
    [InlineData(1, "local.get 0 i32.load offset=8 block local.get 1 br_if 0 local.get 0 i32.load local.set 1 end local.get 0 i32.load i32.add")]
    [InlineData(2, "block local.get 1 br_if 0 local.get 0 i32.load offset=8 local.set 1 end local.get 0 i32.load")]
    [InlineData(3, "local.get 1 if (result i32) local.get 0 i32.load else local.get 0 i32.load offset=4 end local.get 0 i32.load i32.add")]
    // A longer check in a block is forgotten behind it, the shorter one is not.
    [InlineData(2, "local.get 0 i32.load block local.get 1 br_if 0 local.get 0 i32.load offset=8 local.set 1 end local.get 0 i32.load i32.add")]
    [InlineData(3, "local.get 0 i32.load block local.get 1 br_if 0 local.get 0 i32.load offset=8 local.set 1 end local.get 0 i32.load offset=8 i32.add")]
    [InlineData(2, "local.get 0 i32.load offset=8 block local.get 1 br_if 0 i32.const 5 local.set 0 end local.get 0 i32.load i32.add")]
    // A loop begins anew.
    [InlineData(2, "local.get 0 i32.load offset=8 loop local.get 0 i32.load local.tee 1 br_if 0 end local.get 0 i32.load i32.add")]
    public void So_many_checks_are_left(int checks, string code)
    {
        var bodies = ModuleCompiler.Emit(Wat.Validate($"""
            (module (memory 0) (global $x (mut i32) (i32.const 0))
              (func (export "f") (param i32 i32) (result i32) {code})
              (func $g))
            """), out var promises);
        ModuleCompiler.Verify(bodies, promises);
        Assert.Equal(checks, bodies[0].Instructions.Count(instruction => instruction.Op == CilOp.Bgt));
    }

    [Fact]
    public void The_first_access_out_of_bounds_traps_and_those_before_it_happen()
    {
        var instance = Wat.Instantiate("""
            (module (memory (export "m") 1)
              (func (export "f") (param i32)
                local.get 0 i32.const 1 i32.store
                local.get 0 i32.const 2 i32.store offset=4
                local.get 0 i32.const 3 i32.store offset=8))
            """);
        var f = instance.GetFunction<Action<int>>("f");
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(65528)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(-8)).Code);
        f(0);
        var read = Wat.Instantiate("""
            (module (memory 1)
              (func (export "f") (param i32) (result i32) (local i32)
                block
                  local.get 0 i32.const 1 i32.store
                  local.get 0 i32.const 2 i32.store offset=4
                end
                local.get 0 i32.load
                local.get 0 i32.load offset=4
                i32.const 65532 local.set 0
                local.get 0 i32.load offset=1
                i32.add i32.add))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => read(0)).Code);
    }

    [Fact]
    public void An_access_that_comes_later_does_not_trap_before_what_else_traps()
    {
        var f = Wat.Instantiate("""
            (module (memory 1)
              (func (export "f") (param i32 i32) (result i32)
                local.get 0 i32.load
                local.get 1 i32.div_u
                local.get 0 i32.load offset=4
                i32.add))
            """).GetFunction<Func<int, int, int>>("f");
        Assert.Equal(TrapCode.IntegerDivideByZero, Assert.Throws<TrapException>(() => f(65532, 0)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(65532, 1)).Code);
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(65533, 0)).Code);
    }

    // What the guest tests tells the range of the local, but not of the copy that was made before.
    [Fact]
    public void A_test_between_two_accesses_leaves_out_no_check_that_the_verifier_wants()
    {
        var bodies = ModuleCompiler.Emit(Wat.Validate("""
            (module (memory 1)
              (func (param i32) (result i32)
                local.get 0 i32.load offset=4
                local.get 0 i32.const 40000 i32.lt_u
                if local.get 0 i32.const 7 i32.store offset=8 end))
            """), out var promises);
        ModuleCompiler.Verify(bodies, promises);
        Assert.Equal(1, bodies[0].Instructions.Count(instruction => instruction.Op == CilOp.Bgt));
    }

    [Fact]
    public void A_check_that_lies_many_branches_back_is_made_again()
    {
        var between = string.Concat(Enumerable.Repeat("local.get 1 br_if 0 ", 60));
        var bodies = ModuleCompiler.Emit(Wat.Validate($"""
            (module (memory 0)
              (func (param i32 i32)
                block
                  local.get 0 i32.load offset=4 drop
                  {between}
                  local.get 0 i32.load drop
                end))
            """), out var promises);
        ModuleCompiler.Verify(bodies, promises);
        Assert.Equal(2, bodies[0].Instructions.Count(instruction => instruction.Op == CilOp.Bgt));
    }
}
