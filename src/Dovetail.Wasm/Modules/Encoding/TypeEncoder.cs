using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Encoding;

/// <summary>Writes groups of types, imports and the types of imports (core specification 3.0, 5.3 "Types").</summary>
internal static class TypeEncoder
{
    public static void WriteGroups(ByteWriter writer, ModuleDefinition module)
    {
        foreach (var group in module.Groups)
        {
            WriteGroup(writer, module.Types.AsSpan(group.First, group.Count));
        }
    }

    /// <summary>Writes a recursive group.</summary>
    public static void WriteGroup(ByteWriter writer, ReadOnlySpan<SubType> types)
    {
        if (types.Length != 1)
        {
            writer.WriteByte(TypeCodes.Rec);
            writer.WriteIndex(types.Length);
        }
        foreach (var type in types)
        {
            WriteSubType(writer, type);
        }
    }

    public static void WriteImport(ByteWriter writer, Import import)
    {
        writer.WriteName(import.Module);
        writer.WriteName(import.Name);
        WriteExternType(writer, import.Type);
    }

    /// <summary>Writes the kind and the type of an import.</summary>
    public static void WriteExternType(ByteWriter writer, ExternType type)
    {
        switch (type)
        {
            case FunctionImport function:
                writer.WriteByte((byte)ExternKind.Function);
                writer.WriteIndex(function.TypeIndex);
                break;
            case TableType table:
                writer.WriteByte((byte)ExternKind.Table);
                WriteTable(writer, table);
                break;
            case MemoryType memory:
                writer.WriteByte((byte)ExternKind.Memory);
                WriteMemory(writer, memory);
                break;
            case GlobalType global:
                writer.WriteByte((byte)ExternKind.Global);
                WriteGlobal(writer, global);
                break;
            case TagType tag:
                writer.WriteByte((byte)ExternKind.Tag);
                WriteTag(writer, tag);
                break;
        }
    }

    public static void WriteTable(ByteWriter writer, TableType table)
    {
        writer.WriteValType(table.Element);
        WriteLimits(writer, table.Limits, table.Address, shared: false);
    }

    public static void WriteMemory(ByteWriter writer, MemoryType memory) =>
        WriteLimits(writer, memory.Limits, memory.Address, memory.Shared);

    public static void WriteGlobal(ByteWriter writer, GlobalType global)
    {
        writer.WriteValType(global.Value);
        writer.WriteByte(global.Mutable ? (byte)1 : (byte)0);
    }

    public static void WriteTag(ByteWriter writer, TagType tag)
    {
        writer.WriteByte(0);
        writer.WriteIndex(tag.TypeIndex);
    }

    private static void WriteLimits(ByteWriter writer, Limits limits, AddressType address, bool shared)
    {
        writer.WriteByte((byte)((limits.Maximum is null ? 0 : 1) | (shared ? 2 : 0) | (address == AddressType.I64 ? 4 : 0)));
        writer.WriteU64(limits.Minimum);
        if (limits.Maximum is { } maximum)
        {
            writer.WriteU64(maximum);
        }
    }

    public static void WriteSubType(ByteWriter writer, SubType type)
    {
        if (!type.IsFinal || type.Supertype is not null)
        {
            writer.WriteByte(type.IsFinal ? TypeCodes.SubFinal : TypeCodes.Sub);
            writer.WriteByte(type.Supertype is null ? (byte)0 : (byte)1);
            if (type.Supertype is { } supertype)
            {
                writer.WriteIndex(supertype);
            }
        }
        WriteComposite(writer, type.Composite);
    }

    private static void WriteComposite(ByteWriter writer, CompositeType type)
    {
        switch (type)
        {
            case FunctionType function:
                writer.WriteByte(TypeCodes.Function);
                WriteTypes(writer, function.Parameters);
                WriteTypes(writer, function.Results);
                break;
            case StructType structure:
                writer.WriteByte(TypeCodes.Struct);
                writer.WriteIndex(structure.Fields.Length);
                foreach (var field in structure.Fields)
                {
                    WriteField(writer, field);
                }
                break;
            case ArrayType array:
                writer.WriteByte(TypeCodes.Array);
                WriteField(writer, array.Element);
                break;
            default:
                throw new UnreachableException($"no writer for {type}");
        }
    }

    private static void WriteTypes(ByteWriter writer, ImmutableArray<ValType> types)
    {
        writer.WriteIndex(types.Length);
        foreach (var type in types)
        {
            writer.WriteValType(type);
        }
    }

    private static void WriteField(ByteWriter writer, FieldType field)
    {
        switch (field.Packed)
        {
            case PackedKind.I8: writer.WriteByte(TypeCodes.I8); break;
            case PackedKind.I16: writer.WriteByte(TypeCodes.I16); break;
            default: writer.WriteValType(field.Type); break;
        }
        writer.WriteByte(field.Mutable ? (byte)1 : (byte)0);
    }
}
