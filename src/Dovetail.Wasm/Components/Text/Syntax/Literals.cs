using System.Collections.Immutable;
using Dovetail.Wit.Text;

namespace Dovetail.Wasm.Components.Text.Syntax;

/// <summary>A value as written (Explainer.md, <c>val</c>). What it stands for depends on its type.</summary>
internal abstract record LiteralSyntax(SourceSpan Span);

/// <summary>A number, a word (<c>true</c>, <c>none</c>, <c>ok</c>, …) or a character: one token.</summary>
internal sealed record TokenLiteralSyntax(string Text, SourceSpan Span) : LiteralSyntax(Span);

internal sealed record StringLiteralSyntax(string Value, SourceSpan Span) : LiteralSyntax(Span);

/// <summary><c>(binary "…")</c>: the bytes of the binary format.</summary>
internal sealed record BinaryLiteralSyntax(ReadOnlyMemory<byte> Bytes, SourceSpan Span) : LiteralSyntax(Span);

/// <summary><c>(record …)</c>, <c>(list …)</c>, <c>(variant "c" …)</c>, <c>(flags "a" …)</c>, <c>(some …)</c> and their kin.</summary>
internal sealed record GroupLiteralSyntax(
    string Keyword, ImmutableArray<string> Labels, ImmutableArray<LiteralSyntax> Items, SourceSpan Span) : LiteralSyntax(Span);
