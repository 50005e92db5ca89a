namespace Dovetail.Fuzzing;

/// <summary>
/// Numbers that follow from a seed alone, on every machine and .NET version (SplitMix64), so that a finding is repeated by its seed.
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="limit"/> − 1; 0 where the limit is 0.</summary>
    public int Below(int limit) => limit <= 0 ? 0 : (int)(Next() % (ulong)limit);

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool OneIn(int count) => Below(count) == 0;

    /// <summary>One of <paramref name="items"/>.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>A random byte.</summary>
    public byte Byte() => (byte)Next();

    /// <summary>A number that bugs like: small, a power of two or its neighbour, or any.</summary>
    public ulong Boundary() => Below(4) switch
    {
        0 => (ulong)Below(17),
        1 => ulong.MaxValue - (ulong)Below(17),
        2 => (1UL << Below(64)) + (ulong)Below(3) - 1,
        _ => Next() >> Below(64),
    };

    /// <summary>The seed of the case <paramref name="index"/> of a run with <paramref name="seed"/>.</summary>
    public static ulong SeedOf(ulong seed, long index) => new SeededRandom(seed ^ ((ulong)index * 0xD1342543DE82EF95)).Next();
}
