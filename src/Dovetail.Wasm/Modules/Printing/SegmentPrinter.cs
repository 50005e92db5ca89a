using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules.Encoding;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>Writes element and data segments (core specification 3.0, 6.6.9 and 6.6.10).</summary>
internal sealed class SegmentPrinter(TextPrinter printer, ModuleIds ids, TypePrinter types, CodePrinter code, bool isSkeleton)
{
    public void WriteElements(ImmutableArray<ElementSegment> segments)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            printer.OpenLine("elem");
            ids.Elements.WriteDefinition(printer, i);
            WriteElement(segments[i]);
            printer.Close();
        }
    }

    public void WriteData(ImmutableArray<DataSegment> segments)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            printer.OpenLine("data");
            ids.Data.WriteDefinition(printer, i);
            WriteTarget("memory", ids.Memories, segments[i].MemoryIndex);
            WriteOffset(segments[i].Offset);
            printer.Write(' ');
            if (isSkeleton)
            {
                printer.Write("...");
            }
            else
            {
                printer.WriteString(segments[i].Bytes.Span);
            }
            printer.Close();
        }
    }

    private void WriteElement(ElementSegment segment)
    {
        if (segment.Mode == SegmentMode.Declarative)
        {
            printer.Write(" declare");
        }
        WriteTarget("table", ids.Tables, segment.TableIndex);
        WriteOffset(segment.Offset);
        printer.Write(' ');
        if (SegmentEncoder.IsFunctionList(segment))
        {
            printer.Write("func");
            foreach (var item in segment.Items)
            {
                var reader = new InstructionReader(item);
                reader.Read();
                printer.Write(' ');
                ids.Functions.WriteUse(printer, reader.Index);
            }
            return;
        }
        types.WriteValType(segment.Type);
        foreach (var item in segment.Items)
        {
            printer.Write(' ');
            code.WriteGroup("item", item);
        }
    }

    private void WriteTarget(string keyword, IdSpace space, int index)
    {
        if (index != 0)
        {
            printer.Write(" (");
            printer.Write(keyword);
            printer.Write(' ');
            space.WriteUse(printer, index);
            printer.Write(')');
        }
    }

    private void WriteOffset(Expression? offset)
    {
        if (offset is { } expression)
        {
            printer.Write(' ');
            code.WriteGroup("offset", expression);
        }
    }
}
