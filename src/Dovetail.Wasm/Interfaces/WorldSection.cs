using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.Wasm.Interfaces;

/// <summary>
/// A custom section in which a core module says what world it was made for. Any name that begins with <c>component-type</c> will do, and there may
/// be several.
/// </summary>
/// <param name="Component">The component that holds the world as a type, or a whole package of WIT.</param>
/// <param name="World">Which world of the package it is; null where there is only one.</param>
/// <param name="Encoding">How the module has strings in its memory.</param>
/// <param name="Producers">The tools that left the section; null where they did not say.</param>
/// <remarks>
/// The string encoding stands in a custom section of the component. In the older form, whose first byte is 3, the encoding and the name of the
/// world stand before a whole package.
/// </remarks>
internal sealed record WorldSection(ValidatedComponent Component, string? World, StringEncoding Encoding, Producers? Producers)
{
    public const string Prefix = "component-type";
    public const string EncodingSection = "wit-component-encoding";
    public const byte Version = 4;
    private const byte OldVersion = 3;

    public static bool Is(CustomSection section) => section.Name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <exception cref="InvalidException">The section is wrong.</exception>
    public static WorldSection Read(CustomSection section)
    {
        try
        {
            return section.Bytes.Span.StartsWith(OldVersion) ? ReadOld(section.Bytes) : ReadCurrent(section.Bytes);
        }
        catch (DovetailException error)
        {
            throw new InvalidException($"section `{section.Name}`, which says what world the module was made for, is wrong: {error.Message}");
        }
    }

    /// <summary>The world, as the one of its resolution.</summary>
    public WitResolution Decode()
    {
        var resolution = InterfaceDecoder.Decode(Component);
        return World is null ? resolution : resolution.Restrict(resolution.SelectWorld(World));
    }

    private static WorldSection ReadCurrent(ReadOnlyMemory<byte> content)
    {
        var component = Validate(content);
        var customs = component.Definition.Fields.OfType<CustomField>().ToList();
        var encoding = customs.Find(field => field.Name == EncodingSection)
            ?? throw new InvalidException($"there is no section `{EncodingSection}` in it, so it is of another format or was cut");
        if (encoding.Bytes.Span is not [Version, var code])
        {
            var version = encoding.Bytes.IsEmpty ? "nothing" : $"version {encoding.Bytes.Span[0]}";
            throw new InvalidException($"expected format version {OldVersion} or {Version}, found {version}; a newer tool wrote it");
        }
        var producers = customs.Find(field => field.Name == Producers.SectionName);
        return new WorldSection(component, null, EncodingOf(code), producers is null ? null : Producers.TryRead(producers.Bytes.Span));
    }

    private static WorldSection ReadOld(ReadOnlyMemory<byte> content)
    {
        var reader = new ByteReader(content.Span);
        reader.ReadByte();
        var encoding = EncodingOf(reader.ReadByte());
        var world = reader.ReadName();
        var package = Validate(content[reader.Position..]);
        return InterfaceDecoder.IsPackage(package)
            ? new WorldSection(package, world, encoding, null)
            : throw new InvalidException("it holds no package of WIT");
    }

    private static ValidatedComponent Validate(ReadOnlyMemory<byte> content) =>
        ComponentValidator.Validate(ComponentDecoder.Decode(content), gates: ComponentFeatures.All);

    private static StringEncoding EncodingOf(byte code) => code <= (byte)StringEncoding.CompactUtf16
        ? (StringEncoding)code
        : throw new InvalidException($"`{code}` is no string encoding; there are 0 (utf8), 1 (utf16) and 2 (compact-utf16)");
}
