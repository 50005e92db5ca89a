using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>What of the component model cases may use.</summary>
/// <param name="Maps">Whether there are maps.</param>
/// <param name="ErrorContexts">Whether there are error contexts.</param>
/// <param name="Memory64">Whether there are memories with 64-bit addresses.</param>
internal sealed record ModelParts(bool Maps, bool ErrorContexts, bool Memory64)
{
    /// <summary>What Dovetail executes.</summary>
    public static readonly ModelParts Executed = new(true, true, true);

    /// <summary>All of it.</summary>
    public static readonly ModelParts All = new(true, true, true);
}

/// <summary>Makes value types by choice, of every kind, and small.</summary>
/// <param name="resources">The resource types that handles may be of.</param>
internal sealed class TypeMaker(Choices choices, ModelParts parts, IReadOnlyList<ResourceType> resources)
{
    private const long LongestType = 300;
    private const ulong LargestValue = 1200;

    private static readonly PrimitiveKind[] s_kinds =
    [
        PrimitiveKind.U8, PrimitiveKind.U32, PrimitiveKind.String, PrimitiveKind.Bool, PrimitiveKind.S8, PrimitiveKind.S16, PrimitiveKind.U16,
        PrimitiveKind.S32, PrimitiveKind.S64, PrimitiveKind.U64, PrimitiveKind.F32, PrimitiveKind.F64, PrimitiveKind.Char,
    ];

    /// <summary>A type whose values are small; a borrow occurs in it only if allowed.</summary>
    public WitType Type(bool mayBorrow)
    {
        var type = Type(choices.Pick(0, 1, 2, 3, 4), mayBorrow);
        return type.Facts.ExpandedSize <= LongestType && Layout.ElemSize(type, PointerType.I64) <= LargestValue
            ? type : PrimitiveType.Of(PrimitiveKind.U8);
    }

    private WitType Type(int depth, bool mayBorrow) => choices.Below(depth <= 0 ? 4 : 18) switch
    {
        <= 3 => Scalar(mayBorrow),
        4 => PrimitiveType.Of(PrimitiveKind.String),
        5 or 6 => new ListType(Type(depth - 1, mayBorrow)),
        7 => new RecordType([.. Some(4, i => new RecordField($"f{i}", Type(depth - 1, mayBorrow)))]),
        8 => new TupleType([.. Some(5, _ => Type(depth - 1, mayBorrow))]),
        9 or 10 => new VariantType([.. Some(5, i => new VariantCase($"c{i}", choices.Below(4) == 0 ? null : Type(depth - 1, mayBorrow)))]),
        11 => new EnumType([.. Some(choices.Pick(3, 256, 300, 3), i => $"c{i}")]),
        12 => new FlagsType([.. Some(choices.Pick(4, 8, 9, 16, 17, 32), i => $"f{i}")]),
        13 or 14 => new OptionType(Type(depth - 1, mayBorrow)),
        15 => new ResultType(choices.OneIn(3) ? null : Type(depth - 1, mayBorrow), choices.OneIn(3) ? null : Type(depth - 1, mayBorrow)),
        16 when parts.Maps => new MapType(Key(), Type(depth - 1, mayBorrow)),
        _ => new ListType(Type(depth - 1, mayBorrow), (uint)choices.Pick(1, 2, 3, 5, 17)),
    };

    private WitType Scalar(bool mayBorrow)
    {
        var at = choices.Below(s_kinds.Length + 2);
        if (at < s_kinds.Length) return PrimitiveType.Of(s_kinds[at]);
        if (at == s_kinds.Length && parts.ErrorContexts) return PrimitiveType.Of(PrimitiveKind.ErrorContext);
        if (resources.Count == 0) return PrimitiveType.Of(PrimitiveKind.U16);
        var resource = resources[choices.Below(resources.Count)];
        return mayBorrow && choices.Below(2) == 0 ? new BorrowType(resource) : new OwnType(resource);
    }

    private PrimitiveType Key()
    {
        var kind = s_kinds[choices.Below(s_kinds.Length)];
        return PrimitiveType.Of(kind is PrimitiveKind.F32 or PrimitiveKind.F64 ? PrimitiveKind.String : kind);
    }

    private IEnumerable<T> Some<T>(int most, Func<int, T> make) => Enumerable.Range(0, 1 + choices.Below(most)).Select(make).ToArray();
}
