namespace Dovetail.Wit.Types;

/// <summary>
/// The readable end of a stream: values of one type that arrive over time (Explainer.md, "Asynchronous value types").
/// </summary>
/// <param name="Element">The type of the values; null where only their number is passed. It contains no borrow.</param>
public sealed record StreamType(WitType? Element) : WitType(AsyncFacts.Of(TypeTag.Stream, Element))
{
    /// <summary>The type of the values; null where only their number is passed.</summary>
    public WitType? Element { get; } = Element;

    /// <inheritdoc/>
    public bool Equals(StreamType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Equals(Element, other.Element));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => AsyncFacts.Print(to, "stream", Element);
}

/// <summary>
/// The readable end of a future: one value that arrives later (Explainer.md, "Asynchronous value types").
/// </summary>
/// <param name="Element">The type of the value; null where only its arrival is told. It contains no borrow.</param>
public sealed record FutureType(WitType? Element) : WitType(AsyncFacts.Of(TypeTag.Future, Element))
{
    /// <summary>The type of the value; null where only its arrival is told.</summary>
    public WitType? Element { get; } = Element;

    /// <inheritdoc/>
    public bool Equals(FutureType? other) => ReferenceEquals(this, other)
        || (other is not null && Facts.Hash == other.Facts.Hash && Equals(Element, other.Element));

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) => AsyncFacts.Print(to, "future", Element);
}

/// <summary>What streams and futures have in common: a handle stands for them, whatever they carry.</summary>
internal static class AsyncFacts
{
    // What is carried lies in memory only while it is copied, so the handle itself needs no memory.
    public static TypeFacts Of(TypeTag tag, WitType? element) =>
        TypeFacts.Start(tag).Add(element) with { ContainsAsyncValue = true, ContainsPointer = false };

    public static void Print(TypePrinter to, string keyword, WitType? element)
    {
        to.Text(keyword);
        if (element is not null)
        {
            to.Text("<").Type(element).Text(">");
        }
    }
}
