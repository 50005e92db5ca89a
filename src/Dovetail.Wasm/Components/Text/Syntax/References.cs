using System.Collections.Immutable;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text.Syntax;

/// <summary>An identifier of the text; or one that expansion made up, whose serial is not 0, and which no text can spell.</summary>
internal readonly record struct Identifier(string Name, int Serial = 0)
{
    public override string ToString() => $"${Name}";
}

/// <summary>An index as written (Explainer.md, <c>idx</c>): an identifier, or a number where there is none.</summary>
internal readonly record struct IndexSyntax(Identifier? Id, uint Number, SourceSpan Span)
{
    public override string ToString() => Id?.ToString() ?? $"{Number}";
}

/// <summary>
/// A reference to a definition (Explainer.md, <c>sortidx</c>). With a path, the index is that of an instance, each name that of an
/// export, and the last one's export is meant.
/// </summary>
internal sealed record ReferenceSyntax(Sort Sort, IndexSyntax Index, ImmutableArray<string> Path)
{
    /// <summary>A reference without a path.</summary>
    public static ReferenceSyntax To(Sort sort, IndexSyntax index) => new(sort, index, []);
}
