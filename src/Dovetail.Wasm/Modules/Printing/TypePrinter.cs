using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Printing;

/// <summary>Writes types (core specification 3.0, 6.4 "Types").</summary>
/// <param name="types">What concrete types are called.</param>
internal sealed class TypePrinter(TextPrinter printer, IdSpace types)
{
    // Value and reference types.

    public void WriteValType(ValType type)
    {
        switch (type.Kind)
        {
            case ValKind.Reference when type.Nullable && type.Heap.ShortName is { } name:
                printer.Write(name);
                break;
            case ValKind.Reference:
                printer.Write(type.Nullable ? "(ref null " : "(ref ");
                WriteHeapType(type.Heap);
                printer.Write(')');
                break;
            case ValKind.Bottom:
                throw new UnreachableException("the bottom type has no text");
            default:
                printer.Write(type.ToString());
                break;
        }
    }

    public void WriteHeapType(HeapType type)
    {
        if (type.Kind == HeapKind.Concrete)
        {
            types.WriteUse(printer, type.TypeIndex);
        }
        else
        {
            printer.Write(type.ToString());
        }
    }

    /// <summary>Writes <c>(keyword type…)</c> behind a space, or nothing where there are no types.</summary>
    public void WriteTypes(string keyword, ImmutableArray<ValType> all)
    {
        if (all.IsEmpty)
        {
            return;
        }
        printer.Write(" (");
        printer.Write(keyword);
        foreach (var type in all)
        {
            printer.Write(' ');
            WriteValType(type);
        }
        printer.Write(')');
    }

    /// <summary>Writes variables behind a space, those that have a name each in a group of its own.</summary>
    /// <param name="startsLine">Whether they begin a line, whose indentation is space enough.</param>
    public void WriteVariables(string keyword, IEnumerable<ValType> all, IdSpace names, int first, bool startsLine = false)
    {
        var isOpen = false;
        var index = first;
        foreach (var type in all)
        {
            var isNamed = names.IdOf(index) is not null;
            if (isOpen && isNamed)
            {
                printer.Write(')');
                isOpen = false;
            }
            if (!isOpen)
            {
                printer.Write(startsLine ? "(" : " (");
                startsLine = false;
                printer.Write(keyword);
                if (isNamed)
                {
                    names.WriteName(printer, index);
                }
            }
            printer.Write(' ');
            WriteValType(type);
            if (isNamed)
            {
                printer.Write(')');
            }
            isOpen = !isNamed;
            index++;
        }
        if (isOpen)
        {
            printer.Write(')');
        }
    }

    // Definitions.

    /// <summary>Writes a type as it stands in its definition.</summary>
    public void WriteSubType(SubType type, IdSpace fields)
    {
        var isLong = !type.IsFinal || type.Supertype is not null;
        if (isLong)
        {
            printer.Write(type.IsFinal ? "(sub final " : "(sub ");
            if (type.Supertype is { } supertype)
            {
                types.WriteUse(printer, supertype);
                printer.Write(' ');
            }
        }
        WriteComposite(type.Composite, fields);
        if (isLong)
        {
            printer.Write(')');
        }
    }

    public void WriteComposite(CompositeType type, IdSpace fields)
    {
        switch (type)
        {
            case FunctionType function:
                printer.Write("(func");
                WriteTypes("param", function.Parameters);
                WriteTypes("result", function.Results);
                printer.Write(')');
                break;
            case StructType structure:
                printer.Write("(struct");
                WriteFields(structure, fields);
                printer.Write(')');
                break;
            case ArrayType array:
                printer.Write("(array ");
                WriteField(array.Element);
                printer.Write(')');
                break;
            default:
                throw new UnreachableException($"no text for {type}");
        }
    }

    private void WriteFields(StructType structure, IdSpace fields)
    {
        for (var i = 0; i < structure.Fields.Length; i++)
        {
            printer.Write(" (field");
            // A group without a name may hold several fields, and an annotation would name none: a field with an empty name has none.
            if (fields.IdOf(i) is not null)
            {
                fields.WriteName(printer, i);
            }
            printer.Write(' ');
            WriteField(structure.Fields[i]);
            printer.Write(')');
        }
    }

    private void WriteField(FieldType field)
    {
        if (field.Mutable)
        {
            printer.Write("(mut ");
        }
        switch (field.Packed)
        {
            case PackedKind.I8: printer.Write("i8"); break;
            case PackedKind.I16: printer.Write("i16"); break;
            default: WriteValType(field.Type); break;
        }
        if (field.Mutable)
        {
            printer.Write(')');
        }
    }

    // Types of what is imported or defined.

    /// <summary>Writes the type of an import, behind its keyword and its identifier.</summary>
    public void WriteExtern(ExternType type)
    {
        switch (type)
        {
            case FunctionImport function: WriteTypeUse(function.TypeIndex); break;
            case TagType tag: WriteTypeUse(tag.TypeIndex); break;
            case TableType table: WriteTable(table); break;
            case MemoryType memory: WriteMemory(memory); break;
            case GlobalType global: WriteGlobal(global); break;
            default: throw new UnreachableException($"no text for {type}");
        }
    }

    /// <summary>Writes <c>(type index)</c> behind a space.</summary>
    public void WriteTypeUse(int index)
    {
        printer.Write(" (type ");
        types.WriteUse(printer, index);
        printer.Write(')');
    }

    private void WriteTable(TableType table)
    {
        WriteLimits(table.Limits, table.Address);
        printer.Write(' ');
        WriteValType(table.Element);
    }

    private void WriteMemory(MemoryType memory)
    {
        WriteLimits(memory.Limits, memory.Address);
        if (memory.Shared)
        {
            printer.Write(" shared");
        }
    }

    private void WriteGlobal(GlobalType global)
    {
        printer.Write(global.Mutable ? " (mut " : " ");
        WriteValType(global.Value);
        if (global.Mutable)
        {
            printer.Write(')');
        }
    }

    private void WriteLimits(Limits limits, AddressType address)
    {
        printer.Write(address == AddressType.I64 ? " i64 " : " ");
        printer.Write(limits.Minimum);
        if (limits.Maximum is { } maximum)
        {
            printer.Write(' ');
            printer.Write(maximum);
        }
    }
}
