namespace Dovetail.Wit.Types;

/// <summary>Tells the kinds of <see cref="WitType"/> apart in hashes.</summary>
internal enum TypeTag
{
    Primitive, List, Record, Tuple, Variant, Enum, Option, Result, Flags, Own, Borrow, Function, Map, Stream, Future,
}

/// <summary>Facts about a type that are computed from those of its parts when it is made.</summary>
/// <param name="Hash">The structural hash.</param>
/// <param name="Depth">The number of levels, from 1.</param>
/// <param name="ContainsBorrow">Whether a borrow occurs in it.</param>
/// <param name="ContainsResource">Whether an own or a borrow occurs in it.</param>
/// <param name="ContainsPointer">
/// Whether a string, a map or a list of varying length occurs in it, which lie in memory of their own.
/// </param>
/// <param name="ContainsAsyncValue">Whether a stream or a future occurs in it.</param>
/// <param name="ExpandedSize">
/// The number of nodes when written out as a tree; stays at <see cref="long.MaxValue"/> once there.
/// </param>
internal readonly record struct TypeFacts(
    int Hash,
    int Depth,
    bool ContainsBorrow,
    bool ContainsResource,
    bool ContainsPointer,
    bool ContainsAsyncValue,
    long ExpandedSize)
{
    public static TypeFacts Start(TypeTag tag) =>
        new(unchecked(((int)tag + 1) * (int)0x9e3779b1), 1, false, false, false, false, 1);

    public TypeFacts Add(int value) =>
        this with { Hash = unchecked(((Hash << 5) | (int)((uint)Hash >> 27)) * 31 ^ (value * 0x01000193)) };

    public TypeFacts WithPointer(bool containsPointer) => this with { ContainsPointer = containsPointer };

    public TypeFacts Add(string name) => Add(StringComparer.Ordinal.GetHashCode(name));

    public TypeFacts Add(WitType? part)
    {
        if (part is null)
        {
            return Add(-1);
        }
        var facts = part.Facts;
        return new TypeFacts(
            Add(facts.Hash).Hash,
            Math.Max(Depth, facts.Depth + 1),
            ContainsBorrow | facts.ContainsBorrow,
            ContainsResource | facts.ContainsResource,
            ContainsPointer | facts.ContainsPointer,
            ContainsAsyncValue | facts.ContainsAsyncValue,
            ExpandedSize > long.MaxValue - facts.ExpandedSize ? long.MaxValue : ExpandedSize + facts.ExpandedSize);
    }

    public TypeFacts Add(IEnumerable<WitType> parts) => parts.Aggregate(this, (facts, part) => facts.Add(part));

    public TypeFacts Add(IEnumerable<string> names) => names.Aggregate(this, (facts, name) => facts.Add(name));
}
