using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>What the verifier knows about where a value came from.</summary>
internal enum Origin : byte
{
    /// <summary>Nothing, but that it is one and the same value wherever this object is.</summary>
    Unknown,
    /// <summary>The number <see cref="Value.Number"/>, sign-extended.</summary>
    Constant,
    /// <summary>The reference that points nowhere.</summary>
    Null,
    /// <summary>The owner that the method was called with.</summary>
    Owner,
    /// <summary><see cref="Value.Field"/> of the object <see cref="Value.Of"/>, read at <see cref="Value.Epoch"/>.</summary>
    Field,
    /// <summary>The element <see cref="Value.Number"/> of the array <see cref="Value.Of"/>.</summary>
    Element,
    /// <summary>The address of the variable <see cref="Value.Number"/>.</summary>
    VariableAddress,
    /// <summary>The address of a variable of this frame, as a number, minus <see cref="Value.Number"/>.</summary>
    FrameAddress,
    /// <summary>The address of <see cref="Value.Field"/> of the object <see cref="Value.Of"/>.</summary>
    FieldAddress,
    /// <summary>64 bits: <see cref="Value.Of"/> taken as unsigned (null: zero), plus <see cref="Value.Number"/>; the sum does not wrap.</summary>
    Index,
    /// <summary>The pointer <see cref="Value.Base"/> plus <see cref="Value.Of"/> (unsigned; null: zero), plus <see cref="Value.Number"/>.</summary>
    Address,
    /// <summary>The limit <see cref="Value.Of"/> of a memory minus <see cref="Value.Number"/>, which is −1 or more.</summary>
    Distance,
    /// <summary>All ones where the distance <see cref="Value.Of"/> is negative, else zero.</summary>
    Sign,
    /// <summary>The number <see cref="Value.Of"/>, or all ones where the distance <see cref="Value.Base"/> is negative.</summary>
    Guarded,
    /// <summary>32 bits: <see cref="Value.Of"/> plus <see cref="Value.Number"/>, which may wrap.</summary>
    Stepped,
    /// <summary>1 if <see cref="Value.Comparison"/> holds between <see cref="Value.Of"/> and <see cref="Value.Base"/>, else 0.</summary>
    Truth,
}

/// <summary>
/// A value on the stack or in a local, as the verifier sees it: its type, its unsigned range and its origin. Immutable; the same
/// object stands for the same number everywhere, which is what lets a check of one copy speak for another.
/// </summary>
internal sealed class Value
{
    /// <summary>Sums of indices and offsets stay below this, so that no arithmetic on them wraps.</summary>
    public const ulong Bounded = 1UL << 56;

    // The numbers from −1 up.
    private static readonly Value?[] Small = new Value?[130];

    private readonly Value? _castOf;
    private readonly Arc? _arc;

    public required CilType Type { get; init; }
    public Origin Origin { get; init; }
    public Value? Of { get; init; }
    public Value? Base { get; init; }
    public long Number { get; init; }
    public CatalogueField? Field { get; init; }
    public CilOp Comparison { get; init; }
    public int Epoch { get; init; }

    /// <summary>The smallest and the largest it can be as an unsigned number of its width.</summary>
    public Range Range { get; init; } = Range.Any;

    /// <summary>Of 32 bits: where it lies, even where the range says nothing since numbers wrap.</summary>
    public Arc Arc
    {
        get => _arc ?? (IsConstant ? Arc.Exactly(Number) : new Arc((long)Range.Low, (long)Range.High));
        init => _arc = value;
    }

    public CilKind Kind => Type.Kind;

    public bool IsConstant => Origin == Origin.Constant;

    /// <summary>The value that this one is a cast of, or itself.</summary>
    private Value Root => _castOf ?? this;

    /// <summary>A value of which only the type is known.</summary>
    public static Value Unknown(CilType type) => new() { Type = type, Range = Range.Of(type) };

    /// <summary>A value of which only the type and the range are known.</summary>
    public static Value Unknown(CilType type, Range range) => new() { Type = type, Range = range };

    /// <summary>The number, sign-extended. Constants are the same by what they are, so that small ones can be one object.</summary>
    public static Value Constant(CilType type, long number) =>
        type == CilTypes.Int32 && number >= -1 && number < Small.Length - 1 ? Small[number + 1] ??= NewConstant(type, number) : NewConstant(type, number);

    private static Value NewConstant(CilType type, long number) => new()
    {
        Type = type,
        Origin = Origin.Constant,
        Number = number,
        Range = Range.Exactly(type.Kind == CilKind.Int32 ? (uint)number : (ulong)number),
    };

    public Value()
    {
    }

    private Value(Value original)
    {
        (Origin, Of, Base, Number) = (original.Origin, original.Of, original.Base, original.Number);
        (Field, Comparison, Epoch, Range, _castOf) =
            (original.Field, original.Comparison, original.Epoch, original.Range, original.Root);
        _arc = original._arc;
    }

    /// <summary>The same value under another type.</summary>
    public Value As(CilType type) => new(this) { Type = type };

    /// <summary>The same value, of which more is known.</summary>
    public Value Within(Range range) => new(this) { Type = Type, Range = range, Arc = new Arc((long)range.Low, (long)range.High) };

    /// <summary>Whether this is <paramref name="field"/> of some object.</summary>
    public bool Is(CatalogueField field) => Origin == Origin.Field && Field == field;

    /// <summary>Whether the two are certainly the same value: one object, or read from places that never change.</summary>
    public static bool Same(Value? a, Value? b)
    {
        if (ReferenceEquals(a, b)) return true;
        if (a is null || b is null) return false;
        if (ReferenceEquals(a.Root, b.Root)) return true;
        if (a.Origin != b.Origin || a.Number != b.Number) return false;
        return a.Origin switch
        {
            Origin.Constant => a.Kind == b.Kind,
            Origin.Owner or Origin.Null or Origin.VariableAddress => true,
            Origin.Field => a.Field == b.Field && (Trust.NeverChanges(a.Field!) || IsLimitOfOneEpoch(a, b)) && Same(a.Of, b.Of),
            Origin.FieldAddress => a.Field == b.Field && Same(a.Of, b.Of),
            Origin.Element => Trust.ElementsNeverChange(a.Of!) && Same(a.Of, b.Of),
            Origin.Index or Origin.Distance or Origin.Stepped => Same(a.Of, b.Of),
            Origin.Address => Same(a.Of, b.Of) && Same(a.Base, b.Base),
            _ => false,
        };
    }

    private static bool IsLimitOfOneEpoch(Value a, Value b) => a.Field == RuntimeMembers.MemoryLimit && a.Epoch == b.Epoch;
}
