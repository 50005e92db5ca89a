using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wasm;

namespace Dovetail.Tests.Tooling.AssemblyScript;

/// <summary>What calls leave behind in a program's memory: nothing, where its runtime collects.</summary>
public sealed class ScriptMemoryTests
{
    private static readonly Engine s_engine = new();

    [SharedTheory]
    [InlineData("incremental", 5_000)]
    [InlineData("minimal", 5_000)]
    public void Memory_stays_flat(string runtime, int rounds) => Soak(runtime, rounds);

    [SharedFact]
    [Trait("Category", "Slow")]
    public void Memory_stays_flat_over_a_hundred_thousand_calls() => Soak("incremental", 20_000);

    // Five calls a round. Some twenty bytes left behind by each would be more than the two pages that there are.
    private static void Soak(string runtime, int rounds)
    {
        var module = WasmInput.ReadModule(File.ReadAllBytes(SharedData.PathOf("guests", "as-formatter", $"core-{runtime}.wasm")));
        var world = ScriptGuest.World(File.ReadAllText(SharedData.PathOf("guests", "as-formatter", "wit", "world.wit")));
        var component = Component.Load(s_engine, WasmOutput.Encode(ScriptComponent.Build(module, world).Definition));
        using var store = new Store(s_engine, new StoreOptions { MaxMemoryBytes = 2 * 65536 });
        var format = new Linker(s_engine).Instantiate(store, component).GetInterface("demo:formatter/format@0.1.0");
        var formatCurrency = format.GetFunction<Func<int, string>>("format-currency");
        var shout = format.GetFunction<Func<string, string>>("shout");
        var join = format.GetFunction<Func<string[], string, string>>("join");
        var sum = format.GetFunction<Func<int[], int>>("sum");
        var bytes = format.GetFunction<Func<int, byte[]>>("bytes");
        var parts = new[] { "a", "", "straße" };
        var numbers = Enumerable.Range(0, 100).ToArray();
        for (var i = 0; i < rounds; i++)
        {
            Assert.Equal("$12,345.67", formatCurrency(1234567));
            Assert.Equal("QUIET!", shout("quiet"));
            Assert.Equal("a, , straße", join(parts, ", "));
            Assert.Equal(4950, sum(numbers));
            Assert.Equal(100, bytes(100).Length);
        }
    }
}
