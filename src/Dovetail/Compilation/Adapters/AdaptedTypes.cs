using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// Makes the types of one direction of an adapter. A type is given twice, as the source knows it and as the target does: they differ in
/// resource types only.
/// </summary>
/// <remarks>
/// Each is described by a line of text that names its parts by number; types of one description are one. All lines together, in order, say
/// all that an adapter's code depends on, and so are its key (<see cref="Key"/>). Linear in the type as it is stored.
/// </remarks>
internal sealed class AdaptedTypes(FunctionPlan source, FunctionPlan target)
{
    private readonly PointerType from = source.Pointer;
    private readonly PointerType to = target.Pointer;
    private readonly Dictionary<(object, object), AdaptedType> byIdentity = new(IdentityPairs.Comparer);
    private readonly Dictionary<string, AdaptedType> byDescription = [];
    private readonly List<string> descriptions = [];

    private const int Scalar = 6;

    /// <summary>What is to be known of all types made so far.</summary>
    public string Key => string.Join('\n', descriptions);

    public AdaptedType Of(WitType sourceType, WitType targetType)
    {
        if (!byIdentity.TryGetValue((sourceType, targetType), out var type))
        {
            byIdentity.Add((sourceType, targetType), type = Make(sourceType, targetType));
        }
        return type;
    }

    private AdaptedType Make(WitType sourceType, WitType targetType) => (sourceType, targetType) switch
    {
        (PrimitiveType primitive, _) => Primitive(primitive),
        (ListType { Length: { } length } a, ListType b) => Array(a, Of(a.Element, b.Element), length),
        (ListType a, ListType b) => List(a, Of(a.Element, b.Element)),
        (MapType a, MapType b) => List(a, Of(a.Entry, b.Entry)),
        (RecordType a, RecordType b) => Fields(a, [.. a.Fields.Select(f => f.Type)], [.. b.Fields.Select(f => f.Type)]),
        (TupleType a, TupleType b) => Fields(a, a.Items, b.Items),
        (FlagsType flags, _) => Flags(flags),
        (OwnType a, OwnType b) => Handle(a, source.SlotOf(a.Resource), target.SlotOf(b.Resource), AdaptedHandleKind.Own),
        (BorrowType a, BorrowType b) => Handle(a, source.SlotOf(a.Resource), target.SlotOf(b.Resource), AdaptedHandleKind.Borrow),
        _ => Variant(sourceType, Cases.Of(sourceType), Cases.Of(targetType)),
    };

    private AdaptedType Primitive(PrimitiveType type) => type.Kind switch
    {
        PrimitiveKind.Bool => Keep("bool", type, layout => new AdaptedBool(layout) { Weight = Scalar }),
        PrimitiveKind.Char => Keep("char", type, layout =>
            new AdaptedChar(layout) { NeedsLift = true, IsRaw = true, Weight = Scalar }),
        PrimitiveKind.String => Keep("string", type, layout => new AdaptedString(layout) { NeedsLift = true, HasPointers = true, Weight = 25 }),
        PrimitiveKind.ErrorContext => Handle(type, 0, 0, AdaptedHandleKind.ErrorContext),
        _ => Number(type, Flattening.FlattenType(type, from)[0], type.Kind is PrimitiveKind.S8 or PrimitiveKind.S16),
    };

    private AdaptedType Number(PrimitiveType type, FlatType flat, bool isSigned)
    {
        var size = (uint)Layout.ElemSize(type);
        return Keep(Text($"{flat}/{size}{(isSigned ? "s" : "")}"), type, layout =>
            new AdaptedNumber(layout, flat, size, isSigned) { IsRaw = true, Weight = Scalar });
    }

    private AdaptedType Flags(FlagsType type)
    {
        var count = type.Names.Length;
        var mask = count == 32 ? uint.MaxValue : (1u << count) - 1;
        return Keep(Text($"flags {count}"), type, layout =>
            new AdaptedFlags(layout, mask) { IsRaw = (ulong)count == 8 * layout.Source.Size, Weight = Scalar });
    }

    private AdaptedType Handle(WitType type, int sourceSlot, int targetSlot, AdaptedHandleKind kind) =>
        Keep(Text($"{kind} {sourceSlot}>{targetSlot}"), type, layout =>
            new AdaptedHandle(layout, sourceSlot, targetSlot, kind) { NeedsLift = true, Weight = 8 });

