using System.Collections.Immutable;
using System.Text;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Metadata;

/// <summary>Reads and replaces the <see cref="WasmMetadata"/> of binaries. Safe from many threads.</summary>
/// <remarks>
/// It looks at sections alone: what is in the others is neither read nor changed, not by a byte. A section that is set replaces all of its name, and
/// stands behind everything else.
/// </remarks>
public static class MetadataEditor
{
    private const int PreambleLength = 8;
    private const int LayerOffset = 6;

    private static readonly UTF8Encoding s_lenient = new(false, false);

    /// <summary>Reads the metadata of a module or component in the binary format.</summary>
    /// <exception cref="MalformedException">The sections do not add up to the file.</exception>
    public static WasmMetadata Read(ReadOnlySpan<byte> binary)
    {
        var metadata = new WasmMetadata();
        foreach (var (name, content) in Customs(binary))
        {
            metadata = name switch
            {
                Producers.SectionName => metadata with { Producers = Producers.TryRead(binary[content]) ?? metadata.Producers },
                NameSection.SectionName when !IsComponent(binary) => metadata with { Name = NameOfModule(binary[content]) },
                ComponentNames.SectionName when IsComponent(binary) => metadata with { Name = NameOfComponent(binary[content]) },
                _ => metadata.With(name, s_lenient.GetString(binary[content])),
            };
        }
        return metadata;
    }

    /// <summary>
    /// The binary with <paramref name="metadata"/> in the place of what it says now. The name is part of a section that says more, which keeps the rest.
    /// </summary>
    /// <exception cref="MalformedException">The sections do not add up to the file, or the name section is malformed and would be lost.</exception>
    public static byte[] Write(ReadOnlySpan<byte> binary, WasmMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var before = Read(binary);
        var replaced = new HashSet<string>(metadata.Texts.Zip(before.Texts)
            .Where(pair => pair.First != pair.Second).Select(pair => pair.First.Section), StringComparer.Ordinal);
        if (!AreSame(metadata.Producers, before.Producers))
        {
            replaced.Add(Producers.SectionName);
        }
        var nameSection = IsComponent(binary) ? ComponentNames.SectionName : NameSection.SectionName;
        if (metadata.Name != before.Name)
        {
            replaced.Add(nameSection);
        }
        var writer = new ByteWriter(binary.Length + 256);
        WriteKept(writer, binary, replaced);
        if (replaced.Contains(nameSection))
        {
            WriteCustom(writer, nameSection, NamesWith(binary, nameSection, metadata.Name));
        }
        if (replaced.Contains(Producers.SectionName) && metadata.Producers is { } producers)
        {
            WriteCustom(writer, Producers.SectionName, producers.Encode());
        }
        foreach (var (section, text) in metadata.Texts)
        {
            if (replaced.Contains(section) && text is not null)
            {
                WriteCustom(writer, section, Encoding.UTF8.GetBytes(text));
            }
        }
        return writer.ToArray();
    }

    /// <summary>The metadata of a binary and of all modules and components in it, the outermost first.</summary>
    /// <exception cref="MalformedException">The sections do not add up to the file.</exception>
    /// <exception cref="LimitException">Components are nested too deep.</exception>
    public static ImmutableArray<MetadataPart> ReadAll(ReadOnlySpan<byte> binary)
    {
        var parts = ImmutableArray.CreateBuilder<MetadataPart>();
        AddParts(parts, binary, IsComponent(binary) ? "component" : "module", 0);
        return parts.ToImmutable();
    }

    private static void AddParts(ImmutableArray<MetadataPart>.Builder parts, ReadOnlySpan<byte> binary, string path, int depth)
    {
        if (depth > DecodingContext.MaxNesting)
        {
            throw new LimitException("component nesting depth", $"components are nested more than {DecodingContext.MaxNesting} deep", 0);
        }
        var kind = IsComponent(binary) ? WasmKind.Component : WasmKind.Module;
        parts.Add(new MetadataPart(path, kind, binary.Length, Read(binary)));
        var (modules, components) = (0, 0);
        foreach (var (id, _, content) in kind == WasmKind.Component ? SectionsOf(binary) : [])
        {
            if (id is 1 or 4)
            {
                var name = id == 1 ? $"module {modules++}" : $"component {components++}";
                AddParts(parts, binary[content], $"{path} / {name}", depth + 1);
            }
        }
    }

