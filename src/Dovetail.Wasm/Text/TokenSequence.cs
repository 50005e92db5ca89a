using System.Collections.Frozen;
using System.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Text;

/// <summary>A text cut into tokens. Comments and unknown annotations are gone, those that mean something stand aside.</summary>
internal sealed class TokenSequence
{
    /// <summary>The annotations that are kept; every other one is checked for its form and skipped.</summary>
    public static readonly FrozenSet<string> KnownAnnotations =
        FrozenSet.Create("custom", "name", "producers", "metadata.code.branch_hint");

    private static readonly UTF8Encoding s_strict = new(false, true);

    internal TokenSequence(SourceText source, Token[] tokens, Annotation[] annotations, Token[] inner) =>
        (Source, Tokens, Annotations, Inner) = (source, tokens, annotations, inner);

    public SourceText Source { get; }

    /// <summary>The tokens; the last one is always <see cref="TokenKind.End"/>.</summary>
    public Token[] Tokens { get; }

    /// <summary>The annotations that are kept, in the order of the text.</summary>
    public Annotation[] Annotations { get; }

    /// <summary>The tokens inside <see cref="Annotations"/>.</summary>
    public Token[] Inner { get; }

    /// <summary>The first of <see cref="Annotations"/> that stands before the token of index <paramref name="position"/> or a later one.</summary>
    public int FirstAnnotation(int position)
    {
        var (low, high) = (0, Annotations.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = Annotations[middle].Before < position ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    /// <summary>Reads a text that must be UTF-8.</summary>
    /// <exception cref="MalformedException">It is not UTF-8, or a character or token has no place in the format.</exception>
    public static TokenSequence Read(ReadOnlySpan<byte> utf8, string? name = null)
    {
        string text;
        try
        {
            text = s_strict.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            var valid = s_strict.GetCharCount(utf8[..error.Index]);
            throw TextError.At(
                "malformed UTF-8 encoding", new SourceText(Encoding.UTF8.GetString(utf8), name), new SourceSpan(valid, 1));
        }
        return Read(new SourceText(text, name));
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="MalformedException">A character or token has no place in the format.</exception>
    public static TokenSequence Read(SourceText source) => new Lexer(source).Read();
}

/// <summary>Errors about a place in a text.</summary>
internal static class TextError
{
    public static MalformedException At(string message, SourceText source, SourceSpan span) =>
        new(source.Render(message, span), span.Start, true);
}
