using Dovetail.Wasm;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Encoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wasm.Metadata;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Tooling.New;

/// <summary>
/// The custom sections in which a core module says what world it was made for. Any name that begins with <c>component-type</c> will do, and there
/// may be several.
/// </summary>
/// <remarks>
/// The content is a component that holds the world as a type, with the string encoding in a custom section of its own. In the older form, whose
/// first byte is 3, the encoding and the name of the world stand before a whole package.
/// </remarks>
internal static class WorldSections
{
    private const string Prefix = "component-type";
    private const string EncodingSection = "wit-component-encoding";
    private const byte OldVersion = 3;
    private const byte Version = 4;

    /// <summary>The worlds that <paramref name="module"/> says it was made for.</summary>
    /// <exception cref="DovetailException">A section is wrong.</exception>
    public static IEnumerable<ModuleWorld> Read(ModuleDefinition module) => module.CustomSections.Where(IsWorld).Select(Read);

    /// <summary>The module without what it says of worlds.</summary>
    public static ModuleDefinition Strip(ModuleDefinition module) =>
        module with { CustomSections = [.. module.CustomSections.Where(section => !IsWorld(section))] };

    /// <summary>The module with a section that says what world it was made for.</summary>
    public static ModuleDefinition Add(ModuleDefinition module, ModuleWorld world) =>
        module with { CustomSections = module.CustomSections.Add(new CustomSection(Prefix, Write(world), (int)SectionId.Data)) };

    private static bool IsWorld(CustomSection section) => section.Name.StartsWith(Prefix, StringComparison.Ordinal);

    private static ModuleWorld Read(CustomSection section)
    {
        try
        {
            return section.Bytes.Span.StartsWith((byte)OldVersion) ? ReadOld(section.Bytes) : ReadCurrent(section.Bytes);
        }
        catch (DovetailException error)
        {
            throw new InvalidException($"section `{section.Name}`, which says what world the module was made for, is wrong: {error.Message}");
        }
    }

    private static ModuleWorld ReadCurrent(ReadOnlyMemory<byte> content)
    {
        var component = ComponentValidator.Validate(ComponentDecoder.Decode(content), gates: ComponentFeatures.All);
        var customs = component.Definition.Fields.OfType<CustomField>().ToList();
        var encoding = customs.Find(field => field.Name == EncodingSection)
            ?? throw new InvalidException($"there is no section `{EncodingSection}` in it, so it is of another format or was cut");
        if (encoding.Bytes.Span is not [Version, var code])
        {
            var version = encoding.Bytes.IsEmpty ? "nothing" : $"version {encoding.Bytes.Span[0]}";
            throw new InvalidException($"expected format version {OldVersion} or {Version}, found {version}; a newer tool wrote it");
        }
        var producers = customs.Find(field => field.Name == Producers.SectionName);
        return new ModuleWorld(InterfaceDecoder.Decode(component).SelectWorld(), EncodingOf(code))
        {
            Producers = producers is null ? null : Producers.TryRead(producers.Bytes.Span),
        };
    }

    private static ModuleWorld ReadOld(ReadOnlyMemory<byte> content)
    {
        var reader = new ByteReader(content.Span);
        reader.ReadByte();
        var encoding = EncodingOf(reader.ReadByte());
        var name = reader.ReadName();
        var package = ComponentValidator.Validate(ComponentDecoder.Decode(content[reader.Position..]), gates: ComponentFeatures.All);
        return InterfaceDecoder.IsPackage(package)
            ? new ModuleWorld(InterfaceDecoder.Decode(package).SelectWorld(name), encoding)
            : throw new InvalidException("it holds no package of WIT");
    }

    private static StringEncoding EncodingOf(byte code) => code <= (byte)StringEncoding.CompactUtf16
        ? (StringEncoding)code
        : throw new InvalidException($"`{code}` is no string encoding; there are 0 (utf8), 1 (utf16) and 2 (compact-utf16)");

    private static byte[] Write(ModuleWorld world)
    {
        var type = InterfaceEncoder.EncodeWorld(world.World);
        var producers = (world.Producers ?? new Producers([])).With("processed-by", Tool.Producer);
        return ComponentEncoder.Encode(new ComponentDefinition(
        [
            new CustomField(EncodingSection, new byte[] { Version, (byte)world.Encoding }, 0),
            .. type.Fields,
            new CustomField(Producers.SectionName, producers.Encode(), 0),
        ]));
    }
}
