using System.Globalization;

namespace Dovetail;

/// <summary>The input is not of the binary or text format: reading failed. The specification's <c>assert_malformed</c>.</summary>
public sealed class MalformedException : DovetailException
{
    /// <summary>Makes an error about a byte of a binary.</summary>
    public MalformedException(string message, int offset)
        : base(InputPlace.At(message, offset)) => Offset = offset;

    /// <summary>Makes an error about a place in a text, which <paramref name="rendered"/> already shows.</summary>
    internal MalformedException(string rendered, int offset, bool isText)
        : base(rendered) => (Offset, IsText) = (offset, isText);

    /// <summary>The place: bytes from the start of a binary, UTF-16 units from the start of a text.</summary>
    public int Offset { get; }

    /// <summary>Whether the input was a text.</summary>
    public bool IsText { get; }
}

/// <summary>The input was read but breaks a rule of validation. The specification's <c>assert_invalid</c>.</summary>
public sealed class InvalidException : DovetailException
{
    /// <summary>Makes an error about what stands at <paramref name="offset"/>, or about what the message names.</summary>
    public InvalidException(string message, int? offset = null)
        : base(InputPlace.At(message, offset)) => (Offset, Problem) = (offset, message);

    /// <summary>Makes an error about a place in a text, which <paramref name="rendered"/> already shows.</summary>
    internal InvalidException(string rendered, InvalidException original)
        : base(rendered) => (Offset, Problem) = (original.Offset, original.Problem);

    /// <summary>
    /// The place, in bytes from the start of the input (of the binary that a text stands for); null where the message names what is wrong
    /// by its index.
    /// </summary>
    public int? Offset { get; }

    /// <summary>The message without the place.</summary>
    internal string Problem { get; }
}

/// <summary>The input uses a feature that Dovetail does not have, or that is switched off.</summary>
public sealed class UnsupportedException : DovetailException
{
    /// <summary>Makes an error that names <paramref name="feature"/>, by the name of its proposal.</summary>
    public UnsupportedException(string feature, int? offset = null)
        : base(InputPlace.At($"unsupported feature: {feature}", offset)) => (Feature, Offset) = (feature, offset);

    /// <summary>Makes an error about a place in a text, which <paramref name="rendered"/> already shows.</summary>
    internal UnsupportedException(string rendered, UnsupportedException original)
        : base(rendered) => (Feature, Offset) = (original.Feature, original.Offset);

    /// <summary>The feature, by the name of its proposal (<c>simd</c>, <c>memory64</c>, <c>gc</c>).</summary>
    public string Feature { get; }

    /// <summary>The place, in bytes from the start of the input; null where there is none.</summary>
    public int? Offset { get; }

    /// <summary>The message without the place.</summary>
    internal string Problem => $"unsupported feature: {Feature}";
}

/// <summary>The input, or what a guest asks for, is larger than a limit of Dovetail or of its host.</summary>
public sealed class LimitException : DovetailException
{
    /// <summary>Makes an error that names <paramref name="limit"/>.</summary>
    /// <param name="limit">The name of the limit (<c>function body size</c>).</param>
    /// <param name="message">What was asked for and what is allowed.</param>
    /// <param name="offset">The place in the input, where there is one.</param>
    public LimitException(string limit, string message, int? offset = null)
        : base(InputPlace.At(message, offset)) => (Limit, Offset) = (limit, offset);

    /// <summary>The same error again.</summary>
    internal LimitException(LimitException original)
        : base(original.Message) => (Limit, Offset) = (original.Limit, original.Offset);

    /// <summary>The name of the limit.</summary>
    public string Limit { get; }

    /// <summary>The place, in bytes from the start of the input; null where there is none.</summary>
    public int? Offset { get; }
}

internal static class InputPlace
{
    public static string At(string message, int? offset) =>
        offset is { } at ? string.Create(CultureInfo.InvariantCulture, $"{message} (at offset 0x{at:x})") : message;
}
