using System.Diagnostics;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Tables (core specification 3.0, 3.4.5), and the copy between two memories, whose operands depend on both.</summary>
internal static class TableRules
{
    public static void Validate(CodeContext context, ref InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.MemoryCopy:
                CopyMemory(context, reader.Index, reader.SecondIndex);
                break;
            case Opcode.TableCopy:
                CopyTable(context, reader.Index, reader.SecondIndex);
                break;
            case Opcode.TableInit:
                InitTable(context, reader.Index, reader.SecondIndex);
                break;
            default:
                OneTable(context, reader.Opcode, context.Module.Table(reader.Index, context.Offset));
                break;
        }
    }

    private static void OneTable(CodeContext context, Opcode opcode, TableType table)
    {
        var address = CodeContext.AddressOf(table.Address);
        switch (opcode)
        {
            case Opcode.TableGet:
                context.Pop(address);
                context.Push(table.Element);
                break;
            case Opcode.TableSet:
                context.Pop(table.Element);
                context.Pop(address);
                break;
            case Opcode.TableSize:
                context.Push(address);
                break;
            case Opcode.TableGrow:
                context.Pop(address);
                context.Pop(table.Element);
                context.Push(address);
                break;
            case Opcode.TableFill:
                context.Pop(address);
                context.Pop(table.Element);
                context.Pop(address);
                break;
            default:
                throw new UnreachableException($"no rule for {opcode}");
        }
    }

    private static void CopyMemory(CodeContext context, int destination, int source)
    {
        var to = context.Module.Memory(destination, context.Offset).Address;
        var from = context.Module.Memory(source, context.Offset).Address;
        PopRange(context, to, from);
    }

    private static void CopyTable(CodeContext context, int destination, int source)
    {
        var to = context.Module.Table(destination, context.Offset);
        var from = context.Module.Table(source, context.Offset);
        CheckElements(context, from.Element, to.Element);
        PopRange(context, to.Address, from.Address);
    }

    private static void InitTable(CodeContext context, int segment, int table)
    {
        var to = context.Module.Table(table, context.Offset);
        CheckElements(context, context.Module.Element(segment, context.Offset).Type, to.Element);
        context.Pop(ValType.I32);
        context.Pop(ValType.I32);
        context.Pop(CodeContext.AddressOf(to.Address));
    }

    private static void PopRange(CodeContext context, AddressType destination, AddressType source)
    {
        context.Pop(CodeContext.CommonAddress(destination, source));
        context.Pop(CodeContext.AddressOf(source));
        context.Pop(CodeContext.AddressOf(destination));
    }

    private static void CheckElements(CodeContext context, ValType from, ValType to)
    {
        if (!context.Matching.Matches(from, to))
        {
            throw context.Invalid($"type mismatch: expected elements of {to}, found {from}");
        }
    }
}
