using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm;

/// <summary>What an input holds.</summary>
public enum WasmKind
{
    /// <summary>A core module.</summary>
    Module,
    /// <summary>A component.</summary>
    Component,
}

/// <summary>Tells text from binary and modules from components, and reads all four. Safe from many threads.</summary>
public static class WasmInput
{
    private const int LayerOffset = 6;

    /// <summary>Whether <paramref name="input"/> starts as the binary format does, with a zero; everything else is taken for text.</summary>
    public static bool IsBinary(ReadOnlySpan<byte> input) => input.Length > 0 && input[0] == 0;

    /// <summary>Whether <paramref name="input"/> begins as WebAssembly does, binary (with a zero) or text (with a parenthesis or a comment); WIT and WAC don't.</summary>
    public static bool IsWebAssembly(ReadOnlySpan<byte> input) =>
        input.TrimStart(" \t\r\n\uFEFF"u8) is [0 or (byte)'(' or (byte)';', ..];

    /// <summary>Whether <paramref name="input"/>, text or binary, is a module or a component, by its beginning alone.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="name">What errors call a text (a file's path).</param>
    /// <exception cref="MalformedException">The input is empty, or a text that cannot be cut into tokens.</exception>
    public static WasmKind KindOf(ReadOnlySpan<byte> input, string? name = null) => IsBinary(input)
        ? input.Length > LayerOffset && input[LayerOffset] == 1 ? WasmKind.Component : WasmKind.Module
        : KindOf(Text(input, name));

    /// <summary>Reads a core module, text or binary.</summary>
    /// <param name="input">The bytes, which must not change as long as the result is used.</param>
    /// <param name="name">What errors call a text (a file's path).</param>
    /// <exception cref="MalformedException">The input is not a module of either format.</exception>
    /// <exception cref="UnsupportedException">It uses a feature that cannot be read.</exception>
    /// <exception cref="LimitException">It has more of something than can be read.</exception>
    public static ModuleDefinition ReadModule(ReadOnlyMemory<byte> input, string? name = null) => IsBinary(input.Span)
        ? ModuleDecoder.Decode(input)
        : ModuleParser.Parse(Text(input.Span, name));

    /// <summary>Reads a component, text (with the older index syntax or the strict one) or binary.</summary>
    /// <param name="input">The bytes, which must not change as long as the result is used.</param>
    /// <param name="name">What errors call a text (a file's path).</param>
    /// <exception cref="MalformedException">The input is not a component of either format.</exception>
    /// <exception cref="UnsupportedException">It uses a feature that cannot be read.</exception>
    /// <exception cref="LimitException">It has more of something than can be read.</exception>
    public static ComponentDefinition ReadComponent(ReadOnlyMemory<byte> input, string? name = null) => IsBinary(input.Span)
        ? ComponentDecoder.Decode(input)
        : ComponentParser.Parse(Text(input.Span, name), strictIndices: false);

    // Editors put a byte order mark in front of a text, which the format itself does not allow. It does allow an empty text, but who
    // reads one from a file has lost the rest.
    private static TokenSequence Text(ReadOnlySpan<byte> input, string? name) => input.IsEmpty
        ? throw new MalformedException("unexpected end: the input is empty", 0)
        : TokenSequence.Read(input.StartsWith("\uFEFF"u8) ? input["\uFEFF"u8.Length..] : input, name);

    private static WasmKind KindOf(TokenSequence text) =>
        new TokenCursor(text).PeekOpen("component") ? WasmKind.Component : WasmKind.Module;
}
