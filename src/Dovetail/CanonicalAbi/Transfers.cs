using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Dovetail.Bindings;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// Makes transfers. A type is given twice, as the source knows it and as the target does: they differ in resource types
/// only.
/// </summary>
internal sealed class Transfers(FunctionPlan from, FunctionPlan to)
{
    private readonly Dictionary<(object, object), Transfer> made = new(IdentityPairs.Comparer);

    public Transfer For(WitType source, WitType target)
    {
        if (!made.TryGetValue((source, target), out var transfer))
        {
            made.Add((source, target), transfer = Make(source, target));
        }
        return transfer;
    }

    private Transfer Make(WitType source, WitType target) => (source, target) switch
    {
        (PrimitiveType primitive, _) => Primitive(primitive.Kind),
        (ListType { Length: { } length } a, ListType b) => Repeat(a, For(a.Element, b.Element), length),
        (ListType a, ListType b) => new ListTransfer(For(a.Element, b.Element)),
        (RecordType a, RecordType b) => Fields(a, [.. a.Fields.Select(f => f.Type)], [.. b.Fields.Select(f => f.Type)]),
        (TupleType a, TupleType b) => Fields(a, a.Items, b.Items),
        (FlagsType flags, _) => new FlagsTransfer(Layout.FlagsSize(flags.Names.Length), flags.Names.Length),
        (OwnType a, OwnType b) => new HandleTransfer(from.SlotOf(a.Resource), to.SlotOf(b.Resource), true),
        (BorrowType a, BorrowType b) => new HandleTransfer(from.SlotOf(a.Resource), to.SlotOf(b.Resource), false),
        _ => Variant(source, Cases.Of(source), Cases.Of(target)),
    };

    private static Transfer Primitive(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => new BoolTransfer(),
        PrimitiveKind.Char => new CharTransfer(),
        PrimitiveKind.String => new StringTransfer(),
        _ => new NumberTransfer(CodecLayouts.Size(PrimitiveType.Of(kind)),
            kind is PrimitiveKind.S8 or PrimitiveKind.S16),
    };

    private FieldsTransfer Fields(WitType type, ImmutableArray<WitType> source, ImmutableArray<WitType> target) => new(
        [.. source.Select((item, i) => For(item, target[i]))], CodecLayouts.Offsets(source),
        CodecLayouts.Size(type), CodecLayouts.Alignment(type), CodecLayouts.FlatCount(type));

    private static FieldsTransfer Repeat(ListType type, Transfer element, uint length) => new(
        [.. Enumerable.Repeat(element, checked((int)length))],
            [.. Enumerable.Range(0, checked((int)length)).Select(i => (uint)i * element.Size)],
        CodecLayouts.Size(type), CodecLayouts.Alignment(type), CodecLayouts.FlatCount(type));

    private VariantTransfer Variant(WitType type, Cases source, Cases target)
    {
        var payloads = new Transfer?[source.Count];
        for (var i = 0; i < payloads.Length; i++)
        {
            payloads[i] = source[i] is { } payload ? For(payload, target[i]!) : null;
        }
        return new VariantTransfer(CodecLayouts.Case(type), payloads);
    }
}

/// <summary>
/// Compares pairs by identity: types that share their parts may take exponentially long to compare by structure.
/// </summary>
internal sealed class IdentityPairs : IEqualityComparer<(object, object)>
{
    public static IdentityPairs Comparer { get; } = new();

    public bool Equals((object, object) x, (object, object) y) =>
        ReferenceEquals(x.Item1, y.Item1) && ReferenceEquals(x.Item2, y.Item2);

    public int GetHashCode((object, object) pair) =>
        HashCode.Combine(RuntimeHelpers.GetHashCode(pair.Item1), RuntimeHelpers.GetHashCode(pair.Item2));
}
