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
        return new ImportField(
            ReadExternName(ref reader, context), TypeDecoder.ReadExternType(ref reader, context), start);
    }

    public static ComponentField ReadExport(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var name = ReadExternName(ref reader, context);
        var sort = ReadSort(ref reader, context);
        return new ExportField(
            name, sort, reader.ReadIndex(), reader.ReadOptional(context, TypeDecoder.ReadExternType), start);
    }

    /// <summary>Reads <c>start</c>, which is gated.</summary>
    public static void SkipStart(ref ByteReader reader, DecodingContext context)
    {
        context.Gate("values", reader.Offset);
        reader.ReadIndex();
        reader.ReadVector(context, static (ref ByteReader r, DecodingContext _) => r.ReadIndex());
        reader.ReadU32();
    }

    /// <summary>Reads <c>nameattributes</c>; the attributes are gated.</summary>
    public static string ReadExternName(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var form = reader.ReadByte();
        if (form > 2)
        {
            throw VectorReader.Unexpected(form, "the name of an import or export", start);
        }
        var name = reader.ReadName();
        if (form == 2)
        {
            reader.ReadVector(context, ReadAttribute);
        }
        return name;
    }

    private static int ReadAttribute(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var kind = reader.ReadByte();
        var feature = kind switch
        {
            0 => "implements",
            1 => "canonical-names",
            2 => "external-id",
            _ => throw VectorReader.Unexpected(kind, "an attribute of a name", start),
        };
        context.Gate(feature, start);
        reader.ReadName();
        return kind;
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
        var name = ReadExternName(ref reader, context);
        return new InlineExport(name, ReadSort(ref reader, context), reader.ReadIndex());
    }

    private static Sort ReadSort(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var code = reader.ReadByte();
        if (code == 2)
        {
            context.Gate("values", start);
        }
        return code switch
        {
            0 => ReadCoreSort(ref reader),
            1 => Sort.Function,
            // There is no sort for values; the input is refused in the end, so any will do.
            2 => Sort.Instance,
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
