using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules.Decoding;

namespace Dovetail.Wasm.Components.Decoding;

/// <summary>
/// Reads the binary format of components (design/mvp/Binary.md) into a <see cref="ComponentDefinition"/>, strictly and
/// in one pass.
/// </summary>
/// <remarks>
/// A file per part of the grammar: sections here, then <see cref="DefinitionDecoder"/> (instances, aliases, imports,
/// exports), <see cref="TypeDecoder"/>, <see cref="CoreTypeDecoder"/> and <see cref="CanonDecoder"/>. Nothing is
/// checked here that the grammar doesn't say: indices, names and types are for validation. The <c>component-name</c>
/// section is kept as a custom section, not interpreted.
/// </remarks>
public static class ComponentDecoder
{
    /// <summary>The first eight bytes of a component: magic, version 0x0d, layer 1.</summary>
    internal static ReadOnlySpan<byte> Preamble => [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];

    /// <summary>Reads a component.</summary>
    /// <exception cref="MalformedException">The bytes are not of the binary format.</exception>
    /// <exception cref="LimitException">Components or types are nested too deep, or a name is too long.</exception>
    public static ComponentDefinition Decode(ReadOnlyMemory<byte> bytes) => Decode(bytes, new DecodingContext());

    /// <summary>Reads a component but the code of those of its core modules, by their bytes, which were valid before as far as <paramref name="isKnown"/> says.</summary>
    /// <inheritdoc cref="Decode(ReadOnlyMemory{byte})"/>
    internal static ComponentDefinition Decode(ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, bool> isKnown) =>
        Decode(bytes, new DecodingContext { DefersCode = isKnown });

    private static ComponentDefinition Decode(ReadOnlyMemory<byte> bytes, DecodingContext context)
    {
        var component = DecodeComponent(bytes, 0, context);
        return component with { AttributesOffset = context.AttributesOffset };
    }

    private static ComponentDefinition DecodeComponent(ReadOnlyMemory<byte> bytes, int origin, DecodingContext context)
    {
        var reader = new ByteReader(bytes.Span, origin);
        ReadPreamble(ref reader);
        var fields = ImmutableArray.CreateBuilder<ComponentField>();
        while (!reader.AtEnd)
        {
            var start = reader.Offset;
            var id = reader.ReadByte();
            var size = reader.ReadCount();
            var content = bytes.Slice(reader.Position, size);
            ReadSection(id, start, content, reader.Offset, fields, context);
            reader.ReadBytes(size);
        }
        return new ComponentDefinition(fields.ToImmutable());
    }

    private static void ReadPreamble(ref ByteReader reader)
    {
        var start = reader.Offset;
        if (!reader.ReadBytes(Math.Min(4, reader.Remaining)).SequenceEqual(Preamble[..4]))
        {
            throw new MalformedException("magic header not detected", start);
        }
        var version = reader.ReadBytes(2);
        var layer = reader.ReadBytes(2);
        if (!layer.SequenceEqual(Preamble[6..]))
        {
            throw new MalformedException("unknown layer: expected a component, found a core module or something newer", start + 6);
        }
        if (!version.SequenceEqual(Preamble[4..6]))
        {
            throw new MalformedException(
                "unknown binary version: expected version 0x0d of the component format", start + 4);
        }
    }

    private static void ReadSection(
        byte id,
        int start,
        ReadOnlyMemory<byte> content,
        int origin,
        ImmutableArray<ComponentField>.Builder fields,
        DecodingContext context)
    {
        switch (id)
        {
            case 1:
                var defers = context.DefersCode(content);
                fields.Add(new CoreModuleField(ModuleDecoder.Decode(content, origin, defers), origin) { Bytes = content, DefersCode = defers });
                return;
            case 4:
                context.Enter(start);
                fields.Add(new NestedComponentField(DecodeComponent(content, origin, context), origin));
                context.Leave();
                return;
        }
        var reader = new ByteReader(content.Span, origin);
        switch (id)
        {
            case 0:
                var name = reader.ReadName();
                fields.Add(new CustomField(name, content[reader.Position..], start));
                return;
            case 9:
                fields.Add(DefinitionDecoder.ReadStart(ref reader, context));
                break;
            default:
                var read = FieldReader(id) ?? throw new MalformedException($"malformed section id: {id}", start);
                fields.AddRange(reader.ReadVector(context, read));
                break;
        }
        if (!reader.AtEnd)
        {
            throw new MalformedException(
                "section size mismatch: the section is longer than its content", reader.Offset);
        }
    }

    private static ElementReader<ComponentField>? FieldReader(byte section) => section switch
    {
        2 => DefinitionDecoder.ReadCoreInstance,
        3 => CoreTypeDecoder.ReadField,
        5 => DefinitionDecoder.ReadInstance,
        6 => DefinitionDecoder.ReadAlias,
        7 => TypeDecoder.ReadField,
        8 => CanonDecoder.ReadField,
        10 => DefinitionDecoder.ReadImport,
        11 => DefinitionDecoder.ReadExport,
        12 => DefinitionDecoder.ReadValue,
        _ => null,
    };
}
