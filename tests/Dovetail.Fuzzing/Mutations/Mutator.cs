namespace Dovetail.Fuzzing.Mutations;

/// <summary>Makes hostile inputs from a corpus of good ones; the same seed gives the same bytes.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> corpus)
{
    /// <summary>The mutant of <paramref name="seed"/>: one to four changes, of bytes or of framing, of one input of the corpus.</summary>
    public byte[] Mutate(ulong seed)
    {
        var random = new SeededRandom(seed);
        var bytes = corpus[random.Below(corpus.Count)];
        for (var changes = 1 + random.Below(4); changes > 0; changes--)
        {
            var donor = corpus[random.Below(corpus.Count)];
            bytes = random.OneIn(2) ? MutateFraming(bytes, donor, random) : MutateBytes(bytes, donor, random);
        }

        return bytes;
    }

    private static byte[] MutateBytes(byte[] bytes, byte[] donor, SeededRandom random) =>
        ByteMutations.All[random.Below(ByteMutations.All.Count)](bytes, donor, random);

    private static byte[] MutateFraming(byte[] bytes, byte[] donor, SeededRandom random)
    {
        if (SectionTree.TryParse(bytes) is not { } tree || SectionTree.TryParse(donor) is not { } source)
            return MutateBytes(bytes, donor, random);
        SectionMutations.Apply(tree, source, random);
        return tree.ToBytes();
    }
}
