using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:cli</c> and <c>wasi:random</c>.</summary>
public sealed class CliTests : WasiTestBase
{
    [Fact]
    public void Arguments_variables_and_directory_are_those_that_were_granted()
    {
        var environment = Interface(Start(WasiText.Forward([WasiText.Environment], "environment"), new WasiOptions
        {
            Arguments = ["program", "ä", ""],
            Environment = new Dictionary<string, string> { ["HOME"] = "/", ["EMPTY"] = "" },
            InitialDirectory = "/start",
        }), "environment");
        Assert.Equal(WitValue.List("program", "ä", ""), environment.Call("get-arguments"));
        Assert.Equal(WitValue.List(WitValue.Tuple("HOME", "/"), WitValue.Tuple("EMPTY", "")), environment.Call("get-environment"));
        Assert.Equal(WitValue.Some("/start"), environment.Call("initial-cwd"));
    }

    [Fact]
    public void Without_grants_there_are_none()
    {
        var environment = Interface(Start(WasiText.Forward([WasiText.Environment], "environment")), "environment");
        Assert.Empty(environment.Call("get-arguments").Items);
        Assert.Empty(environment.Call("get-environment").Items);
        Assert.Equal(WitValue.None, environment.Call("initial-cwd"));
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void Exit_ends_the_call_with_success_or_failure(bool isSuccess, int code)
    {
        var exit = Interface(Start(WasiText.Forward([WasiText.Exit("0.2.12")], "exit")), "exit");
        Assert.Equal(code, Assert.Throws<GuestExitException>(() => exit.Call("exit", isSuccess ? WitValue.Ok() : WitValue.Err())).Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(255)]
    public void Exit_with_code_ends_the_call_with_the_code(byte code)
    {
        var exit = Interface(Start(WasiText.Forward([WasiText.Exit("0.2.0")], "exit")), "exit");
        Assert.Equal(code, Assert.Throws<GuestExitException>(() => exit.Call("exit-with-code", code)).Code);
    }

    [Fact]
    public void Terminals_are_those_that_the_host_names()
    {
        string[] names = ["terminal-stdin", "terminal-stdout", "terminal-stderr"];
        var instance = Start(WasiText.Forward([WasiText.Terminals], names), new WasiOptions { Terminals = TerminalStreams.Stdin | TerminalStreams.Stderr });
        Assert.Equal(["some", "none", "some"], names.Select(name => Interface(instance, name).Call($"get-{name}").CaseName));
    }

    [Fact]
    public void Random_bytes_differ_between_stores_and_calls()
    {
        var (one, two) = (Random(null), Random(null));
        var bytes = Interface(one, "random").Call("get-random-bytes", 32ul);
        Assert.Equal(32, bytes.Items.Count);
        Assert.NotEqual(bytes, Interface(one, "random").Call("get-random-bytes", 32ul));
        Assert.NotEqual(bytes, Interface(two, "random").Call("get-random-bytes", 32ul));
        Assert.NotEqual(Interface(one, "insecure").Call("get-insecure-random-u64"), Interface(one, "random").Call("get-random-u64"));
        Assert.Equal(5, Interface(one, "insecure").Call("get-insecure-random-bytes", 5ul).Items.Count);
    }

    [Fact]
    public void Random_bytes_follow_from_a_seed()
    {
        var (one, two, three) = (Random(1), Random(1), Random(2));
        var bytes = Interface(one, "random").Call("get-random-bytes", 32ul);
        Assert.Equal(bytes, Interface(two, "random").Call("get-random-bytes", 32ul));
        Assert.NotEqual(bytes, Interface(three, "random").Call("get-random-bytes", 32ul));
        Assert.Equal(Interface(one, "insecure-seed").Call("insecure-seed"), Interface(two, "insecure-seed").Call("insecure-seed"));
    }

    [Fact]
    public void More_random_bytes_than_the_limit_trap()
    {
        var random = Interface(Random(1, new WasiLimits { MaxRandomBytes = 100 }), "random");
        Assert.Equal(100, random.Call("get-random-bytes", 100ul).Items.Count);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => random.Call("get-random-bytes", 101ul)).Code);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => random.Call("get-random-bytes", ulong.MaxValue)).Code);
    }

    private ComponentInstance Random(int? seed, WasiLimits? limits = null) => Start(
        WasiText.Forward([WasiText.Random], "random", "insecure", "insecure-seed"), new WasiOptions { RandomSeed = seed, Limits = limits ?? WasiLimits.Default });
}
