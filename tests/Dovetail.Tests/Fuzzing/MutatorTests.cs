using Dovetail.Fuzzing.Mutations;

namespace Dovetail.Tests.Fuzzing;

public sealed class MutatorTests
{
    // A component (layer 1) with a core module inside, which has a type, a function and a body of `nop`s.
    private static readonly byte[] Component =
    [
        0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, // component header
        0x01, 0x1b, // core module, 27 bytes
        0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // module header
        0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type section: (func)
        0x03, 0x02, 0x01, 0x00, // function section
        0x0a, 0x07, 0x01, 0x05, 0x00, 0x01, 0x01, 0x01, 0x0b, // code section: nop nop nop end
    ];

    [Fact]
    public void Writes_the_framing_that_it_reads() =>
        Assert.Equal(Component, SectionTree.TryParse(Component)!.ToBytes());

    [Fact]
    public void Finds_the_bodies_inside_a_component()
    {
        var trees = SectionTree.TryParse(Component)!.All().ToArray();
        Assert.Equal(2, trees.Length);
        Assert.Equal([0x00, 0x01, 0x01, 0x01, 0x0b], Assert.Single(trees[1].Sections[^1].Bodies!));
    }

    [Fact]
    public void Gives_the_same_mutant_for_the_same_seed()
    {
        var mutator = new Mutator([Component, [1, 2, 3], []]);
        for (var seed = 0UL; seed < 2000; seed++) Assert.Equal(mutator.Mutate(seed), mutator.Mutate(seed));
    }

    [Fact]
    public void Mutants_differ()
    {
        var mutator = new Mutator([Component]);
        var mutants = Enumerable.Range(0, 1000).Select(seed => Convert.ToHexString(mutator.Mutate((ulong)seed)));
        Assert.True(mutants.Distinct().Count() > 500);
    }
}
