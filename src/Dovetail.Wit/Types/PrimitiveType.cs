namespace Dovetail.Wit.Types;

/// <summary>
/// The primitive value types, in the order of their binary codes: from 0x7f down, and <c>error-context</c> at 0x64.
/// </summary>
public enum PrimitiveKind
{
    /// <summary>A boolean.</summary>
    Bool,
    /// <summary>A signed 8-bit integer.</summary>
    S8,
    /// <summary>An unsigned 8-bit integer.</summary>
    U8,
    /// <summary>A signed 16-bit integer.</summary>
    S16,
    /// <summary>An unsigned 16-bit integer.</summary>
    U16,
    /// <summary>A signed 32-bit integer.</summary>
    S32,
    /// <summary>An unsigned 32-bit integer.</summary>
    U32,
    /// <summary>A signed 64-bit integer.</summary>
    S64,
    /// <summary>An unsigned 64-bit integer.</summary>
    U64,
    /// <summary>An IEEE 754 binary32 number.</summary>
    F32,
    /// <summary>An IEEE 754 binary64 number.</summary>
    F64,
    /// <summary>A Unicode scalar value.</summary>
    Char,
    /// <summary>A sequence of Unicode scalar values.</summary>
    String,
    /// <summary>
    /// What an error happened in, made and read by the host alone (Explainer.md, "Error Context type"; gated).
    /// </summary>
    ErrorContext,
}

/// <summary>A type without parts: a number, a boolean, a character, a string or an error context.</summary>
/// <param name="Kind">Which of them.</param>
public sealed record PrimitiveType(PrimitiveKind Kind)
    : WitType(TypeFacts.Start(TypeTag.Primitive).Add((int)Kind).WithPointer(Kind == PrimitiveKind.String))
{
    private static readonly PrimitiveType[] s_all =
        [.. Enumerable.Range(0, (int)PrimitiveKind.ErrorContext + 1).Select(kind => new PrimitiveType((PrimitiveKind)kind))];

    /// <summary>Which primitive type.</summary>
    public PrimitiveKind Kind { get; } = Kind;

    /// <summary>The one shared instance for <paramref name="kind"/>.</summary>
    public static PrimitiveType Of(PrimitiveKind kind) => s_all[(int)kind];

    /// <inheritdoc/>
    public bool Equals(PrimitiveType? other) => other is not null && Kind == other.Kind;

    /// <inheritdoc/>
    public override int GetHashCode() => Facts.Hash;

    internal override void Print(TypePrinter to) =>
        to.Text(Kind == PrimitiveKind.ErrorContext ? "error-context" : Kind.ToString().ToLowerInvariant());
}
