using System.Text;

namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class RunVerbTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Calls_a_function_of_an_interface_without_naming_the_interface()
    {
        Write("""
            (component
              (core module $m (func (export "mul") (param i32 i32) (result i32) (i32.mul (local.get 0) (local.get 1))))
              (core instance $i (instantiate $m))
              (func $mul (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "mul")))
              (instance (export "test:math/calc@1.2.0") (export "multiply" (func $mul))))
            """);

        Assert.Equal((0, "42\n", ""), CommandLine.Run("run", path, "--invoke", "multiply(6, 7)"));
        Assert.Equal((0, "42\n", ""), CommandLine.Run("run", path, "--invoke", "test:math/calc.multiply@1.2.0(6, 7)"));
        Assert.Equal("test:math/calc.multiply@1.2.0: func(a: u32, b: u32) -> u32\n", CommandLine.Run("run", path).Output);
    }

    [Fact]
    public void A_whole_name_means_that_function_and_no_other()
    {
        Write("""
            (component
              (core module $m (func (export "one") (result i32) (i32.const 1)) (func (export "two") (result i32) (i32.const 2)))
              (core instance $i (instantiate $m))
              (func $one (result u32) (canon lift (core func $i "one")))
              (func $two (result u32) (canon lift (core func $i "two")))
              (export "f" (func $one))
              (instance (export "a:b/c") (export "f" (func $two)))
              (instance (export "a:b/d") (export "f" (func $two))))
            """);

        Assert.Equal((0, "1\n", ""), CommandLine.Run("run", path, "--invoke", "f()"));
        Assert.Equal((0, "2\n", ""), CommandLine.Run("run", path, "--invoke", "a:b/c.f()"));
    }

    [Fact]
    public void Calls_a_core_function_with_numbers_and_shows_several_results_as_a_tuple()
    {
        Write("""(module (func (export "swap_it") (param i32 f64) (result f64 i32) (local.get 1) (local.get 0)))""");

        Assert.Equal((0, "(2.5, -1)\n", ""), CommandLine.Run("run", path, "--invoke", "swap_it(-1, 2.5)"));
    }

    [Fact]
    public void Shows_every_number_of_64_bits_whole()
    {
        Write("""(module (func (export "id") (param i64) (result i64) (local.get 0)))""");

        Assert.Equal((0, "9223372036854775807\n", ""), CommandLine.Run("run", path, "--invoke", "id(9223372036854775807)"));
        Assert.Equal((0, "-9223372036854775808\n", ""), CommandLine.Run("run", path, "--invoke", "id(-9223372036854775808)"));
        Assert.Equal((0, "9007199254740993\n", ""), CommandLine.Run("run", path, "--invoke", "id(9007199254740993)"));
        Assert.Equal(1, CommandLine.Run("run", path, "--invoke", "id(9223372036854775808)").Code);
    }

    [Fact]
    public void Says_why_it_cannot_call_a_function_on_vectors()
    {
        Write("""(module (func (export "neg") (param v128) (result v128) (i8x16.neg (local.get 0))) (func (export "one")))""");

        var (code, output, errors) = CommandLine.Run("run", path, "--invoke", "neg(1)");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("its type is [v128] -> [v128]; only numbers can be written in WAVE", errors, StringComparison.Ordinal);
        Assert.Equal("one: func()\n", CommandLine.Run("run", path).Output);
    }

    [Fact]
    public void Takes_its_arguments_in_any_order()
    {
        Write("""(module (func (export "id") (param i32) (result i32) (local.get 0)))""");

        Assert.Equal((0, "7\n", ""), CommandLine.Run("run", path, "--invoke", "id(7)"));
        Assert.Equal((0, "7\n", ""), CommandLine.Run("run", "--invoke", "id(7)", path));
        Assert.Equal((0, "7\n", ""), CommandLine.Run("run", path, "--timeout", "5", "--invoke", "id(7)"));
    }

    [Fact]
    public void Shows_where_a_call_is_wrong()
    {
        Write("""(module (func (export "id") (param i32) (result i32) (local.get 0)))""");

        var (code, output, errors) = CommandLine.Run("run", path, "--invoke", "di(1)");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("no such function is exported; there is `id`", errors, StringComparison.Ordinal);
        Assert.Contains("^^", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_with_the_code_of_a_trap()
    {
        Write("""(module (func (export "f") unreachable))""");

        var (code, _, errors) = CommandLine.Run("run", path, "--invoke", "f()");

        Assert.Equal(3, code);
        Assert.Contains("unreachable", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Stops_an_endless_loop_at_the_time_out()
    {
        Write("""(module (func (export "f") (loop (br 0))))""");

        Assert.Equal(4, CommandLine.Run("run", path, "--invoke", "f()", "--timeout", "0.1").Code);
    }

    [Fact]
    public void Refuses_a_time_out_below_zero_as_wrong_use()
    {
        Assert.Equal(2, CommandLine.Run("run", path, "--timeout", "-1").Code);
    }

    private void Write(string text) => File.WriteAllText(path, text, Encoding.UTF8);
}
