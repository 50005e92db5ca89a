using Dovetail.Fuzzing;
using Dovetail.Fuzzing.Worlds;
using Xunit.Abstractions;

namespace Dovetail.Tests.Tooling;

/// <summary>Random worlds, whose components give back what they take.</summary>
public sealed class EchoTests(ITestOutputHelper output)
{
    private const ulong Seed = 20261125;
    private const int Worlds = 200;

    [Fact]
    [Trait("Category", "Slow")]
    public void Two_hundred_random_worlds_echo_their_arguments()
    {
        var run = new EchoRun();
        for (var i = 0; i < Worlds; i++)
        {
            Assert.Null(run.Run(SeededRandom.SeedOf(Seed, i)));
        }
        output.WriteLine($"{Worlds} worlds, {run.Functions} functions, {run.Calls} calls; {run.Kinds.Count()} kinds of value types: {string.Join(", ", run.Kinds)}");
        Assert.Equal(
        [
            "bool", "char", "enum", "f32", "f64", "flags", "list", "list of a fixed length", "map", "option", "record", "result", "s16", "s32", "s64",
            "s8", "string", "tuple", "u16", "u32", "u64", "u8", "variant",
        ], run.Kinds);
    }
}
