namespace Dovetail.Fuzzing.Specification;

/// <summary>
/// The numbers that a case is made of. They come from a seed and are kept, so that a case can be made again from fewer and smaller ones:
/// whoever asks should make 0 the simplest answer.
/// </summary>
internal sealed class Choices
{
    private readonly SeededRandom? _random;
    private readonly List<int> _made = [];
    private readonly IReadOnlyList<int> _given = [];

    /// <summary>Choices that follow from a seed.</summary>
    public Choices(ulong seed) => _random = new SeededRandom(seed);

    /// <summary>Choices that were made before; 0 for what is asked beyond them.</summary>
    public Choices(IReadOnlyList<int> given) => _given = given;

    /// <summary>What was chosen so far.</summary>
    public IReadOnlyList<int> Made => _made;

    /// <summary>A number below <paramref name="limit"/>.</summary>
    public int Below(int limit)
    {
        var at = _made.Count;
        var chosen = _random is not null ? _random.Below(limit) : at < _given.Count ? _given[at] % limit : 0;
        _made.Add(chosen);
        return chosen;
    }

    /// <summary>True once in <paramref name="count"/> times.</summary>
    public bool OneIn(int count) => Below(count) == count - 1;

    /// <summary>One of <paramref name="items"/>; the first is the simplest.</summary>
    public T Pick<T>(params ReadOnlySpan<T> items) => items[Below(items.Length)];

    /// <summary>A number of 32 bits.</summary>
    public uint Word() => (uint)Below(1 << 16) | (uint)Below(1 << 16) << 16;
}
