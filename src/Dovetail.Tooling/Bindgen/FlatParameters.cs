using Dovetail.Tooling.AssemblyScript;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.Bindgen;

/// <summary>What a core parameter is.</summary>
internal enum FlatRole
{
    /// <summary>A number, a boolean, a handle and the like, by the type in WIT.</summary>
    Value,
    /// <summary>The address of a list's elements, of the type in WIT; of bytes for a string, where there is no type.</summary>
    Pointer,
    /// <summary>The number of a list's elements, or of a string's bytes.</summary>
    Length,
    /// <summary>One of the values that the cases of a variant share.</summary>
    Bits,
}

/// <summary>A core parameter of a function.</summary>
/// <param name="Label">What it is called, in kebab case.</param>
/// <param name="Role">What it is.</param>
/// <param name="Type">The type that the role speaks of.</param>
/// <param name="Flat">Its core type.</param>
internal readonly record struct FlatParameter(string Label, FlatRole Role, TypeUse? Type, FlatType Flat);

/// <summary>The core parameters that stand for the parameters of a function (CanonicalABI.md, "Flattening"), with names.</summary>
internal static class FlatParameters
{
    /// <summary>The parameters of a function, their labels spelled differently in snake case; null where they are too many and go through memory.</summary>
    public static IReadOnlyList<FlatParameter>? Of(WitFunction function)
    {
        if (Flattening.FlattenParameters(function.Type).IsDefault)
        {
            return null;
        }
        var labels = new UniqueNames(Spellings.Snake);
        return [.. function.Parameters.SelectMany(parameter => Of(parameter.Name, parameter.Type)).Select(flat => flat with { Label = labels.Take(flat.Label) })];
    }

    /// <summary>What remains of a type when names for the whole of it are taken away.</summary>
    public static TypeBody? BodyOf(TypeUse use) => use is NamedUse { Definition: var definition } ? GuestTypes.Origin(definition).Body : null;

    /// <summary>The type behind names that stand for another type.</summary>
    public static TypeUse Resolved(TypeUse use) => BodyOf(use) is AliasBody alias ? Resolved(alias.Target) : use;

    private static IEnumerable<FlatParameter> Of(string label, TypeUse use) => Resolved(use) switch
    {
        PrimitiveUse { Primitive.Kind: PrimitiveKind.String } => List(label, null),
        ListUse { Length: null } list => List(label, list.Element),
        ListUse { Length: { } length } list => Enumerable.Range(0, (int)length).SelectMany(i => Of($"{label}{i}", list.Element)),
        MapUse map => List(label, new TupleUse([map.Key, map.Value])),
        TupleUse tuple => tuple.Items.SelectMany((item, i) => Of($"{label}-item{i}", item)),
        NamedUse named when BodyOf(named) is RecordBody record => record.Fields.SelectMany(field => Of($"{label}-{field.Name}", field.Type)),
        OptionUse or ResultUse => Bits(label, use.Type),
        NamedUse named when BodyOf(named) is VariantBody => Bits(label, use.Type),
        _ => [new FlatParameter(label, FlatRole.Value, use, Flattening.FlattenType(use.Type)[0])],
    };

    private static FlatParameter[] List(string label, TypeUse? element) =>
    [
        new($"{label}-ptr", FlatRole.Pointer, element, FlatType.I32),
        new($"{label}-len", FlatRole.Length, null, FlatType.I32),
    ];

    private static IEnumerable<FlatParameter> Bits(string label, WitType type) =>
        Flattening.FlattenType(type).Select((flat, i) => new FlatParameter(i == 0 ? $"{label}-tag" : $"{label}-bits{i}", FlatRole.Bits, null, flat));
}
