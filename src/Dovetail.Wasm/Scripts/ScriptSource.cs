using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Scripts;

/// <summary>How a script gives a module or component.</summary>
internal enum SourceForm
{
    /// <summary>As text in the script.</summary>
    Text,
    /// <summary>As text in strings.</summary>
    Quote,
    /// <summary>As the bytes of a binary in strings.</summary>
    Binary,
}

/// <summary>
/// A module or component of a script, which is not read yet: an error in it fails the directive it belongs to, and nothing else.
/// </summary>
/// <param name="Name">The identifier that the script gives it, without the <c>$</c>.</param>
/// <param name="Text">The tokens of the script.</param>
/// <param name="Start">The first token of a source that is text: its first field.</param>
/// <param name="End">The parenthesis behind the last field.</param>
/// <param name="Bytes">The content of the strings; empty for a source that is text.</param>
internal sealed record ScriptSource(
    bool IsComponent, string? Name, SourceForm Form, TokenSequence Text, int Start, int End, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A cursor over the fields of a source that is text.</summary>
    public TokenCursor Fields() => new(Text, Start, End);
}
