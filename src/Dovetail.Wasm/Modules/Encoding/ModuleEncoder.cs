using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Encoding;

/// <summary>Writes a core module in the binary format (core specification 3.0, 5.5 "Modules"). Safe from many threads.</summary>
/// <remarks>
/// Everything is written the shortest way, but for code, which is kept as it is: what the decoder reads back is an equal module, and
/// encoding that gives the same bytes. Empty sections are left out. It does not check the module.
/// </remarks>
public static class ModuleEncoder
{
    /// <summary>The binary form of <paramref name="module"/>.</summary>
    public static byte[] Encode(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var output = new ByteWriter(1024);
        output.WriteBytes("\0asm\x01\0\0\0"u8);
        WriteCustom(output, module, SectionId.Custom);
        var content = new ByteWriter(1024);
        foreach (var id in SectionOrder.All)
        {
            content.Clear();
            if (WriteContent(content, module, id))
            {
                output.WriteSection((byte)id, content.Written);
            }
            WriteCustom(output, module, id);
        }
        return output.ToArray();
    }

    /// <summary>Writes the content of a section; false where the module has none.</summary>
    private static bool WriteContent(ByteWriter writer, ModuleDefinition module, SectionId id)
    {
        switch (id)
        {
            case SectionId.Type:
                return Write(writer, module.Groups.Length, () => TypeEncoder.WriteGroups(writer, module));
            case SectionId.Import:
                return WriteEach(writer, module.Imports, TypeEncoder.WriteImport);
            case SectionId.Function:
                return WriteEach(writer, module.Functions, (w, function) => w.WriteIndex(function.TypeIndex));
            case SectionId.Table:
                return WriteEach(writer, module.Tables, WriteTable);
            case SectionId.Memory:
                return WriteEach(writer, module.Memories, TypeEncoder.WriteMemory);
            case SectionId.Tag:
                return WriteEach(writer, module.Tags, TypeEncoder.WriteTag);
            case SectionId.Global:
                return WriteEach(writer, module.Globals, WriteGlobal);
            case SectionId.Export:
                return WriteEach(writer, module.Exports, WriteExport);
            case SectionId.Start:
                return WriteNumber(writer, module.Start);
            case SectionId.Element:
                return WriteEach(writer, module.Elements, SegmentEncoder.WriteElements);
            case SectionId.DataCount:
                return WriteNumber(writer, module.DataCount);
            case SectionId.Code:
                return WriteEach(writer, module.Functions, WriteCode);
            case SectionId.Data:
                return WriteEach(writer, module.Data, SegmentEncoder.WriteData);
            default:
                throw new System.Diagnostics.UnreachableException($"no writer for section {id}");
        }
    }

    private static bool Write(ByteWriter writer, int count, Action write)
    {
        if (count == 0)
        {
            return false;
        }
        writer.WriteIndex(count);
        write();
        return true;
    }

    private static bool WriteEach<T>(ByteWriter writer, ImmutableArray<T> items, Action<ByteWriter, T> write) =>
        Write(writer, items.Length, () =>
        {
            foreach (var item in items)
            {
                write(writer, item);
            }
        });

    private static bool WriteNumber(ByteWriter writer, int? number)
    {
        if (number is { } value)
        {
            writer.WriteIndex(value);
        }
        return number is not null;
    }

    private static void WriteTable(ByteWriter writer, Table table)
    {
        if (table.Initial is not { } initial)
        {
            TypeEncoder.WriteTable(writer, table.Type);
            return;
        }
        writer.WriteBytes([0x40, 0x00]);
        TypeEncoder.WriteTable(writer, table.Type);
        writer.WriteBytes(initial.Bytes.Span);
    }

    private static void WriteGlobal(ByteWriter writer, Global global)
    {
        TypeEncoder.WriteGlobal(writer, global.Type);
        writer.WriteBytes(global.Initial.Bytes.Span);
    }

    private static void WriteExport(ByteWriter writer, Export export)
    {
        writer.WriteName(export.Name);
        writer.WriteByte((byte)export.Kind);
        writer.WriteIndex(export.Index);
    }

    private static void WriteCode(ByteWriter writer, Function function)
    {
        var body = new ByteWriter(function.Body.Bytes.Length + 16);
        body.WriteIndex(function.Locals.Length);
        foreach (var run in function.Locals)
        {
            body.WriteIndex(run.Count);
            body.WriteValType(run.Type);
        }
        body.WriteBytes(function.Body.Bytes.Span);
        writer.WriteSized(body.Written);
    }

    private static void WriteCustom(ByteWriter writer, ModuleDefinition module, SectionId before)
    {
        foreach (var section in module.CustomSections)
        {
            if (section.Position == (int)before)
            {
                var content = new ByteWriter(section.Bytes.Length + section.Name.Length + 8);
                content.WriteName(section.Name);
                content.WriteBytes(section.Bytes.Span);
                writer.WriteSection((byte)SectionId.Custom, content.Written);
            }
        }
    }
}
