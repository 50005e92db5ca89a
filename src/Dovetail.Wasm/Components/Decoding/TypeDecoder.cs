using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Decoding;

/// <summary>Reads types and declarators (Binary.md, "Type Definitions").</summary>
internal static class TypeDecoder
{
    private const byte LastPrimitive = 0x73;
    private const byte ErrorContext = 0x64;

    public static ComponentField ReadField(ref ByteReader reader, DecodingContext context) =>
        ReadType(ref reader, context);

    public static ExternTypeReference ReadExternType(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                reader.Expect(0x11, "the sort of an external type");
                return new ExternTypeReference(ExternTypeKind.CoreModule, reader.ReadIndex());
            case 1:
                return new ExternTypeReference(ExternTypeKind.Function, reader.ReadIndex());
            case 2:
                return reader.ReadByte() switch
                {
                    0 => new ExternTypeReference(ExternTypeKind.ValueEqual, reader.ReadIndex()),
                    1 => new ExternTypeReference(ExternTypeKind.Value, 0, ReadValueType(ref reader, context)),
                    var other => throw VectorReader.Unexpected(other, "the bound of a value", start + 1),
                };
            case 3:
                return reader.ReadByte() switch
                {
                    0 => new ExternTypeReference(ExternTypeKind.TypeEqual, reader.ReadIndex()),
                    1 => new ExternTypeReference(ExternTypeKind.TypeSubResource),
                    var other => throw VectorReader.Unexpected(other, "the bound of a type", start + 1),
                };
            case 4:
                return new ExternTypeReference(ExternTypeKind.Component, reader.ReadIndex());
            case 5:
                return new ExternTypeReference(ExternTypeKind.Instance, reader.ReadIndex());
            case var other:
                throw VectorReader.Unexpected(other, "an external type", start);
        }
    }

    public static ValueTypeReference ReadValueType(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var code = reader.PeekByte();
        // One byte with bit 6 set is a negative number: a code. All else is an index.
        if (code is < 0x40 or >= 0x80)
        {
            var index = reader.ReadS33();
            return index >= 0
                ? ValueTypeReference.At((int)index)
                : throw new MalformedException("malformed value type", start);
        }
        reader.ReadByte();
        return TryPrimitive(code) is { } kind
            ? ValueTypeReference.Of(kind)
            : throw VectorReader.Unexpected(code, "a value type", start);
    }

    private static TypeField ReadType(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var code = reader.ReadByte();
        TypeDefinition type = code switch
        {
            0x3f => new ResourceDefinition(TypeReader.ReadValType(ref reader), reader.ReadOptional(context, ReadIndex)),
            0x40 or 0x43 => ReadFunction(ref reader, context, isAsync: code == 0x43),
            0x41 => new ComponentTypeDefinition(ReadDeclarations(ref reader, context, ReadComponentDeclaration)),
            0x42 => new InstanceTypeDefinition(ReadDeclarations(ref reader, context, ReadInstanceDeclaration)),
            _ => TryPrimitive(code) is { } kind
                ? new PrimitiveDefinition(kind)
                : ReadValueDefinition(ref reader, context, code, start),
        };
        return new TypeField(type, start);
    }

    private static ValueTypeDefinition ReadValueDefinition(
        ref ByteReader reader, DecodingContext context, byte code, int start)
    {
        switch (code)
        {
            case 0x72: return new RecordDefinition(reader.ReadVector(context, ReadLabeledType));
            case 0x71: return new VariantDefinition(reader.ReadVector(context, ReadCase));
            case 0x70: return new ListDefinition(ReadValueType(ref reader, context));
            case 0x6f: return new TupleDefinition(reader.ReadVector(context, ReadValueType));
            case 0x6e: return new FlagsDefinition(reader.ReadVector(context, ReadLabel));
            case 0x6d: return new EnumDefinition(reader.ReadVector(context, ReadLabel));
            case 0x6b: return new OptionDefinition(ReadValueType(ref reader, context));
            case 0x6a:
                return new ResultDefinition(
                    reader.ReadOptional(context, ReadValueType), reader.ReadOptional(context, ReadValueType));
            case 0x69: return new OwnDefinition(reader.ReadIndex());
            case 0x68: return new BorrowDefinition(reader.ReadIndex());
            case 0x67: return new ListDefinition(ReadValueType(ref reader, context), reader.ReadU32());
            case 0x66: return new StreamDefinition(reader.ReadOptional(context, ReadValueType));
            case 0x65: return new FutureDefinition(reader.ReadOptional(context, ReadValueType));
            case 0x63: return new MapDefinition(ReadValueType(ref reader, context), ReadValueType(ref reader, context));
            default: throw VectorReader.Unexpected(code, "a type", start);
        }
    }

    private static PrimitiveKind? TryPrimitive(byte code) => code switch
    {
        ErrorContext => PrimitiveKind.ErrorContext,
        >= LastPrimitive and <= 0x7f => (PrimitiveKind)(0x7f - code),
        _ => null,
    };

    private static FunctionTypeDefinition ReadFunction(ref ByteReader reader, DecodingContext context, bool isAsync) =>
        new(reader.ReadVector(context, ReadLabeledType), ReadResult(ref reader, context), isAsync);

    /// <summary>Reads <c>resultlist</c>.</summary>
    public static ValueTypeReference? ReadResult(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                return ReadValueType(ref reader, context);
            case 1:
                reader.Expect(0, "the number of results");
                return null;
            case var other:
                throw VectorReader.Unexpected(other, "the results of a function", start);
        }
    }

    private static ImmutableArray<Declaration> ReadDeclarations(
        ref ByteReader reader, DecodingContext context, ElementReader<Declaration> read)
    {
        context.Enter(reader.Offset);
        var declarations = reader.ReadVector(context, read);
        context.Leave();
        return declarations;
    }

    private static Declaration ReadComponentDeclaration(ref ByteReader reader, DecodingContext context)
    {
        if (reader.PeekByte() != 3)
        {
            return ReadInstanceDeclaration(ref reader, context);
        }
        reader.ReadByte();
        return DefinitionDecoder.ReadImport(ref reader, context);
    }

    private static Declaration ReadInstanceDeclaration(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        return reader.ReadByte() switch
        {
            0 => CoreTypeDecoder.ReadCoreType(ref reader, context),
            1 => ReadType(ref reader, context),
            2 => DefinitionDecoder.ReadAlias(ref reader, context),
            4 => ReadExport(ref reader, context, start),
            var other => throw VectorReader.Unexpected(other, "a declarator", start),
        };
    }

    private static ExportDeclaration ReadExport(ref ByteReader reader, DecodingContext context, int start)
    {
        var (name, attributes) = DefinitionDecoder.ReadExternName(ref reader, context);
        return new ExportDeclaration(name, ReadExternType(ref reader, context), start) { Attributes = attributes };
    }

    private static LabeledType ReadLabeledType(ref ByteReader reader, DecodingContext context) =>
        new(reader.ReadName(), ReadValueType(ref reader, context));

    private static LabeledType ReadCase(ref ByteReader reader, DecodingContext context)
    {
        var @case = new LabeledType(reader.ReadName(), reader.ReadOptional(context, ReadValueType));
        reader.Expect(0, "the end of a case");
        return @case;
    }

    private static string ReadLabel(ref ByteReader reader, DecodingContext context) => reader.ReadName();

    private static int ReadIndex(ref ByteReader reader, DecodingContext context) => reader.ReadIndex();
}
