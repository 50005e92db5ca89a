using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Diff;

/// <summary>
/// Types of two resolutions made comparable: a resource type stands for itself in either of them, and here for its name in its interface.
/// </summary>
internal sealed class TypeAlignment
{
    private readonly Dictionary<string, ResourceType> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<ResourceType, ResourceType> _resources = [];
    private readonly Dictionary<WitType, WitType> _aligned = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes in the resource types that an owner defines; each counts by the first name that it is met under.</summary>
    public void Enter(string owner, IEnumerable<WitTypeDefinition> types)
    {
        foreach (var type in types.Where(type => type.Body is ResourceBody))
        {
            var name = $"{owner}/{type.Name}";
            if (!_byName.TryGetValue(name, out var resource))
            {
                _byName.Add(name, resource = new ResourceType(type.Name));
            }
            _resources.TryAdd(type.Resource!, resource);
        }
    }

    public WitFunctionType Align(WitFunctionType type) => new(
        [.. type.Parameters.Select(parameter => parameter with { Type = Align(parameter.Type) })], Optional(type.Result), type.IsAsync);

    // Types share their parts: each is looked at once.
    public WitType Align(WitType type)
    {
        if (!_aligned.TryGetValue(type, out var aligned))
        {
            _aligned.Add(type, aligned = Rebuild(type));
        }
        return aligned;
    }

    private WitType? Optional(WitType? type) => type is null ? null : Align(type);

    private WitType Rebuild(WitType type) => type switch
    {
        RecordType record => new RecordType([.. record.Fields.Select(field => field with { Type = Align(field.Type) })]),
        TupleType tuple => new TupleType([.. tuple.Items.Select(Align)]),
        VariantType variant => new VariantType([.. variant.Cases.Select(item => item with { Type = Optional(item.Type) })]),
        ListType list => new ListType(Align(list.Element), list.Length),
        MapType map => new MapType(Align(map.Key), Align(map.Value)),
        StreamType stream => new StreamType(Optional(stream.Element)),
        FutureType future => new FutureType(Optional(future.Element)),
        OptionType option => new OptionType(Align(option.Item)),
        ResultType result => new ResultType(Optional(result.Ok), Optional(result.Error)),
        OwnType own => new OwnType(_resources.GetValueOrDefault(own.Resource, own.Resource)),
        BorrowType borrow => new BorrowType(_resources.GetValueOrDefault(borrow.Resource, borrow.Resource)),
        _ => type,
    };
}
