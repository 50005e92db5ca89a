using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Components.Decoding;

/// <summary>Reads instances, aliases, imports and exports (Binary.md, "Instance Definitions" and on).</summary>
internal static class DefinitionDecoder
{
    public static ComponentField ReadCoreInstance(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        CoreInstanceExpression expression = reader.ReadByte() switch
        {
            0 => new CoreInstantiate(reader.ReadIndex(), reader.ReadVector(context, ReadCoreArgument)),
            1 => new CoreInlineExports(reader.ReadVector(context, ReadCoreInlineExport)),
            var other => throw VectorReader.Unexpected(other, "a core instance", start),
        };
        return new CoreInstanceField(expression, start);
    }

    public static ComponentField ReadInstance(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        InstanceExpression expression = reader.ReadByte() switch
        {
            0 => new Instantiate(reader.ReadIndex(), reader.ReadVector(context, ReadArgument)),
            1 => new InlineExports(reader.ReadVector(context, ReadInlineExport)),
            var other => throw VectorReader.Unexpected(other, "an instance", start),
        };
        return new InstanceField(expression, start);
    }

    public static AliasField ReadAlias(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var sort = ReadSort(ref reader, context);
        var target = reader.Offset;
        Alias alias = reader.ReadByte() switch
        {
            0 => new ExportAlias(sort, reader.ReadIndex(), reader.ReadName()),
            1 when sort <= Sort.CoreTag => new CoreExportAlias(sort, reader.ReadIndex(), reader.ReadName()),
            2 when sort is Sort.CoreModule or Sort.CoreType or Sort.Component or Sort.Type =>
                new OuterAlias(sort, reader.ReadIndex(), reader.ReadIndex()),
            1 or 2 => throw new MalformedException($"malformed alias: {sort.Text()} is not a sort for it", start),
            var other => throw VectorReader.Unexpected(other, "the target of an alias", target),
        };
        return new AliasField(alias, start);
    }

    public static ImportField ReadImport(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var (name, attributes) = ReadExternName(ref reader, context);
        return new ImportField(name, TypeDecoder.ReadExternType(ref reader, context), start) { Attributes = attributes };
    }

    public static ComponentField ReadExport(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var (name, attributes) = ReadExternName(ref reader, context);
        var sort = ReadSort(ref reader, context);
        var index = reader.ReadIndex();
        return new ExportField(name, sort, index, reader.ReadOptional(context, TypeDecoder.ReadExternType), start)
        {
            Attributes = attributes,
        };
    }

    public static StartField ReadStart(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var function = reader.ReadIndex();
        var arguments = reader.ReadVector(context, static (ref ByteReader r, DecodingContext _) => r.ReadIndex());
        return new StartField(function, arguments, reader.ReadU32(), start);
    }

    /// <summary>Reads <c>value</c>; what its bytes mean depends on types, and is for validation.</summary>
    public static ComponentField ReadValue(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var type = TypeDecoder.ReadValueType(ref reader, context);
        var size = reader.ReadCount();
        return new ValueField(type, reader.ReadBytes(size).ToArray(), start);
    }

    /// <summary>Reads <c>nameattributes</c>.</summary>
    public static (string Name, ImmutableArray<ExternAttribute> Attributes) ReadExternName(
        ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var form = reader.ReadByte();
        if (form > 2)
        {
            throw VectorReader.Unexpected(form, "the name of an import or export", start);
        }
        if (form == 2)
        {
            context.SawAttributes(start);
        }
        return (reader.ReadName(), form == 2 ? reader.ReadVector(context, ReadAttribute) : []);
    }

    private static ExternAttribute ReadAttribute(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var kind = reader.ReadByte();
        return kind <= (byte)ExternAttributeKind.ExternalId
            ? new ExternAttribute((ExternAttributeKind)kind, reader.ReadName())
            : throw VectorReader.Unexpected(kind, "an attribute of a name", start);
    }

    private static CoreInstantiateArgument ReadCoreArgument(ref ByteReader reader, DecodingContext context)
    {
        var name = reader.ReadName();
        reader.Expect(0x12, "the sort of an argument");
        return new CoreInstantiateArgument(name, reader.ReadIndex());
    }

    private static InlineExport ReadCoreInlineExport(ref ByteReader reader, DecodingContext context)
    {
        var name = reader.ReadName();
        return new InlineExport(name, ReadCoreSort(ref reader), reader.ReadIndex());
    }

    private static InlineExport ReadArgument(ref ByteReader reader, DecodingContext context)
    {
        var name = reader.ReadName();
        return new InlineExport(name, ReadSort(ref reader, context), reader.ReadIndex());
    }

    private static InlineExport ReadInlineExport(ref ByteReader reader, DecodingContext context)
    {
        var (name, attributes) = ReadExternName(ref reader, context);
        return new InlineExport(name, ReadSort(ref reader, context), reader.ReadIndex()) { Attributes = attributes };
    }

    internal static Sort ReadSort(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var code = reader.ReadByte();
        return code switch
        {
            0 => ReadCoreSort(ref reader),
            1 => Sort.Function,
            2 => Sort.Value,
            3 => Sort.Type,
            4 => Sort.Component,
            5 => Sort.Instance,
            _ => throw VectorReader.Unexpected(code, "a sort", start),
        };
    }

    private static Sort ReadCoreSort(ref ByteReader reader)
    {
        var start = reader.Offset;
        return reader.ReadByte() switch
        {
            0x00 => Sort.CoreFunction,
            0x01 => Sort.CoreTable,
            0x02 => Sort.CoreMemory,
            0x03 => Sort.CoreGlobal,
            0x04 => Sort.CoreTag,
            0x10 => Sort.CoreType,
            0x11 => Sort.CoreModule,
            0x12 => Sort.CoreInstance,
            var other => throw VectorReader.Unexpected(other, "a core sort", start),
        };
    }
}
