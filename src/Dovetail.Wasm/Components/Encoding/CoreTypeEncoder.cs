using System.Diagnostics;
using Dovetail.Wasm.Binary;
using CoreTypes = Dovetail.Wasm.Modules.Encoding.TypeEncoder;

namespace Dovetail.Wasm.Components.Encoding;

/// <summary>
/// Writes core types and module types (Binary.md, <c>core:type</c>); the decoder's <c>CoreTypeDecoder</c> says what the byte 0x50 means where.
/// </summary>
internal static class CoreTypeEncoder
{
    private const byte ModuleType = 0x50;
    private const byte OpenSubtypePrefix = 0x00;

    public static void Write(ByteWriter writer, CoreTypeDefinition type)
    {
        switch (type)
        {
            case CoreTypeGroup { Types: [{ IsFinal: false } open] }:
                writer.WriteByte(OpenSubtypePrefix);
                CoreTypes.WriteSubType(writer, open);
                break;
            case CoreTypeGroup group:
                CoreTypes.WriteGroup(writer, group.Types.AsSpan());
                break;
            case ModuleTypeDefinition module:
                writer.WriteByte(ModuleType);
                writer.WriteVector(module.Declarations, WriteDeclaration);
                break;
            default:
                throw new UnreachableException($"no encoder for {type}");
        }
    }

    private static void WriteDeclaration(ByteWriter writer, ModuleTypeDeclaration declaration)
    {
        switch (declaration)
        {
            case ModuleTypeImport import:
                writer.WriteByte(0);
                writer.WriteName(import.Module);
                writer.WriteName(import.Name);
                CoreTypes.WriteExternType(writer, import.Type);
                break;
            case ModuleTypeType type:
                writer.WriteByte(1);
                Write(writer, type.Type);
                break;
            case ModuleTypeAlias alias:
                writer.WriteBytes([2, 0x10, 0x01]);
                writer.WriteIndex(alias.Count);
                writer.WriteIndex(alias.Index);
                break;
            case ModuleTypeExport export:
                writer.WriteByte(3);
                writer.WriteName(export.Name);
                CoreTypes.WriteExternType(writer, export.Type);
                break;
            default:
                throw new UnreachableException($"no encoder for {declaration}");
        }
    }
}
