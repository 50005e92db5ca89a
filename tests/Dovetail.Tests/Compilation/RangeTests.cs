using System.Globalization;
using Dovetail.Compilation;
using Dovetail.Compilation.Functions;

namespace Dovetail.Tests.Compilation;

/// <summary>
/// Accesses whose checks are left out because of what locals can be: loops of all kinds around the end of a memory trap exactly where they should.
/// </summary>
public sealed class RangeTests
{
    private const int MostRounds = 200_000;

    private static readonly string[] _comparisons = ["ne", "lt_u", "le_u", "gt_u", "ge_u", "lt_s", "le_s", "gt_s", "ge_s"];

    [Fact]
    public void Loops_that_step_trap_where_they_leave_the_memory()
    {
        var (random, traps, ends) = (new Random(1), 0, 0);
        for (var i = 0; i < 400; i++)
        {
            var loop = Loop.Random(random);
            if (loop.Run() is not var (rounds, isTrap) || rounds > MostRounds)
                continue;
            AssertRuns(loop, rounds, isTrap);
            traps += isTrap ? 1 : 0;
            ends += isTrap ? 0 : 1;
        }
        Assert.True(traps > 30 && ends > 30, $"{traps} loops trapped, {ends} ended");
    }

    [Theory]
    [InlineData(65532, 4, false)]
    [InlineData(65533, 4, true)]
    [InlineData(65535, 1, false)]
    [InlineData(65536, 1, true)]
    public void A_comparison_spares_a_check_only_up_to_the_last_access_that_fits(int most, int size, bool isTrap)
    {
        var load = size == 4 ? "i32.load" : "i32.load8_u";
        var f = Wat.Instantiate($"""
            (module (memory 1) (func (export "f") (param i32) (result i32)
              local.get 0 i32.const {most} i32.gt_u if i32.const -1 return end
              local.get 0 {load}))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(-1, f(most + 1));
        Assert.Equal(0, f(0));
        if (isTrap)
            Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(most)).Code);
        else
            Assert.Equal(0, f(most));
    }

    [Fact]
    public void What_one_arm_knows_the_other_does_not()
    {
        var f = Wat.Instantiate("""
            (module (memory 1) (func (export "f") (param i32) (result i32)
              local.get 0 i32.const 100 i32.lt_u
              if (result i32) local.get 0 i32.load else local.get 0 i32.load offset=4 end))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(0, f(99));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(65533)).Code);
    }

    [Fact]
    public void What_was_known_before_a_branch_is_forgotten_where_the_local_is_set_on_one_way()
    {
        var f = Wat.Instantiate("""
            (module (memory 1) (func (export "f") (param i32 i32) (result i32)
              i32.const 8 local.set 1
              block
                local.get 0 br_if 0
                i32.const 70000 local.set 1
              end
              local.get 1 i32.load))
            """).GetFunction<Func<int, int, int>>("f");
        Assert.Equal(0, f(1, 0));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(0, 0)).Code);
    }

    [Fact]
    public void A_local_that_is_stepped_only_sometimes_is_not_counted()
    {
        var f = Wat.Instantiate("""
            (module (memory 1) (func (export "f") (param i32) (result i32) (local i32 i32)
              loop
                local.get 0 i32.const 1 i32.and
                if local.get 2 i32.const 40000 i32.add local.set 2 end
                local.get 2 i32.const 1 i32.store8
                local.get 1 i32.const 1 i32.add local.tee 1 i32.const 3 i32.ne br_if 0
              end
              local.get 2))
            """).GetFunction<Func<int, int>>("f");
        Assert.Equal(0, f(0));
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => f(1)).Code);
    }

    [Fact]
    public void A_loop_that_never_ends_is_interrupted_whatever_it_counts()
    {
        var store = new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) };
        foreach (var test in new[] { "i32.const 1 i32.and i32.const 2 i32.ne", "i32.const 0 i32.ge_u", "i32.const -1 i32.le_u", "i32.const 1 i32.or" })
        {
            var f = Wat.Instantiate($"""
                (module (func (export "f") (local i32)
                  loop local.get 0 i32.const 2 i32.add local.tee 0 {test} br_if 0 end))
                """, store).GetFunction<Action>("f");
            Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(f).Code);
        }
    }

    private static void AssertRuns(Loop loop, int rounds, bool isTrap)
    {
        var instance = Wat.Instantiate(loop.Text);
        var f = instance.GetFunction<Func<int>>("f");
        var trap = Record.Exception(() => f());
        Assert.True(isTrap == trap is TrapException { Code: TrapCode.MemoryOutOfBounds }, $"{loop.Text}: {trap?.Message ?? "no trap"}");
        Assert.Equal(rounds, instance.GetFunction<Func<int>>("rounds")());
    }

    /// <summary>A loop that steps a counter and an address, and stores to the address each time.</summary>
    private sealed record Loop(int First, int Step, string Comparison, int Bound, int Address, int Stride, uint Offset, int Shape)
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"""
            (module (memory 1) (global $rounds (mut i32) (i32.const 0))
              (func (export "rounds") (result i32) global.get $rounds)
              (func (export "f") (result i32) (local i32 i32)
                i32.const {First} local.set 0
                i32.const {Address} local.set 1
                loop
                  local.get 1 i32.const 1 i32.store offset={Offset}
                  global.get $rounds i32.const 1 i32.add global.set $rounds
                  {Steps}
                end
                local.get 1))
            """);

        private string Steps => Shape switch
        {
            0 => $"{Advance(1, Stride)} local.set 1 {Advance(0, Step)} local.tee 0 {Test}",
            1 => $"{Advance(0, Step)} local.set 0 {Advance(1, Stride)} local.set 1 local.get 0 {Test}",
            2 => $"{Advance(1, Stride)} local.set 1 local.get 0 {Advance(0, Step)} local.set 0 {Test}",
            _ => $"{Advance(0, Step)} local.set 0 block local.get 1 br_if 0 end {Advance(1, Stride)} local.set 1 local.get 0 {Test}",
        };

        private string Test => $"i32.const {Bound} i32.{Comparison} br_if 0";

        public static Loop Random(Random random)
        {
            var step = random.Next(-9, 10) * (random.Next(3) == 0 ? 1000 : 1);
            var first = random.Next(4) == 0 ? random.Next() : random.Next(-40, 40);
            var stride = random.Next(-5, 9) * 4;
            // Often just about as many rounds as there is room for.
            var room = stride == 0 ? 10 : (stride > 0 ? 65_536 : 0) / stride;
            var bound = random.Next(3) == 0 ? random.Next(-50, 50) : unchecked(first + (step * (Math.Abs(room) + random.Next(-2, 3))));
            return new Loop(
                first, step, _comparisons[random.Next(_comparisons.Length)], bound, stride < 0 ? 65_536 + (stride * random.Next(3)) : random.Next(9),
                stride, (uint)random.Next(5), random.Next(4));
        }

        /// <summary>How many times it goes around until it ends or traps; null where it does not.</summary>
        public (int Rounds, bool IsTrap)? Run()
        {
            var (counter, address) = (First, Address);
            for (var rounds = 0; rounds <= MostRounds; rounds++)
            {
                if ((uint)address + (long)Offset + 4 > 65_536)
                    return (rounds, true);
                var old = counter;
                counter = unchecked(counter + Step);
                address = unchecked(address + Stride);
                if (!Passes(Shape == 2 ? old : counter))
                    return (rounds + 1, false);
            }
            return null;
        }

        private bool Passes(int counter) => Comparison switch
        {
            "ne" => counter != Bound,
            "lt_u" => (uint)counter < (uint)Bound,
            "le_u" => (uint)counter <= (uint)Bound,
            "gt_u" => (uint)counter > (uint)Bound,
            "ge_u" => (uint)counter >= (uint)Bound,
            "lt_s" => counter < Bound,
            "le_s" => counter <= Bound,
            "gt_s" => counter > Bound,
            _ => counter >= Bound,
        };

        private static string Advance(int local, int step) =>
            string.Create(CultureInfo.InvariantCulture, $"local.get {local} i32.const {step} i32.add");
    }

    // The emitter knows less of locals behind the start of a protected block than the verifier, to whom the comparison can't hold.
    [Theory]
    [InlineData("i32.eq", 0, 65535)]
    [InlineData("i32.eq", 2, 65533)]
    [InlineData("i32.eq", 7, 65528)]
    [InlineData("i32.lt_u", 3, 65533)]
    [InlineData("i32.le_u", 4, 65531)]
    [InlineData("i32.ne", 5, 65530)]
    public void What_cannot_be_reached_is_no_reason_to_emit_a_function_again(string comparison, int number, int offset)
    {
        var access = $"""
            (local.set $seen (if (result i32) ({comparison} (local.get $at) (i32.const {number}))
              (then (i32.load8_u offset={offset} (local.get $at))) (else (i32.const 1))))
            """;
        foreach (var block in new[] { "block", "try_table (catch_all $out)" })
        {
            var shape = new ModuleShape(Wat.Validate($"""
                (module (memory 1)
                  (func (result i32) (local $at i32) (local $seen i32)
                    (local.set $at (i32.const 5))
                    (block $out ({block} {access} (if (i32.lt_u (local.get $at) (i32.const 9)) (then {access}))))
                    (local.get $seen)))
                """));
            Assert.False(UnitCompiler.Compile(shape, new UnitRange(0, 1), new ExpressionPool()).IsPlain);
        }
    }

    [Fact]
    public void A_function_whose_ranges_the_verifier_cannot_follow_keeps_its_checks()
    {
        const string Text = """
            (module (memory (export "memory") 1) (global $left (mut i32) (i32.const 9))
              (func (export "f") (result i32) (local $at i32)
                (local.set $at (i32.const 3))
                (block $out
                  (loop $again
                    (global.set $left (i32.sub (global.get $left) (i32.const 1)))
                    (br_if $out (i32.lt_s (global.get $left) (i32.const 0)))
                    (i32.store8 (local.get $at) (i32.const 7))
                    (br_if $again (local.tee $at (i32.const 0)))))
                (i32.load (i32.const 0))))
            """;
        var shape = new ModuleShape(Wat.Validate(Text));
        var plain = UnitCompiler.Compile(shape.WithoutRanges, new UnitRange(0, 1), new ExpressionPool());
        Assert.False(plain.IsPlain, "what is emitted plainly needs no second attempt");
        UnitCompiler.Compile(shape, new UnitRange(0, 1), new ExpressionPool());
        Assert.Equal(0x07000000, Wat.Instantiate(Text).GetFunction<Func<int>>("f")());
    }
}
