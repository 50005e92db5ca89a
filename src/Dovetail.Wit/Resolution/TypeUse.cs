using System.Collections.Immutable;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Types;

namespace Dovetail.Wit.Resolution;

/// <summary>A type where it is used: with the names that the text has, beside the type that these stand for.</summary>
/// <remarks>Immutable. Derived types form a closed hierarchy.</remarks>
public abstract record TypeUse
{
    private protected TypeUse(WitType type) => Type = type;

    /// <summary>The type without names; where it names a resource, a handle that owns one.</summary>
    public WitType Type { get; }

    /// <summary>The type as WIT writes it, by its names.</summary>
    public sealed override string ToString() => TypeText.Of(this);
}

/// <summary>A number, a boolean, a character or a string.</summary>
/// <param name="Primitive">Which of them.</param>
public sealed record PrimitiveUse(PrimitiveType Primitive) : TypeUse(Primitive)
{
    /// <summary>Which of them.</summary>
    public PrimitiveType Primitive { get; } = Primitive;
}

/// <summary>A type by its name; a resource's name means a handle that owns one.</summary>
/// <param name="Definition">What the name stands for.</param>
public sealed record NamedUse(WitTypeDefinition Definition) : TypeUse(Definition.Type)
{
    /// <summary>What the name stands for.</summary>
    public WitTypeDefinition Definition { get; } = Definition;
}

/// <summary><c>own&lt;resource&gt;</c>, which means the same as the resource's name.</summary>
/// <param name="Resource">The definition of the resource, or another name for one.</param>
public sealed record OwnUse(WitTypeDefinition Resource) : TypeUse(new OwnType(Resource.Resource!))
{
    /// <summary>The definition of the resource, or another name for one.</summary>
    public WitTypeDefinition Resource { get; } = Resource;
}

/// <summary><c>borrow&lt;resource&gt;</c></summary>
/// <param name="Resource">The definition of the resource, or another name for one.</param>
public sealed record BorrowUse(WitTypeDefinition Resource) : TypeUse(new BorrowType(Resource.Resource!))
{
    /// <summary>The definition of the resource, or another name for one.</summary>
    public WitTypeDefinition Resource { get; } = Resource;
}

/// <summary><c>list&lt;element&gt;</c> or <c>list&lt;element, length&gt;</c></summary>
/// <param name="Element">The type of the values.</param>
/// <param name="Length">How many there are; null where that varies.</param>
public sealed record ListUse(TypeUse Element, uint? Length = null) : TypeUse(new ListType(Element.Type, Length))
{
    /// <summary>The type of the values.</summary>
    public TypeUse Element { get; } = Element;

    /// <summary>How many there are; null where that varies.</summary>
    public uint? Length { get; } = Length;
}

/// <summary><c>option&lt;item&gt;</c></summary>
/// <param name="Item">The type of the value.</param>
public sealed record OptionUse(TypeUse Item) : TypeUse(new OptionType(Item.Type))
{
    /// <summary>The type of the value.</summary>
    public TypeUse Item { get; } = Item;
}

/// <summary><c>result&lt;ok, error&gt;</c></summary>
/// <param name="Ok">The type of a success; null where it has no value.</param>
/// <param name="Error">The type of a failure; null where it has no value.</param>
public sealed record ResultUse(TypeUse? Ok, TypeUse? Error) : TypeUse(new ResultType(Ok?.Type, Error?.Type))
{
    /// <summary>The type of a success; null where it has no value.</summary>
    public TypeUse? Ok { get; } = Ok;

    /// <summary>The type of a failure; null where it has no value.</summary>
    public TypeUse? Error { get; } = Error;
}

/// <summary><c>tuple&lt;a, b&gt;</c></summary>
/// <param name="Items">The types, in order.</param>
public sealed record TupleUse(ImmutableArray<TypeUse> Items) : TypeUse(new TupleType([.. Items.Select(item => item.Type)]))
{
    /// <summary>The types, in order.</summary>
    public ImmutableArray<TypeUse> Items { get; } = Items;
}

/// <summary><c>map&lt;key, value&gt;</c></summary>
/// <param name="Key">The type of the keys.</param>
/// <param name="Value">The type of the values.</param>
public sealed record MapUse(TypeUse Key, TypeUse Value) : TypeUse(new MapType(Key.Type, Value.Type))
{
    /// <summary>The type of the keys.</summary>
    public TypeUse Key { get; } = Key;

    /// <summary>The type of the values.</summary>
    public TypeUse Value { get; } = Value;
}

/// <summary><c>stream&lt;element&gt;</c></summary>
/// <param name="Element">The type of the values; null where only their number is passed.</param>
public sealed record StreamUse(TypeUse? Element) : TypeUse(new StreamType(Element?.Type))
{
    /// <summary>The type of the values; null where only their number is passed.</summary>
    public TypeUse? Element { get; } = Element;
}

/// <summary><c>future&lt;element&gt;</c></summary>
/// <param name="Element">The type of the value; null where only its arrival is told.</param>
public sealed record FutureUse(TypeUse? Element) : TypeUse(new FutureType(Element?.Type))
{
    /// <summary>The type of the value; null where only its arrival is told.</summary>
    public TypeUse? Element { get; } = Element;
}