    private static bool AreSame(Producers? first, Producers? second) =>
        first is null == second is null && (first is null || first.Encode().AsSpan().SequenceEqual(second!.Encode()));

    private static bool IsComponent(ReadOnlySpan<byte> binary) => binary.Length > LayerOffset && binary[LayerOffset] == 1;

    private static void WriteKept(ByteWriter writer, ReadOnlySpan<byte> binary, HashSet<string> replaced)
    {
        writer.WriteBytes(binary[..PreambleLength]);
        foreach (var (id, whole, content) in SectionsOf(binary))
        {
            if (id != 0 || !replaced.Contains(NameOf(binary[content])))
            {
                writer.WriteBytes(binary[whole]);
            }
        }
    }

    private static void WriteCustom(ByteWriter writer, string name, ReadOnlySpan<byte> bytes)
    {
        var content = new ByteWriter(bytes.Length + name.Length + 4);
        content.WriteName(name);
        content.WriteBytes(bytes);
        writer.WriteSection(0, content.Written);
    }

    private static byte[] NamesWith(ReadOnlySpan<byte> binary, string section, string? name)
    {
        var content = Customs(binary).FirstOrDefault(custom => custom.Name == section).Content;
        if (section == ComponentNames.SectionName)
        {
            var names = ComponentNames.Read(binary[content]);
            names.Component = name;
            return Whole(names.IsWhole, names.Encode());
        }
        var moduleNames = NameSection.Read(binary[content]);
        moduleNames.Module = name;
        return Whole(moduleNames.IsWhole, moduleNames.Encode());
    }

    private static byte[] Whole(bool isWhole, byte[] encoded) => isWhole
        ? encoded
        : throw new MalformedException("the name section is malformed: to set the name would lose what cannot be read", 0);

    private static string? NameOfModule(ReadOnlySpan<byte> section) => NameSection.Read(section).Module;

    private static string? NameOfComponent(ReadOnlySpan<byte> section) => ComponentNames.Read(section).Component;

    private static List<(string Name, Range Content)> Customs(ReadOnlySpan<byte> binary)
    {
        var customs = new List<(string, Range)>();
        foreach (var (id, _, content) in SectionsOf(binary))
        {
            if (id == 0)
            {
                var reader = new ByteReader(binary[content], content.Start.Value);
                var name = reader.ReadName();
                customs.Add((name, (content.Start.Value + reader.Position)..content.End));
            }
        }
        return customs;
    }

    private static string NameOf(ReadOnlySpan<byte> custom)
    {
        var reader = new ByteReader(custom);
        return reader.ReadName();
    }

    private static List<(byte Id, Range Whole, Range Content)> SectionsOf(ReadOnlySpan<byte> binary)
    {
        var sections = new List<(byte, Range, Range)>();
        var reader = new ByteReader(binary);
        if (!reader.ReadBytes(PreambleLength).StartsWith("\0asm"u8))
        {
            throw new MalformedException("magic header not detected", 0);
        }
        while (!reader.AtEnd)
        {
            var start = reader.Position;
            var id = reader.ReadByte();
            var size = reader.ReadCount();
            var content = reader.Position;
            reader.ReadBytes(size);
            sections.Add((id, start..reader.Position, content..reader.Position));
        }
        return sections;
    }
}

/// <summary>A module or component in a file, and what it says of itself.</summary>
/// <param name="Path">Where it is: <c>component / module 0</c>.</param>
/// <param name="Kind">Which of the two.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Metadata">What it says of itself.</param>
public sealed record MetadataPart(string Path, WasmKind Kind, int Size, WasmMetadata Metadata);
