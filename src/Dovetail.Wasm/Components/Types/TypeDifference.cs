using System.Collections.Immutable;
using System.Globalization;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Types;

/// <summary>The first place where two types differ, and what is there.</summary>
/// <param name="Place">The way to it: <c>parameter `order`, field `count`</c>; empty for the whole.</param>
/// <param name="Resources">The two resource types, where these differ.</param>
internal sealed record TypeDifference(string Place, string Expected, string Found, (ResourceType Expected, ResourceType Found)? Resources = null)
{
    private const int LongestType = 200;

    /// <summary>How <paramref name="found"/> differs from <paramref name="expected"/>; null where they are equal.</summary>
    public static TypeDifference? Between(WitFunctionType expected, WitFunctionType found, TypeInterner interner) =>
        interner.Same(expected, found) ? null : Of(interner.Adopt(expected), interner.Adopt(found));

    /// <inheritdoc cref="Between(WitFunctionType, WitFunctionType, TypeInterner)"/>
    public static TypeDifference? Between(WitType expected, WitType found, TypeInterner interner) =>
        interner.Same(expected, found) ? null : Of("", interner.Adopt(expected), interner.Adopt(found));

    /// <summary>A type in WIT, cut where it is long.</summary>
    public static string Text(object type) => type.ToString() is { Length: > LongestType } text ? text[..LongestType] + "…" : type.ToString()!;

    // Both sides are interned in one place: what is equal is one object, so that only what differs is entered.
    private static TypeDifference Of(WitFunctionType expected, WitFunctionType found)
    {
        if (expected.IsAsync != found.IsAsync || expected.Parameters.Length != found.Parameters.Length)
        {
            return new TypeDifference("", Text(expected), Text(found));
        }
        for (var i = 0; i < expected.Parameters.Length; i++)
        {
            var (e, f) = (expected.Parameters[i], found.Parameters[i]);
            if (e.Name != f.Name)
            {
                return new TypeDifference(Numbered("parameter", i), $"the name `{e.Name}`", $"the name `{f.Name}`");
            }
            if (e.Type != f.Type)
            {
                return Of($"parameter `{e.Name}`", e.Type, f.Type);
            }
        }
        return Of("the result", expected.Result, found.Result);
    }

    private static TypeDifference Of(string place, WitType? expected, WitType? found) => (expected, found) switch
    {
        (RecordType e, RecordType f) => OfNamed(place, "field", [.. e.Fields.Select(x => (x.Name, (WitType?)x.Type))],
            [.. f.Fields.Select(x => (x.Name, (WitType?)x.Type))]),
        (VariantType e, VariantType f) => OfNamed(place, "case", [.. e.Cases.Select(x => (x.Name, x.Type))], [.. f.Cases.Select(x => (x.Name, x.Type))]),
        (EnumType e, EnumType f) => OfNames(place, "case", e.Names, f.Names),
        (FlagsType e, FlagsType f) => OfNames(place, "flag", e.Names, f.Names),
        (TupleType e, TupleType f) when e.Items.Length == f.Items.Length => OfItems(place, e.Items, f.Items),
        (ListType e, ListType f) when e.Length == f.Length => Of(Inside(place, "the element"), e.Element, f.Element),
        (MapType e, MapType f) when e.Key != f.Key => Of(Inside(place, "the key"), e.Key, f.Key),
        (MapType e, MapType f) => Of(Inside(place, "the value of the map"), e.Value, f.Value),
        (StreamType e, StreamType f) => Of(Inside(place, "the element"), e.Element, f.Element),
        (FutureType e, FutureType f) => Of(Inside(place, "the value of the future"), e.Element, f.Element),
        (OptionType e, OptionType f) => Of(Inside(place, "the value of the option"), e.Item, f.Item),
        (ResultType e, ResultType f) when e.Ok != f.Ok => Of(Inside(place, "`ok`"), e.Ok, f.Ok),
        (ResultType e, ResultType f) => Of(Inside(place, "`err`"), e.Error, f.Error),
        (OwnType e, OwnType f) => Leaf(place, e, f, (e.Resource, f.Resource)),
        (BorrowType e, BorrowType f) => Leaf(place, e, f, (e.Resource, f.Resource)),
        _ => Leaf(place, expected, found),
    };

    private static TypeDifference OfNamed(
        string place, string kind, ImmutableArray<(string Name, WitType? Type)> expected, ImmutableArray<(string Name, WitType? Type)> found)
    {
        for (var i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            if (expected[i].Name == found[i].Name && expected[i].Type != found[i].Type)
            {
                return Of(Inside(place, $"{kind} `{expected[i].Name}`"), expected[i].Type, found[i].Type);
            }
        }
        return OfNames(place, kind, [.. expected.Select(item => item.Name)], [.. found.Select(item => item.Name)]);
    }

    private static TypeDifference OfNames(string place, string kind, ImmutableArray<string> expected, ImmutableArray<string> found)
    {
        for (var i = 0; i < Math.Min(expected.Length, found.Length); i++)
        {
            if (expected[i] != found[i])
            {
                return new TypeDifference(Inside(place, Numbered(kind, i)), $"the name `{expected[i]}`", $"the name `{found[i]}`");
            }
        }
        return expected.Length > found.Length
            ? new TypeDifference(place, $"the {kind} `{expected[found.Length]}`", $"no such {kind}")
            : new TypeDifference(place, $"no {kind} `{found[expected.Length]}`", $"such a {kind}");
    }

    private static TypeDifference OfItems(string place, ImmutableArray<WitType> expected, ImmutableArray<WitType> found)
    {
        var i = 0;
        while (expected[i] == found[i])
        {
            i++;
        }
        return Of(Inside(place, Numbered("item", i)), expected[i], found[i]);
    }

    private static TypeDifference Leaf(string place, WitType? expected, WitType? found, (ResourceType, ResourceType)? resources = null) =>
        new(place, expected is null ? "nothing" : Text(expected), found is null ? "nothing" : Text(found), resources);

    private static string Inside(string place, string part) => place.Length == 0 ? part : $"{place}, {part}";

    private static string Numbered(string kind, int index) => string.Create(CultureInfo.InvariantCulture, $"{kind} {index + 1}");
}
