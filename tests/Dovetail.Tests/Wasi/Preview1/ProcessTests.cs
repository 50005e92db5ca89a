using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary>Arguments, the environment, exit codes, random bytes and the rest.</summary>
public sealed class ProcessTests : Preview1TestBase
{
    [Fact]
    public void There_are_no_arguments_and_variables_unless_they_are_granted()
    {
        Open();
        foreach (var name in new[] { "args", "environ" })
        {
            Assert.Equal(Errno.Success, Call($"{name}_sizes_get", Result, Result + 4));
            Assert.Equal((0u, 0u), (ResultUInt32, UInt32(Result + 4)));
            Assert.Equal(Errno.Success, Call($"{name}_get", Result, Data));
        }
    }

    [Fact]
    public void Arguments_are_strings_with_zeroes_behind()
    {
        Open(new WasiOptions { Arguments = ["program", "", "größe"] });
        Assert.Equal(["program", "", "größe"], Strings("args"));
        Assert.Equal("program\0\0größe\0", TextAt(Data, 8 + 1 + 8));
    }

    [Fact]
    public void Variables_are_names_and_values_with_an_equals_sign_between()
    {
        Open(new WasiOptions { Environment = new Dictionary<string, string> { ["A"] = "1=2", ["B"] = "" } });
        Assert.Equal(["A=1=2", "B="], Strings("environ").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(42), InlineData(125), InlineData(126), InlineData(255), InlineData(256), InlineData(-1), InlineData(int.MinValue)]
    public void Every_exit_code_is_the_programs_own(int code)
    {
        Open();
        Assert.Equal(code, Exit(code));
    }

    [Fact]
    public void Signals_are_not_supported()
    {
        Open();
        Assert.Equal((Errno.Notsup, Errno.Notsup, Errno.Inval), (Call("proc_raise", 0), Call("proc_raise", 30), Call("proc_raise", 31)));
    }

    [Fact]
    public void Yielding_lets_a_guest_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        Open(new WasiOptions(), new StoreOptions { Cancellation = stop.Token });
        Assert.Equal(Errno.Success, Call("sched_yield"));
        stop.Cancel();
        Assert.Equal(TrapCode.Cancelled, Assert.Throws<TrapException>(() => Call("sched_yield")).Code);
    }

    [Fact]
    public void Random_bytes_fill_the_buffer_and_nothing_else()
    {
        Open();
        Assert.Equal(Errno.Success, Call("random_get", Data + 1, 0));
        Assert.Equal(new byte[100], Bytes(Data, 100));
        Assert.Equal(Errno.Success, Call("random_get", Data, 10_000));
        Assert.True(Bytes(Data, 10_000).Distinct().Count() > 200);
        Assert.Equal(new byte[100], Bytes(Data + 10_000, 100));
        Assert.NotEqual(Bytes(Data, 4096), Bytes(Data + 4096, 4096));
    }

    [Fact]
    public void Random_bytes_follow_from_a_seed_where_the_host_wants()
    {
        Assert.Equal(Take(), Take());

        byte[] Take()
        {
            Open(new WasiOptions { RandomSeed = 5 });
            Assert.Equal(Errno.Success, Call("random_get", Data, 64));
            return Bytes(Data, 64);
        }
    }

    [Fact]
    public void More_random_bytes_than_may_be_trap()
    {
        Open(new WasiOptions { Limits = new WasiLimits { MaxRandomBytes = 100 } });
        Assert.Equal(Errno.Success, Call("random_get", Data, 100));
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => Call("random_get", Data, 101)).Code);
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => Call("random_get", Data, uint.MaxValue)).Code);
    }

    private string[] Strings(string name)
    {
        Assert.Equal(Errno.Success, Call($"{name}_sizes_get", Result, Result + 4));
        var (count, size) = (ResultUInt32, UInt32(Result + 4));
        Assert.Equal(Errno.Success, Call($"{name}_get", Result, Data));
        var whole = TextAt(Data, size);
        Assert.Equal(count, (uint)whole.Count(letter => letter == '\0'));
        return [.. Enumerable.Range(0, (int)count).Select(i => TextAt(UInt32(Result + 4 * (uint)i), Data + size - UInt32(Result + 4 * (uint)i)).Split('\0')[0])];
    }
}
