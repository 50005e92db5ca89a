using System.Collections.Immutable;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components;

/// <summary>
/// A type as a component writes it (Explainer.md, <c>deftype</c>): its parts are indices into the types before it,
/// which validation resolves to <see cref="WitType"/> and its kin.
/// </summary>
public abstract record TypeDefinition
{
    private protected TypeDefinition()
    {
    }
}

/// <summary>A part of a type: a primitive type, or the index of a value type.</summary>
/// <param name="Primitive">The primitive type; null where <paramref name="Index"/> counts.</param>
/// <param name="Index">The index; 0 for a primitive type.</param>
public readonly record struct ValueTypeReference(PrimitiveKind? Primitive, int Index)
{
    /// <summary>A primitive type.</summary>
    public static ValueTypeReference Of(PrimitiveKind kind) => new(kind, 0);

    /// <summary>The value type at <paramref name="index"/>.</summary>
    public static ValueTypeReference At(int index) => new(null, index);
}

/// <summary>A name with a type, or (only in a variant) without: a field, a case or a parameter.</summary>
public readonly record struct LabeledType(string Label, ValueTypeReference? Type);

/// <summary>A value type (<c>defvaltype</c>).</summary>
public abstract record ValueTypeDefinition : TypeDefinition;

/// <summary>A primitive type.</summary>
public sealed record PrimitiveDefinition(PrimitiveKind Kind) : ValueTypeDefinition;

/// <summary>A record.</summary>
public sealed record RecordDefinition(ImmutableArray<LabeledType> Fields) : ValueTypeDefinition;

/// <summary>A variant.</summary>
public sealed record VariantDefinition(ImmutableArray<LabeledType> Cases) : ValueTypeDefinition;

/// <summary>A list.</summary>
/// <param name="Element">The type of its values.</param>
/// <param name="Length">The number of values of a list of fixed length (gated); null where it varies.</param>
public sealed record ListDefinition(ValueTypeReference Element, uint? Length = null) : ValueTypeDefinition;

/// <summary>A map (gated).</summary>
public sealed record MapDefinition(ValueTypeReference Key, ValueTypeReference Value) : ValueTypeDefinition;

/// <summary>A tuple.</summary>
public sealed record TupleDefinition(ImmutableArray<ValueTypeReference> Items) : ValueTypeDefinition;

/// <summary>Flags.</summary>
public sealed record FlagsDefinition(ImmutableArray<string> Labels) : ValueTypeDefinition;

/// <summary>An enumeration.</summary>
public sealed record EnumDefinition(ImmutableArray<string> Labels) : ValueTypeDefinition;

/// <summary>An option.</summary>
public sealed record OptionDefinition(ValueTypeReference Item) : ValueTypeDefinition;

/// <summary>A result.</summary>
public sealed record ResultDefinition(ValueTypeReference? Ok, ValueTypeReference? Error) : ValueTypeDefinition;

/// <summary>A handle that owns; <paramref name="Resource"/> is the index of a resource type.</summary>
public sealed record OwnDefinition(int Resource) : ValueTypeDefinition;

/// <summary>A handle that borrows; <paramref name="Resource"/> is the index of a resource type.</summary>
public sealed record BorrowDefinition(int Resource) : ValueTypeDefinition;

/// <summary>A stream (gated); null where only the number of values is passed.</summary>
public sealed record StreamDefinition(ValueTypeReference? Element) : ValueTypeDefinition;

/// <summary>A future (gated); null where only the arrival is told.</summary>
public sealed record FutureDefinition(ValueTypeReference? Element) : ValueTypeDefinition;

/// <summary>A resource type of the component's own.</summary>
/// <param name="Representation">The core type that stands for a resource, <c>i32</c> (gated: <c>i64</c>).</param>
/// <param name="Destructor">
/// The index of the core function called with the representation when the last handle goes; null for none.
/// </param>
public sealed record ResourceDefinition(ValType Representation, int? Destructor) : TypeDefinition;

/// <summary>The type of a function.</summary>
/// <param name="Parameters">The parameters, in order; each has a type.</param>
/// <param name="Result">The type of the result; null where there is none.</param>
/// <param name="IsAsync">Whether a call may wait (gated).</param>
public sealed record FunctionTypeDefinition(
    ImmutableArray<LabeledType> Parameters, ValueTypeReference? Result, bool IsAsync = false) : TypeDefinition;

/// <summary>The type of a component. It has index spaces of its own, which start empty.</summary>
/// <param name="Declarations">The declarators, in order.</param>
public sealed record ComponentTypeDefinition(ImmutableArray<Declaration> Declarations) : TypeDefinition;

/// <summary>The type of an instance. It has index spaces of its own, which start empty.</summary>
/// <param name="Declarations">The declarators, in order; no <see cref="ImportField"/> among them.</param>
public sealed record InstanceTypeDefinition(ImmutableArray<Declaration> Declarations) : TypeDefinition;

/// <summary>What an import, an export's ascription or a declarator says of the type (<c>externtype</c>).</summary>
public enum ExternTypeKind : byte
{
    /// <summary>A core module, by the index of a core type.</summary>
    CoreModule,
    /// <summary>A function, by the index of its type.</summary>
    Function,
    /// <summary>A type that equals the one at the index (<c>eq</c>).</summary>
    TypeEqual,
    /// <summary>An abstract resource type (<c>sub resource</c>); it has no index.</summary>
    TypeSubResource,
    /// <summary>A component, by the index of its type.</summary>
    Component,
    /// <summary>An instance, by the index of its type.</summary>
    Instance,
    /// <summary>A value of a type (gated); it has no index.</summary>
    Value,
    /// <summary>The value at the index (<c>eq</c>; gated).</summary>
    ValueEqual,
}

/// <summary>The type of an import or export.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Index">
/// The index of its type, or of the value that it equals; 0 for <see cref="ExternTypeKind.TypeSubResource"/> and
/// <see cref="ExternTypeKind.Value"/>.
/// </param>
/// <param name="ValueType">The type of an <see cref="ExternTypeKind.Value"/>; null for the others.</param>
public readonly record struct ExternTypeReference(ExternTypeKind Kind, int Index = 0, ValueTypeReference? ValueType = null)
{
    /// <summary>The index space that an import or export of this type adds to.</summary>
    public Sort Sort => Kind switch
    {
        ExternTypeKind.CoreModule => Sort.CoreModule,
        ExternTypeKind.Function => Sort.Function,
        ExternTypeKind.Component => Sort.Component,
        ExternTypeKind.Instance => Sort.Instance,
        ExternTypeKind.Value or ExternTypeKind.ValueEqual => Sort.Value,
        _ => Sort.Type,
    };
}
