using System.Globalization;
using System.Text;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>The edges that values cross.</summary>
internal enum AbiEdge
{
    /// <summary>The host calls a guest.</summary>
    Lift,
    /// <summary>A guest calls the host.</summary>
    Lower,
    /// <summary>A guest calls a guest.</summary>
    Fused,
}

/// <summary>How the host's side of an edge is called. The specification has but one way.</summary>
internal enum HostApi
{
    /// <summary>With <see cref="WitValue"/>.</summary>
    Dynamic,
    /// <summary>With delegates of C# types.</summary>
    Typed,
}

/// <summary>How two guests are related; the numbers are those of <c>abi.py</c>.</summary>
internal enum GuestRelation
{
    Siblings, CalleeInside, CallerInside, Same, SameMemory,
}

/// <summary>The canonical options of a guest.</summary>
internal sealed record GuestConfig(PointerType Pointer, StringEncoding Encoding, bool HasPostReturn);

/// <summary>Who defines a resource type; the numbers are those of <c>abi.py</c>, to which the last two are the same.</summary>
internal enum ResourceOwner
{
    First, Second, Other, Host,
}

/// <summary>A function type at an edge, with all that stays the same over its cases.</summary>
internal sealed record AbiShape(
    AbiEdge Edge, WitFunctionType Type, GuestConfig[] Guests, GuestRelation Relation, ResourceType[] Resources, ResourceOwner[] Owners, HostApi Api)
{
    private const int MostParameters = 3;

    /// <summary>The types of the parameters.</summary>
    public WitType[] Parameters => [.. Type.Parameters.Select(parameter => parameter.Type)];

    /// <summary>The types of the results: one or none.</summary>
    public WitType[] Results => Type.Result is null ? [] : [Type.Result];

    /// <summary>A shape by choice.</summary>
    public static AbiShape Make(Choices choices, ModelParts parts)
    {
        var edge = choices.Pick(AbiEdge.Fused, AbiEdge.Lift, AbiEdge.Lower);
        var owners = new ResourceOwner[choices.Below(4)];
        for (var i = 0; i < owners.Length; i++) owners[i] = (ResourceOwner)choices.Below(4);
        ResourceType[] resources = [.. owners.Select((_, i) => new ResourceType($"r{i}"))];
        var types = new TypeMaker(choices, parts, resources);
        var count = choices.OneIn(12) ? 10 + choices.Below(10) : choices.Below(MostParameters + 1);
        var parameters = new FunctionParameter[count];
        for (var i = 0; i < count; i++)
            parameters[i] = new FunctionParameter($"p{i}", count > MostParameters ? PrimitiveType.Of((PrimitiveKind)choices.Below(12)) : types.Type(mayBorrow: true));
        var result = choices.Below(3) == 0 ? null : types.Type(mayBorrow: false);
        var guests = new GuestConfig[edge == AbiEdge.Fused ? 2 : 1];
        for (var i = 0; i < guests.Length; i++) guests[i] = Guest(choices, parts);
        var relation = edge == AbiEdge.Fused && choices.Below(2) == 1 ? (GuestRelation)choices.Below(5) : GuestRelation.Siblings;
        if (relation == GuestRelation.SameMemory) guests[1] = guests[1] with { Pointer = guests[0].Pointer };
        var api = count <= MostParameters && choices.Below(2) == 1 ? HostApi.Typed : HostApi.Dynamic;
        return new AbiShape(edge, new WitFunctionType([.. parameters], result), guests, relation, resources, owners, api);
    }

    /// <summary>The question that the cases of this shape are.</summary>
    public string Question(IEnumerable<AbiCase> cases)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"op\":\"shape\",\"edge\":\"{Edge.ToString().ToLowerInvariant()}\",\"relation\":{(int)Relation},");
        text.Append(CultureInfo.InvariantCulture, $"\"params\":[{string.Join(',', Parameters.Select(Name))}],\"result\":{Name(Type.Result)},");
        text.Append(CultureInfo.InvariantCulture, $"\"resources\":[{string.Join(',', Owners.Select(owner => (int)owner))}],\"guests\":[");
        text.AppendJoin(',', Guests.Select(guest =>
            $"{{\"ptr\":\"{guest.Pointer.ToString().ToLowerInvariant()}\",\"enc\":\"{Name(guest.Encoding)}\",\"post\":{(guest.HasPostReturn ? "true" : "false")}}}"));
        return text.Append("],\"cases\":[").AppendJoin(',', cases).Append("]}").ToString();
    }

    /// <summary>The question what follows from the types alone.</summary>
    public string LayoutQuestion => $"{{\"params\":[{string.Join(',', Parameters.Select(Name))}],\"result\":{Name(Type.Result)}}}";

    private string Name(WitType? type) => type switch
    {
        null => "null",
        PrimitiveType { Kind: PrimitiveKind.ErrorContext } => "\"error-context\"",
        PrimitiveType primitive => $"\"{primitive.Kind.ToString().ToLowerInvariant()}\"",
        ListType { Length: { } length } list => string.Create(CultureInfo.InvariantCulture, $"[\"list\",{Name(list.Element)},{length}]"),
        ListType list => $"[\"list\",{Name(list.Element)}]",
        MapType map => $"[\"map\",{Name(map.Key)},{Name(map.Value)}]",
        RecordType record => $"[\"record\",{string.Join(',', record.Fields.Select(field => Name(field.Type)))}]",
        TupleType tuple => $"[\"tuple\",{string.Join(',', tuple.Items.Select(Name))}]",
        VariantType variant => $"[\"variant\",{string.Join(',', variant.Cases.Select(@case => Name(@case.Type)))}]",
        EnumType @enum => string.Create(CultureInfo.InvariantCulture, $"[\"enum\",{@enum.Names.Length}]"),
        OptionType option => $"[\"option\",{Name(option.Item)}]",
        ResultType result => $"[\"result\",{Name(result.Ok)},{Name(result.Error)}]",
        FlagsType flags => string.Create(CultureInfo.InvariantCulture, $"[\"flags\",{flags.Names.Length}]"),
        OwnType own => string.Create(CultureInfo.InvariantCulture, $"[\"own\",{Array.IndexOf(Resources, own.Resource)}]"),
        BorrowType borrow => string.Create(CultureInfo.InvariantCulture, $"[\"borrow\",{Array.IndexOf(Resources, borrow.Resource)}]"),
        _ => throw new System.Diagnostics.UnreachableException(type.ToString()),
    };

    private static string Name(StringEncoding encoding) => encoding switch
    {
        StringEncoding.Utf8 => "utf8",
        StringEncoding.Utf16 => "utf16",
        _ => "latin1+utf16",
    };

    private static GuestConfig Guest(Choices choices, ModelParts parts) => new(
        parts.Memory64 && choices.OneIn(3) ? PointerType.I64 : PointerType.I32, (StringEncoding)choices.Below(3), choices.OneIn(3));
}
