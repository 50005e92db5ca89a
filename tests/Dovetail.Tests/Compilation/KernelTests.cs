namespace Dovetail.Tests.Compilation;

public sealed class KernelTests
{
    /// <summary>What Node gives for <c>run(1)</c>, then three times <c>run(2)</c>: the kernels keep state.</summary>
    [SharedTheory]
    [InlineData("base64", 3568)]
    [InlineData("crc32", 731422383)]
    [InlineData("fib", 514229)]
    [InlineData("hash", -32888326)]
    [InlineData("icall", -923242431)]
    [InlineData("interp", -1990006133)]
    [InlineData("json", 2032089826)]
    [InlineData("matmul", -1917234152)]
    [InlineData("nbody", 305974632)]
    [InlineData("sha256", 2005363016)]
    [InlineData("sieve", 2511936)]
    [InlineData("tree", -477218752)]
    [InlineData("base64.simd", 3568)]
    [InlineData("crc32.simd", 731422383)]
    [InlineData("fib.simd", 514229)]
    [InlineData("hash.simd", -32888326)]
    [InlineData("icall.simd", -923242431)]
    [InlineData("interp.simd", -1990006133)]
    [InlineData("json.simd", 2032089826)]
    [InlineData("matmul.simd", -1917234152)]
    [InlineData("nbody.simd", 305974632)]
    [InlineData("sha256.simd", 2005363016)]
    [InlineData("sieve.simd", 2511936)]
    [InlineData("tree.simd", -477218752)]
    public void A_kernel_gives_the_result_that_node_gives(string name, int expected)
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.Load(engine, File.ReadAllBytes(SharedData.PathOf("bench", "wasm", name + ".wasm")));
        var run = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int>>("run");
        run(1);
        run(2);
        run(2);
        Assert.Equal(expected, run(2));
    }
}
