namespace Dovetail.Compilation.Verification;

/// <summary>What a fact says about its <see cref="Fact.Subject"/>.</summary>
internal enum FactKind : byte
{
    /// <summary>Subject (unsigned; null: zero) + <see cref="Fact.Extent"/> bytes lie within the memory <see cref="Fact.Other"/>.</summary>
    Inside,
    /// <summary>The type of the function reference is the canonical type <see cref="Fact.Other"/>, or below it.</summary>
    HasType,
    /// <summary>Subject, a number, is not zero; a reference is not null.</summary>
    NotZero,
}

/// <summary>
/// Something proven on every path to a point. Facts speak of values, which never change, and memories never shrink: so a fact is never
/// taken back, and what two paths know in common is what they knew before they parted.
/// </summary>
internal sealed class Fact
{
    // Emitted code uses a fact soon after it made it; looking no further keeps the verifier linear.
    private const int Reach = 64;

    private Fact(FactKind kind, Value? subject, Value? other, long extent, Fact? next) =>
        (Kind, Subject, Other, Extent, Next, Depth) = (kind, subject, other, extent, next, (next?.Depth ?? 0) + 1);

    public FactKind Kind { get; }
    public Value? Subject { get; }
    public Value? Other { get; }
    public long Extent { get; }
    private Fact? Next { get; }
    private int Depth { get; }

    /// <summary>Adds that subject + <paramref name="extent"/> bytes are inside <paramref name="memory"/>.</summary>
    public static Fact Inside(Fact? known, Value? subject, long extent, Value memory) =>
        new(FactKind.Inside, subject, memory, extent, known);

    public static Fact HasType(Fact? known, Value reference, Value type) => new(FactKind.HasType, reference, type, 0, known);

    public static Fact NotZero(Fact? known, Value value) => new(FactKind.NotZero, value, null, 0, known);

    public static bool IsInside(Fact? known, Value? subject, long extent, Value memory)
    {
        var found = Find(known, FactKind.Inside, subject);
        for (; found is not null; found = Find(found.Next, FactKind.Inside, subject))
        {
            if (found.Extent >= extent && Value.Same(found.Other, memory)) return true;
        }

        return false;
    }

    /// <summary>The canonical type that the reference was compared with; null where it was not.</summary>
    public static Value? TypeOf(Fact? known, Value reference) => Find(known, FactKind.HasType, reference)?.Other;

    public static bool IsNotZero(Fact? known, Value value) => Find(known, FactKind.NotZero, value) is not null;

    /// <summary>What both lists end with.</summary>
    public static Fact? Common(Fact? a, Fact? b)
    {
        if (Math.Abs((a?.Depth ?? 0) - (b?.Depth ?? 0)) > Reach) return null;
        for (var steps = 0; !ReferenceEquals(a, b); steps++)
        {
            if (a is null || b is null || steps > 2 * Reach) return null;
            var (deepA, deepB) = (a.Depth >= b.Depth, b.Depth >= a.Depth);
            if (deepA) a = a.Next;
            if (deepB) b = b.Next;
        }

        return a;
    }

    private static Fact? Find(Fact? known, FactKind kind, Value? subject)
    {
        for (var steps = 0; known is not null && steps < Reach; steps++, known = known.Next)
        {
            if (known.Kind == kind && Value.Same(known.Subject, subject)) return known;
        }

        return null;
    }
}