    private AdaptedType List(WitType type, AdaptedType element) => Keep(Text($"list {element.Id}"), type, layout =>
        new AdaptedList(layout, element)
        {
            NeedsLift = true,
            HasPointers = true,
            Weight = 30 + (element.IsRaw ? 0 : AdapterMethod.WeightOf(element)),
        });

    private AdaptedType Array(ListType type, AdaptedType element, uint length) =>
        Keep(Text($"list {element.Id} of {length}"), type, layout => new AdaptedArray(layout, element, length)
        {
            NeedsLift = element.NeedsLift,
            HasPointers = element.HasPointers,
            IsRaw = element.IsRaw && element.Source == element.Target,
            Weight = 20 + AdapterMethod.WeightOf(element),
        });

    private AdaptedType Fields(WitType type, ImmutableArray<WitType> sourceTypes, ImmutableArray<WitType> targetTypes)
    {
        var fields = ImmutableArray.CreateBuilder<AdaptedType>(sourceTypes.Length);
        for (var i = 0; i < sourceTypes.Length; i++)
        {
            fields.Add(Of(sourceTypes[i], targetTypes[i]));
        }
        var parts = fields.MoveToImmutable();
        return Keep($"fields {Ids(parts)}", type, layout =>
            new AdaptedFields(layout, parts, Offsets(parts, part => part.Source), Offsets(parts, part => part.Target))
            {
                NeedsLift = parts.Any(part => part.NeedsLift),
                HasPointers = parts.Any(part => part.HasPointers),
                IsRaw = parts.All(part => part.IsRaw) && layout.Source == layout.Target
                    && (ulong)parts.Sum(part => (long)part.Source.Size) == layout.Source.Size,
                Weight = WeightOf(parts),
            });
    }

    private AdaptedType Variant(WitType type, Cases sourceCases, Cases targetCases)
    {
        var cases = ImmutableArray.CreateBuilder<AdaptedType?>(sourceCases.Count);
        for (var i = 0; i < sourceCases.Count; i++)
        {
            cases.Add(sourceCases[i] is { } payload ? Of(payload, targetCases[i]!) : null);
        }
        var parts = cases.MoveToImmutable();
        var isEnum = parts.All(part => part is null);
        return Keep(isEnum ? Text($"enum {parts.Length}") : $"variant {Ids(parts)}", type, layout => new AdaptedVariant(layout, parts,
            Layout.DiscriminantSize(parts.Length), Layout.PayloadOffset(sourceCases, from), Layout.PayloadOffset(targetCases, to))
        {
            NeedsLift = true,
            HasPointers = parts.Any(part => part is { HasPointers: true }),
            IsRaw = isEnum,
            Weight = 12 + WeightOf(parts.OfType<AdaptedType>().Distinct()),
        });
    }

    private AdaptedType Keep(string description, WitType type, Func<AdaptedLayout, AdaptedType> make)
    {
        if (!byDescription.TryGetValue(description, out var known))
        {
            // The target's type has the same layout as the source's, but for the width of pointers.
            known = make(new(descriptions.Count, Layout.Of(type, from), Layout.Of(type, to), FlatCount(type)));
            byDescription.Add(description, known);
            descriptions.Add(description);
        }
        return known;
    }

    private int FlatCount(WitType type) => Flattening.FlattenType(type, from) is { IsDefault: false } flat ? flat.Length : 0;

    private static int WeightOf(IEnumerable<AdaptedType> parts) =>
        (int)Math.Min(int.MaxValue / 4, parts.Sum(part => (long)AdapterMethod.WeightOf(part)));

    private static ImmutableArray<uint> Offsets(ImmutableArray<AdaptedType> parts, Func<AdaptedType, TypeLayout> layout)
    {
        var offsets = ImmutableArray.CreateBuilder<uint>(parts.Length);
        var offset = 0UL;
        foreach (var part in parts)
        {
            offset = Layout.AlignTo(offset, layout(part).Alignment);
            offsets.Add((uint)offset);
            offset += layout(part).Size;
        }
        return offsets.MoveToImmutable();
    }

    private static string Ids(IEnumerable<AdaptedType?> parts) =>
        string.Join(' ', parts.Select(part => part is null ? "-" : Text($"{part.Id}")));

    private static string Text(DefaultInterpolatedStringHandler text) => string.Create(CultureInfo.InvariantCulture, ref text);
}
