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
            if (Has(module, id))
            {
                content.Clear();
                WriteContent(content, module, id);
                output.WriteSection((byte)id, content.Written);
            }
            WriteCustom(output, module, id);
        }
        return output.ToArray();
    }

    /// <summary>Whether a section of <paramref name="module"/> has content, so that it is written.</summary>
    internal static bool Has(ModuleDefinition module, SectionId id) => id switch
    {
        SectionId.Type => module.Groups.Length > 0,
        SectionId.Import => module.Imports.Length > 0,
        SectionId.Function or SectionId.Code => module.Functions.Length > 0,
        SectionId.Table => module.Tables.Length > 0,
        SectionId.Memory => module.Memories.Length > 0,
        SectionId.Tag => module.Tags.Length > 0,
        SectionId.Global => module.Globals.Length > 0,
        SectionId.Export => module.Exports.Length > 0,
        SectionId.Start => module.Start is not null,
        SectionId.Element => module.Elements.Length > 0,
        SectionId.DataCount => module.DataCount is not null,
        SectionId.Data => module.Data.Length > 0,
        _ => false,
    };

    private static void WriteContent(ByteWriter writer, ModuleDefinition module, SectionId id)
    {
        switch (id)
        {
            case SectionId.Type:
                writer.WriteIndex(module.Groups.Length);
                TypeEncoder.WriteGroups(writer, module);
                break;
            case SectionId.Import:
                WriteEach(writer, module.Imports, TypeEncoder.WriteImport);
                break;
            case SectionId.Function:
                WriteEach(writer, module.Functions, (w, function) => w.WriteIndex(function.TypeIndex));
                break;
            case SectionId.Table:
                WriteEach(writer, module.Tables, WriteTable);
                break;
            case SectionId.Memory:
                WriteEach(writer, module.Memories, TypeEncoder.WriteMemory);
                break;
            case SectionId.Tag:
                WriteEach(writer, module.Tags, TypeEncoder.WriteTag);
                break;
            case SectionId.Global:
                WriteEach(writer, module.Globals, WriteGlobal);
                break;
            case SectionId.Export:
                WriteEach(writer, module.Exports, WriteExport);
                break;
            case SectionId.Start:
                writer.WriteIndex(module.Start!.Value);
                break;
            case SectionId.Element:
                WriteEach(writer, module.Elements, SegmentEncoder.WriteElements);
                break;
            case SectionId.DataCount:
                writer.WriteIndex(module.DataCount!.Value);
                break;
            case SectionId.Code:
                WriteEach(writer, module.Functions, WriteCode);
                break;
            case SectionId.Data:
                WriteEach(writer, module.Data, SegmentEncoder.WriteData);
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"no writer for section {id}");
        }
    }

    private static void WriteEach<T>(ByteWriter writer, ImmutableArray<T> items, Action<ByteWriter, T> write)
    {
        writer.WriteIndex(items.Length);
        foreach (var item in items)
        {
            write(writer, item);
        }
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
        WriteLocals(body, function);
        body.WriteBytes(function.Body.Bytes.Span);
        writer.WriteSized(body.Written);
    }

    /// <summary>Writes the declarations of locals, with which the code of a function begins.</summary>
    internal static void WriteLocals(ByteWriter writer, Function function)
    {
        writer.WriteIndex(function.Locals.Length);
        foreach (var run in function.Locals)
        {
            writer.WriteIndex(run.Count);
            writer.WriteValType(run.Type);
        }
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
