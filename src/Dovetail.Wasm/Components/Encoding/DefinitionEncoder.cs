using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Components.Encoding;

/// <summary>Writes instances, aliases, imports and exports (Binary.md, "Instance Definitions" and on).</summary>
internal static class DefinitionEncoder
{
    private const byte CoreInstanceSort = 0x12;

    public static void WriteCoreInstance(ByteWriter writer, CoreInstanceExpression expression)
    {
        switch (expression)
        {
            case CoreInstantiate instantiate:
                writer.WriteByte(0);
                writer.WriteIndex(instantiate.Module);
                writer.WriteVector(instantiate.Arguments, static (w, argument) =>
                {
                    w.WriteName(argument.Name);
                    w.WriteByte(CoreInstanceSort);
                    w.WriteIndex(argument.Instance);
                });
                break;
            case CoreInlineExports exports:
                writer.WriteByte(1);
                writer.WriteVector(exports.Exports, static (w, export) =>
                {
                    w.WriteName(export.Name);
                    w.WriteByte(CoreCode(export.Sort));
                    w.WriteIndex(export.Index);
                });
                break;
            default:
                throw new UnreachableException($"no encoder for {expression}");
        }
    }

    public static void WriteInstance(ByteWriter writer, InstanceExpression expression)
    {
        switch (expression)
        {
            case Instantiate instantiate:
                writer.WriteByte(0);
                writer.WriteIndex(instantiate.Component);
                writer.WriteVector(instantiate.Arguments, static (w, argument) =>
                {
                    w.WriteName(argument.Name);
                    WriteSorted(w, argument.Sort, argument.Index);
                });
                break;
            case InlineExports exports:
                writer.WriteByte(1);
                writer.WriteVector(exports.Exports, static (w, export) =>
                {
                    WriteExternName(w, export.Name, export.Attributes);
                    WriteSorted(w, export.Sort, export.Index);
                });
                break;
            default:
                throw new UnreachableException($"no encoder for {expression}");
        }
    }

    public static void WriteAlias(ByteWriter writer, Alias alias)
    {
        WriteSort(writer, alias.Sort);
        switch (alias)
        {
            case ExportAlias export:
                writer.WriteByte(0);
                writer.WriteIndex(export.Instance);
                writer.WriteName(export.Name);
                break;
            case CoreExportAlias export:
                writer.WriteByte(1);
                writer.WriteIndex(export.Instance);
                writer.WriteName(export.Name);
                break;
            case OuterAlias outer:
                writer.WriteByte(2);
                writer.WriteIndex(outer.Count);
                writer.WriteIndex(outer.Index);
                break;
            default:
                throw new UnreachableException($"no encoder for {alias}");
        }
    }

    public static void WriteImport(ByteWriter writer, ImportField import)
    {
        WriteExternName(writer, import.Name, import.Attributes);
        TypeEncoder.WriteExtern(writer, import.Type);
    }

    public static void WriteExport(ByteWriter writer, ExportField export)
    {
        WriteExternName(writer, export.Name, export.Attributes);
        WriteSorted(writer, export.Sort, export.Index);
        writer.WriteOptional(export.Ascription, TypeEncoder.WriteExtern);
    }

    public static void WriteStart(ByteWriter writer, StartField start)
    {
        writer.WriteIndex(start.Function);
        writer.WriteVector(start.Arguments, static (w, argument) => w.WriteIndex(argument));
        writer.WriteU32(start.Results);
    }

    public static void WriteValue(ByteWriter writer, ValueField value)
    {
        TypeEncoder.WriteReference(writer, value.Type);
        writer.WriteSized(value.Value.Span);
    }

    /// <summary>Writes <c>nameattributes</c>, without attributes in the older form.</summary>
    public static void WriteExternName(ByteWriter writer, string name, ImmutableArray<ExternAttribute> attributes)
    {
        writer.WriteByte(attributes.IsEmpty ? (byte)0 : (byte)2);
        writer.WriteName(name);
        if (!attributes.IsEmpty)
        {
            writer.WriteVector(attributes, static (w, attribute) =>
            {
                w.WriteByte((byte)attribute.Kind);
                w.WriteName(attribute.Value);
            });
        }
    }

    private static void WriteSorted(ByteWriter writer, Sort sort, int index)
    {
        WriteSort(writer, sort);
        writer.WriteIndex(index);
    }

    /// <summary>Writes <c>sort</c>.</summary>
    public static void WriteSort(ByteWriter writer, Sort sort)
    {
        switch (sort)
        {
            case Sort.Function: writer.WriteByte(1); break;
            case Sort.Value: writer.WriteByte(2); break;
            case Sort.Type: writer.WriteByte(3); break;
            case Sort.Component: writer.WriteByte(4); break;
            case Sort.Instance: writer.WriteByte(5); break;
            default:
                writer.WriteByte(0);
                writer.WriteByte(CoreCode(sort));
                break;
        }
    }

    private static byte CoreCode(Sort sort) => sort switch
    {
        Sort.CoreFunction => 0x00,
        Sort.CoreTable => 0x01,
        Sort.CoreMemory => 0x02,
        Sort.CoreGlobal => 0x03,
        Sort.CoreTag => 0x04,
        Sort.CoreType => 0x10,
        Sort.CoreModule => 0x11,
        Sort.CoreInstance => CoreInstanceSort,
        _ => throw new UnreachableException($"{sort} is no sort of core"),
    };
}

internal static class VectorWriter
{
    /// <summary>Writes <c>vec(T)</c>.</summary>
    public static void WriteVector<T>(this ByteWriter writer, ImmutableArray<T> items, Action<ByteWriter, T> write)
    {
        writer.WriteIndex(items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
    }

    /// <summary>Writes <c>&lt;T&gt;?</c>: 0x00, or 0x01 and the value.</summary>
    public static void WriteOptional<T>(this ByteWriter writer, T? item, Action<ByteWriter, T> write)
        where T : struct
    {
        writer.WriteByte(item is null ? (byte)0 : (byte)1);
        if (item is { } value)
        {
            write(writer, value);
        }
    }
}
