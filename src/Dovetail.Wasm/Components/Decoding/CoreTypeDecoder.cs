using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;

namespace Dovetail.Wasm.Components.Decoding;

/// <summary>
/// Reads core types and module types (Binary.md, <c>core:type</c>). The byte 0x50 begins a module type here, and an
/// open subtype of its own needs the prefix 0x00; within a group (0x4e) 0x50 is the open subtype, as in core modules.
/// </summary>
internal static class CoreTypeDecoder
{
    private const byte ModuleType = 0x50;
    private const byte OpenSubtypePrefix = 0x00;

    public static ComponentField ReadField(ref ByteReader reader, DecodingContext context) =>
        ReadCoreType(ref reader, context);

    public static CoreTypeField ReadCoreType(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        return new CoreTypeField(ReadDefinition(ref reader, context), start);
    }

    private static CoreTypeDefinition ReadDefinition(ref ByteReader reader, DecodingContext context)
    {
        var code = reader.PeekByte();
        if (code == ModuleType)
        {
            reader.ReadByte();
            context.Enter(reader.Offset);
            var declarations = reader.ReadVector(context, ReadDeclaration);
            context.Leave();
            return new ModuleTypeDefinition(declarations);
        }
        if (code == OpenSubtypePrefix)
        {
            reader.ReadByte();
            if (reader.PeekByte() != TypeCodes.Sub)
            {
                throw VectorReader.Unexpected(reader.PeekByte(), "an open subtype", reader.Offset);
            }
        }
        var types = ImmutableArray.CreateBuilder<SubType>();
        TypeSection.ReadGroup(ref reader, types);
        return new CoreTypeGroup(types.DrainToImmutable());
    }

    private static ModuleTypeDeclaration ReadDeclaration(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        switch (reader.ReadByte())
        {
            case 0:
                return new ModuleTypeImport(
                    reader.ReadName(), reader.ReadName(), ImportSection.ReadExternType(ref reader), start);
            case 1:
                return new ModuleTypeType(ReadDefinition(ref reader, context), start);
            case 2:
                reader.Expect(0x10, "the sort of an alias");
                reader.Expect(0x01, "the target of an alias");
                return new ModuleTypeAlias(reader.ReadIndex(), reader.ReadIndex(), start);
            case 3:
                return new ModuleTypeExport(reader.ReadName(), ImportSection.ReadExternType(ref reader), start);
            case var other:
                throw VectorReader.Unexpected(other, "a declarator of a module type", start);
        }
    }
}
