using Dovetail.Compilation;
using Dovetail.Compilation.Cil;

namespace Dovetail.Tests.Compilation;

/// <summary>Loops of interpreters, whose heads are copied to where their handlers end.</summary>
public sealed class DispatchTests
{
    // Program: add 5, double, decrement, add 2, double, (jump back while the counter lasts), halt.
    private const string Interpreter = """
        (module
          (memory 1)
          (data (i32.const 100) "\00\05\01\02\00\02\01\03\04")
          (func (export "run") (param $pc i32) (param $times i32) (result i32) (local $a i32) (local $was i32)
            block $halt
              loop $next
                block $again
                  block $dec
                    block $double
                      block $add
                        local.get $pc local.set $was
                        local.get $pc i32.const 1 i32.add local.set $pc
                        local.get $was i32.load8_u
                        br_table $add $double $dec $again $halt
                      end
                      local.get $a local.get $pc i32.load8_u i32.add local.set $a
                      local.get $pc i32.const 1 i32.add local.set $pc
                      br $next
                    end
                    local.get $a i32.const 1 i32.shl local.set $a
                    br $next
                  end
                  local.get $a i32.const 1 i32.sub local.set $a
                  br $next
                end
                local.get $times i32.const 1 i32.sub local.tee $times
                i32.eqz br_if $next
                i32.const 100 local.set $pc
                br $next
              end
            end
            local.get $a))
        """;

    [Fact]
    public void The_head_is_written_for_each_handler()
    {
        var body = ModuleCompiler.Emit(Wat.Validate(Interpreter))[0];
        Assert.Equal(5, body.Instructions.Count(each => each.Op == CilOp.Switch));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void An_interpreter_computes_what_its_program_says(int times)
    {
        var expected = 0;
        for (var i = 0; i < times; i++)
            expected = ((((expected + 5) * 2) - 1) + 2) * 2;
        Assert.Equal(expected, Wat.Instantiate(Interpreter).GetFunction<Func<int, int, int>>("run")(100, times));
    }

    [Fact]
    public void A_program_that_never_ends_is_interrupted()
    {
        var run = Wat.Instantiate(Interpreter, new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) })
            .GetFunction<Func<int, int, int>>("run");
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => run(100, 0)).Code);
    }

    [Fact]
    public void A_counter_beyond_the_memory_traps() => Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(
        () => Wat.Instantiate(Interpreter).GetFunction<Func<int, int, int>>("run")(65_536, 1)).Code);

    [Fact]
    public void What_a_head_knows_of_a_local_is_not_counted_on_in_handlers()
    {
        // The head makes $i small; a handler makes it large and goes to another, which must check its access.
        var run = Wat.Instantiate("""
            (module (memory 1) (func (export "run") (param $op i32) (result i32) (local $i i32)
              block $out
                loop $next
                  block $d block $c block $b block $a
                    local.get $op br_table $a $b $c $d $out
                  end
                  i32.const 8 local.set $i
                  i32.const 1 local.set $op br $next end
                  local.get $i i32.load drop
                  i32.const 2 local.set $op br $next end
                  i32.const 70000 local.set $i
                  i32.const 1 local.set $op br $next end
                  br $next
                end
              end
              local.get $i))
            """).GetFunction<Func<int, int>>("run");
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => run(0)).Code);
    }
}
