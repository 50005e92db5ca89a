using Dovetail.Wit.Types;

namespace Dovetail.Wit.Abi;

/// <summary>
/// A variant, enum, option or result seen as a variant (CanonicalABI.md, "Despecialization"): its cases' payload types,
/// in order.
/// </summary>
internal readonly struct Cases
{
    private readonly WitType type;

    private Cases(WitType type, int count) => (this.type, Count) = (type, count);

    public int Count { get; }

    /// <summary>The payload of the case at <paramref name="index"/>; null where it has none.</summary>
    public WitType? this[int index] => type switch
    {
        VariantType variant => variant.Cases[index].Type,
        OptionType option => index == 0 ? null : option.Item,
        ResultType result => index == 0 ? result.Ok : result.Error,
        _ => null,
    };

    public static Cases Of(WitType type) => type switch
    {
        VariantType variant => new(type, variant.Cases.Length),
        EnumType @enum => new(type, @enum.Names.Length),
        OptionType or ResultType => new(type, 2),
        _ => throw new InvalidOperationException($"{type} is not a variant"),
    };

    /// <summary>The name of the case at <paramref name="index"/>.</summary>
    public string Name(int index) => type switch
    {
        VariantType variant => variant.Cases[index].Name,
        EnumType @enum => @enum.Names[index],
        OptionType => index == 0 ? "none" : "some",
        ResultType => index == 0 ? "ok" : "err",
        _ => throw new InvalidOperationException(),
    };
}
