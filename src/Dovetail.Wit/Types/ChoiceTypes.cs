using System.Collections.Immutable;

namespace Dovetail.Wit.Types;

/// <summary>A case of a variant.</summary>
/// <param name="Name">The label, in kebab case.</param>
/// <param name="Type">The type of the case's value; null where it has none.</param>
public readonly record struct VariantCase(string Name, WitType? Type);

/// <summary>A variant: one of several named cases, each with or without a value.</summary>
/// <param name="Cases">The cases, at least one.</param>
public sealed record VariantType(ImmutableArray<VariantCase> Cases)
    : WitType(Cases.Aggregate(TypeFacts.Start(TypeTag.Variant), (facts, c) => facts.Add(c.Name).Add(c.Type)))
{
    /// <summary>The cases, at least one.</summary>
    public ImmutableArray<VariantCase> Cases { get; } = Cases;

    /// <inheritdoc/>
    public bool Equals(VariantType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Cases.AsSpan().SequenceEqual(other.Cases.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => to.Text("variant { ").List(Cases, PrintCase).Text(" }");

    private static void PrintCase(TypePrinter to, VariantCase @case)
    {
        to.Text(@case.Name);
        if (@case.Type is not null)
        {
            to.Text("(").Type(@case.Type).Text(")");
        }
    }
}

/// <summary>An enumeration: one of several names.</summary>
/// <param name="Names">The labels, at least one.</param>
public sealed record EnumType(ImmutableArray<string> Names) : WitType(TypeFacts.Start(TypeTag.Enum).Add(Names))
{
    /// <summary>The labels, at least one.</summary>
    public ImmutableArray<string> Names { get; } = Names;

    /// <inheritdoc/>
    public bool Equals(EnumType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Names.AsSpan().SequenceEqual(other.Names.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) =>
        to.Text("enum { ").List(Names, (p, name) => p.Text(name)).Text(" }");
}

/// <summary>A value or none.</summary>
/// <param name="Item">The type of the value.</param>
public sealed record OptionType(WitType Item) : WitType(TypeFacts.Start(TypeTag.Option).Add(Item))
{
    /// <summary>The type of the value.</summary>
    public WitType Item { get; } = Item;

    /// <inheritdoc/>
    public bool Equals(OptionType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Item.Equals(other.Item));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => to.Text("option<").Type(Item).Text(">");
}

/// <summary>Success or failure, each with or without a value.</summary>
/// <param name="Ok">The type of the value of a success; null where it has none.</param>
/// <param name="Error">The type of the value of a failure; null where it has none.</param>
public sealed record ResultType(WitType? Ok, WitType? Error)
    : WitType(TypeFacts.Start(TypeTag.Result).Add(Ok).Add(Error))
{
    /// <summary>The type of the value of a success; null where it has none.</summary>
    public WitType? Ok { get; } = Ok;

    /// <summary>The type of the value of a failure; null where it has none.</summary>
    public WitType? Error { get; } = Error;

    /// <inheritdoc/>
    public bool Equals(ResultType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Equals(Ok, other.Ok) && Equals(Error, other.Error));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to)
    {
        to.Text("result");
        if (Error is not null)
        {
            to.Text("<").Type(Ok).Text(", ").Type(Error).Text(">");
        }
        else if (Ok is not null)
        {
            to.Text("<").Type(Ok).Text(">");
        }
    }
}
