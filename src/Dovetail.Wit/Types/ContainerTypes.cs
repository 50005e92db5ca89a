using System.Collections.Immutable;

namespace Dovetail.Wit.Types;

/// <summary>A list of values of one type.</summary>
/// <param name="Element">The type of the values.</param>
/// <param name="Length">The number of values of a list of fixed length; null where it varies.</param>
public sealed record ListType(WitType Element, uint? Length = null)
    : WitType(TypeFacts.Start(TypeTag.List)
        .Add(Length is { } length ? unchecked((int)length) : -1)
        .WithPointer(Length is null)
        .Add(Element))
{
    /// <summary>The type of the values.</summary>
    public WitType Element { get; } = Element;

    /// <summary>The number of values of a list of fixed length; null where it varies.</summary>
    public uint? Length { get; } = Length;

    /// <inheritdoc/>
    public bool Equals(ListType? other) => ReferenceEquals(this, other) || (other is not null
        && Facts.Hash == other.Facts.Hash && Length == other.Length && Element.Equals(other.Element));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to)
    {
        to.Text("list<").Type(Element);
        if (Length is { } length)
        {
            to.Text(", ").Text(length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        to.Text(">");
    }
}

/// <summary>
/// A map: a list of keys with their values. Keys may occur more than once, and then the last one counts (Explainer.md,
/// "Specialized value types").
/// </summary>
/// <param name="Key">The type of the keys: an integer, <c>bool</c>, <c>char</c> or <c>string</c>.</param>
/// <param name="Value">The type of the values.</param>
public sealed record MapType(WitType Key, WitType Value)
    : WitType(TypeFacts.Start(TypeTag.Map).WithPointer(true).Add(new TupleType([Key, Value])))
{
    /// <summary>The type of the keys.</summary>
    public WitType Key { get; } = Key;

    /// <summary>The type of the values.</summary>
    public WitType Value { get; } = Value;

    /// <summary>What the map is a list of: <c>tuple&lt;key, value&gt;</c>.</summary>
    internal TupleType Entry { get; } = new([Key, Value]);

    /// <inheritdoc/>
    public bool Equals(MapType? other) => ReferenceEquals(this, other) || (other is not null
        && Facts.Hash == other.Facts.Hash && Key.Equals(other.Key) && Value.Equals(other.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => to.Text("map<").Type(Key).Text(", ").Type(Value).Text(">");
}

/// <summary>A field of a record.</summary>
/// <param name="Name">The label, in kebab case.</param>
/// <param name="Type">The type of its value.</param>
public readonly record struct RecordField(string Name, WitType Type);

/// <summary>A record: named fields in order.</summary>
/// <param name="Fields">The fields, at least one.</param>
public sealed record RecordType(ImmutableArray<RecordField> Fields)
    : WitType(TypeFacts.Start(TypeTag.Record).Add(Fields.Select(f => f.Name)).Add(Fields.Select(f => f.Type)))
{
    /// <summary>The fields, at least one.</summary>
    public ImmutableArray<RecordField> Fields { get; } = Fields;

    /// <inheritdoc/>
    public bool Equals(RecordType? other) => ReferenceEquals(this, other) || (other is not null
        && Facts.Hash == other.Facts.Hash && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) =>
        to.Text("record { ").List(Fields, (p, field) => p.Text(field.Name).Text(": ").Type(field.Type)).Text(" }");
}

/// <summary>A tuple: types without names, in order.</summary>
/// <param name="Items">The types, at least one.</param>
public sealed record TupleType(ImmutableArray<WitType> Items) : WitType(TypeFacts.Start(TypeTag.Tuple).Add(Items))
{
    /// <summary>The types, at least one.</summary>
    public ImmutableArray<WitType> Items { get; } = Items;

    /// <inheritdoc/>
    public bool Equals(TupleType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Items.AsSpan().SequenceEqual(other.Items.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => to.Text("tuple<").List(Items, (p, item) => p.Type(item)).Text(">");
}

/// <summary>A set of named bits.</summary>
/// <param name="Names">The labels, from the lowest bit up: 1 to 32 of them.</param>
public sealed record FlagsType(ImmutableArray<string> Names) : WitType(TypeFacts.Start(TypeTag.Flags).Add(Names))
{
    /// <summary>The labels, from the lowest bit up: 1 to 32 of them.</summary>
    public ImmutableArray<string> Names { get; } = Names;

    /// <inheritdoc/>
    public bool Equals(FlagsType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Names.AsSpan().SequenceEqual(other.Names.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) =>
        to.Text("flags { ").List(Names, (p, name) => p.Text(name)).Text(" }");
}
