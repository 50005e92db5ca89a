using System.Text;
using Dovetail.Wit.Syntax;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Compares the definitions of a package by their tokens: spaces, comments and the order of files do not count.</summary>
internal static class SameText
{
    public static bool Are(List<WitDocument> left, List<WitDocument> right) =>
        left.Count > 0 && Words(left).SequenceEqual(Words(right), StringComparer.Ordinal);

    private static IEnumerable<string> Words(List<WitDocument> documents) =>
        documents.Select(Words).OrderBy(words => words, StringComparer.Ordinal);

    private static string Words(WitDocument document)
    {
        var words = new StringBuilder();
        var content = document.Source.Content;
        foreach (var token in Lexer.Read(document.Source, new Text.DiagnosticBag()).Tokens)
        {
            if (document.Block is not { } block || (token.Span.Start >= block.Start && token.Span.End <= block.End))
            {
                words.Append(content, token.Span.Start, token.Span.Length).Append('\n');
            }
        }
        return words.ToString();
    }
}
