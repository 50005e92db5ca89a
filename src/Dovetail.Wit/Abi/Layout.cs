using Dovetail.Wit.Types;

namespace Dovetail.Wit.Abi;

/// <summary>
/// Where values lie in linear memory (CanonicalABI.md, "Alignment" and "Element Size"). The names are the
/// specification's.
/// </summary>
/// <remarks>
/// Pure functions. What is computed once for a type is kept in it, for a type that shares its parts may be
/// exponentially large when written out. Sizes stay at <see cref="ulong.MaxValue"/> once there, so that validation can
/// refuse them.
/// </remarks>
internal static class Layout
{
    public static uint Alignment(WitType type, PointerType pointer = PointerType.I32) => Of(type, pointer).Alignment;

    public static ulong ElemSize(WitType type, PointerType pointer = PointerType.I32) => Of(type, pointer).Size;

    public static uint PtrSize(PointerType pointer) => pointer == PointerType.I32 ? 4u : 8;

    public static ulong AlignTo(ulong offset, uint alignment) =>
        offset > ulong.MaxValue - (alignment - 1) ? ulong.MaxValue : (offset + alignment - 1) & ~((ulong)alignment - 1);

    /// <summary>The number of bytes of a discriminant: 1, 2 or 4.</summary>
    public static uint DiscriminantSize(int caseCount) => caseCount <= 1 << 8 ? 1u : caseCount <= 1 << 16 ? 2u : 4;

    /// <summary>The number of bytes of a set of flags: 1, 2 or 4.</summary>
    public static uint FlagsSize(int labelCount) => labelCount <= 8 ? 1u : labelCount <= 16 ? 2u : 4;

    /// <summary>
    /// Where the payload of a variant starts: behind the discriminant, aligned for the strictest case.
    /// </summary>
    public static uint PayloadOffset(Cases cases, PointerType pointer = PointerType.I32) =>
        (uint)AlignTo(DiscriminantSize(cases.Count), MaxCaseAlignment(cases, pointer));

    private static uint MaxCaseAlignment(Cases cases, PointerType pointer)
    {
        var alignment = 1u;
        for (var i = 0; i < cases.Count; i++)
        {
            if (cases[i] is { } payload)
            {
                alignment = Math.Max(alignment, Alignment(payload, pointer));
            }
        }
        return alignment;
    }

    internal static TypeLayout Of(WitType type, PointerType pointer) => pointer == PointerType.I32
        ? type.Layout32 ??= Compute(type, pointer)
        : type.Layout64 ??= Compute(type, pointer);

    private static TypeLayout Compute(WitType type, PointerType pointer) => type switch
    {
        PrimitiveType primitive =>
            Scalar(ScalarSize(primitive.Kind, pointer), primitive.Kind == PrimitiveKind.String ? PtrSize(pointer) : 0),
        ListType { Length: { } length } list => Fixed(Of(list.Element, pointer), length),
        ListType or MapType => Scalar(2 * PtrSize(pointer), PtrSize(pointer)),
        FlagsType flags => Scalar(FlagsSize(flags.Names.Length)),
        OwnType or BorrowType or StreamType or FutureType => Scalar(4),
        RecordType record => Record(record.Fields.Length, i => record.Fields[i].Type, pointer),
        TupleType tuple => Record(tuple.Items.Length, i => tuple.Items[i], pointer),
        _ => Variant(Cases.Of(type), pointer),
    };

    private static uint ScalarSize(PrimitiveKind kind, PointerType pointer) => kind switch
    {
        PrimitiveKind.Bool or PrimitiveKind.S8 or PrimitiveKind.U8 => 1,
        PrimitiveKind.S16 or PrimitiveKind.U16 => 2,
        PrimitiveKind.S64 or PrimitiveKind.U64 or PrimitiveKind.F64 => 8,
        PrimitiveKind.String => 2 * PtrSize(pointer),
        _ => 4,
    };

    private static TypeLayout Scalar(uint size, uint alignment = 0) => new(size, alignment == 0 ? size : alignment);

    private static TypeLayout Fixed(TypeLayout element, uint length) => new(
        element.Size != 0 && length > ulong.MaxValue / element.Size ? ulong.MaxValue : length * element.Size,
            element.Alignment);

    private static TypeLayout Record(int count, Func<int, WitType> field, PointerType pointer)
    {
        var size = 0UL;
        var alignment = 1u;
        for (var i = 0; i < count; i++)
        {
            var layout = Of(field(i), pointer);
            size = Add(AlignTo(size, layout.Alignment), layout.Size);
            alignment = Math.Max(alignment, layout.Alignment);
        }
        return new(AlignTo(size, alignment), alignment);
    }

    private static TypeLayout Variant(Cases cases, PointerType pointer)
    {
        var largest = 0UL;
        for (var i = 0; i < cases.Count; i++)
        {
            largest = Math.Max(largest, cases[i] is { } payload ? ElemSize(payload, pointer) : 0);
        }
        var alignment = Math.Max(DiscriminantSize(cases.Count), MaxCaseAlignment(cases, pointer));
        return new(AlignTo(Add(PayloadOffset(cases, pointer), largest), alignment), alignment);
    }

    private static ulong Add(ulong a, ulong b) => a > ulong.MaxValue - b ? ulong.MaxValue : a + b;
}

/// <summary>The size and alignment of a type in memory, in bytes.</summary>
internal sealed record TypeLayout(ulong Size, uint Alignment);
