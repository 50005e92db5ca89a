using System.Collections.Immutable;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// Keeps one object for each structure. Parts are interned before the whole, so that comparing two types looks no
/// deeper than their direct parts, and a type that is exponentially large when written out costs no more than its
/// definition.
/// </summary>
internal sealed class TypeInterner
{
    private readonly Dictionary<WitType, WitType> _values = [];
    private readonly Dictionary<WitFunctionType, WitFunctionType> _functions = [];
    private readonly Dictionary<WitType, WitType> _adopted = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<WitFunctionType, WitFunctionType> _adoptedFunctions = new(ReferenceEqualityComparer.Instance);

    public WitType Intern(WitType type)
    {
        if (type is PrimitiveType primitive)
        {
            return PrimitiveType.Of(primitive.Kind);
        }
        if (_values.TryGetValue(type, out var known))
        {
            return known;
        }
        _values.Add(type, type);
        return type;
    }

    public WitFunctionType Intern(WitFunctionType type)
    {
        if (_functions.TryGetValue(type, out var known))
        {
            return known;
        }
        _functions.Add(type, type);
        return type;
    }

    /// <summary>
    /// The type of the shape of <paramref name="type"/> whose parts are those of <paramref name="parts"/>, where they
    /// are given.
    /// </summary>
    public WitType Rebuild(WitType type, ImmutableArray<ValueNode?> parts, ResourceNode? resource) => Intern(type switch
    {
        RecordType record =>
            new RecordType([.. record.Fields.Select((f, i) => f with { Type = parts[i]?.Type ?? f.Type })]),
        TupleType tuple => new TupleType([.. tuple.Items.Select((item, i) => parts[i]?.Type ?? item)]),
        VariantType variant =>
            new VariantType([.. variant.Cases.Select((c, i) => c with { Type = parts[i]?.Type ?? c.Type })]),
        ListType list => new ListType(parts[0]?.Type ?? list.Element, list.Length),
        MapType map => new MapType(parts[0]?.Type ?? map.Key, parts[1]?.Type ?? map.Value),
        StreamType stream => new StreamType(parts[0]?.Type ?? stream.Element),
        FutureType future => new FutureType(parts[0]?.Type ?? future.Element),
        OptionType option => new OptionType(parts[0]?.Type ?? option.Item),
        ResultType result => new ResultType(parts[0]?.Type ?? result.Ok, parts[1]?.Type ?? result.Error),
        OwnType => new OwnType(resource!.Resource),
        BorrowType => new BorrowType(resource!.Resource),
        _ => type,
    });

    /// <inheritdoc cref="Rebuild(WitType, ImmutableArray{ValueNode?}, ResourceNode?)"/>
    public WitFunctionType Rebuild(WitFunctionType type, ImmutableArray<ValueNode?> parts) =>
        Intern(new WitFunctionType(
        [.. type.Parameters.Select((p, i) => p with { Type = parts[i]?.Type ?? p.Type })],
        parts[^1]?.Type ?? type.Result,
        type.IsAsync));

    /// <summary>Whether two types are equal, also where they were interned elsewhere: linear in what they share.</summary>
    public bool Same(WitType left, WitType right) =>
        ReferenceEquals(left, right) || (left.Facts.Hash == right.Facts.Hash && ReferenceEquals(Adopt(left), Adopt(right)));

    /// <inheritdoc cref="Same(WitType, WitType)"/>
    public bool Same(WitFunctionType left, WitFunctionType right) =>
        ReferenceEquals(left, right) || (left.GetHashCode() == right.GetHashCode() && ReferenceEquals(Adopt(left), Adopt(right)));

    /// <summary>The one object here for the structure of a type that was interned elsewhere. Each of its parts is looked at once.</summary>
    public WitType Adopt(WitType type)
    {
        if (!_adopted.TryGetValue(type, out var adopted))
        {
            _adopted.Add(type, adopted = Intern(Rebuild(type)));
        }
        return adopted;
    }

    /// <inheritdoc cref="Adopt(WitType)"/>
    public WitFunctionType Adopt(WitFunctionType type)
    {
        if (!_adoptedFunctions.TryGetValue(type, out var adopted))
        {
            adopted = Intern(new WitFunctionType(
                [.. type.Parameters.Select(p => p with { Type = Adopt(p.Type) })], AdoptOrNull(type.Result), type.IsAsync));
            _adoptedFunctions.Add(type, adopted);
        }
        return adopted;
    }

    private WitType Rebuild(WitType type) => type switch
    {
        RecordType record => new RecordType([.. record.Fields.Select(f => f with { Type = Adopt(f.Type) })]),
        TupleType tuple => new TupleType([.. tuple.Items.Select(Adopt)]),
        VariantType variant => new VariantType([.. variant.Cases.Select(c => c with { Type = AdoptOrNull(c.Type) })]),
        ListType list => new ListType(Adopt(list.Element), list.Length),
        MapType map => new MapType(Adopt(map.Key), Adopt(map.Value)),
        StreamType stream => new StreamType(AdoptOrNull(stream.Element)),
        FutureType future => new FutureType(AdoptOrNull(future.Element)),
        OptionType option => new OptionType(Adopt(option.Item)),
        ResultType result => new ResultType(AdoptOrNull(result.Ok), AdoptOrNull(result.Error)),
        _ => type,
    };

    private WitType? AdoptOrNull(WitType? type) => type is null ? null : Adopt(type);
}
