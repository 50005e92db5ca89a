using Dovetail.Wit.Text;

namespace Dovetail.Values;

/// <summary>
/// What a text says before a type gives it meaning: <c>a</c> may be an enum's case, a variant's or nothing valid at
/// all.
/// </summary>
internal enum WaveNodeKind
{
    Number,
    Char,
    String,
    /// <summary>A word, with or without a payload in parentheses.</summary>
    Label,
    Tuple,
    List,
    /// <summary>Labels in braces, also the empty braces.</summary>
    Flags,
    /// <summary>Labels with values in braces, and <c>{:}</c>.</summary>
    Record,
}

/// <summary>A node of the untyped tree.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Span">The place, from the first token to the last.</param>
/// <param name="Items">Items, field values, or the payload of a label.</param>
/// <param name="Labels">The names of fields or flags; the word of a label, as written.</param>
internal sealed record WaveNode(WaveNodeKind Kind, SourceSpan Span, IReadOnlyList<WaveNode> Items,
    IReadOnlyList<WaveLabel> Labels)
{
    public WaveLabel Label => Labels[0];
}

/// <summary>A label as written (<c>%</c> and all) and where.</summary>
internal readonly record struct WaveLabel(string Written, SourceSpan Span)
{
    /// <summary>The label without the mark that keeps it from being a keyword.</summary>
    public string Name => IsMarked ? Written[1..] : Written;

    public bool IsMarked => Written[0] == '%';

    /// <summary>Whether this is a word that WAVE reserves, which a case of that name must mark.</summary>
    public bool IsKeyword => Written is "true" or "false" or "some" or "none" or "ok" or "err" or "inf" or "nan";
}
