using System.Diagnostics;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Arrays (core specification 3.0, 3.4.7 "Aggregate Instructions").</summary>
internal static class ArrayRules
{
    private static readonly ModuleLimit s_fixedOperands = new("operands of array.new_fixed", 10_000);

    public static void Validate(CodeContext context, ref InstructionReader reader)
    {
        var array = reader.Index;
        var element = context.Module.ArrayTypeAt(array, context.Offset).Element;
        switch (reader.Opcode)
        {
            case Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed or Opcode.ArrayNewData or Opcode.ArrayNewElem:
                New(context, ref reader, element);
                context.Push(CodeContext.RefTo(array));
                break;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                StructRules.CheckPacked(context, element, reader.Opcode != Opcode.ArrayGet);
                context.Pop(ValType.I32);
                context.Pop(CodeContext.RefNullTo(array));
                context.Push(element.Type);
                break;
            case Opcode.ArraySet:
                StructRules.CheckMutable(context, element, "array");
                context.Pop(element.Type);
                PopPlace(context, array);
                break;
            case Opcode.ArrayFill:
                StructRules.CheckMutable(context, element, "array");
                context.Pop(ValType.I32);
                context.Pop(element.Type);
                PopPlace(context, array);
                break;
            case Opcode.ArrayCopy:
                Copy(context, array, element, reader.SecondIndex);
                break;
            case Opcode.ArrayInitData or Opcode.ArrayInitElem:
                StructRules.CheckMutable(context, element, "array");
                CheckSegment(context, ref reader, element);
                PopLengthAndStart(context);
                PopPlace(context, array);
                break;
            default:
                throw new UnreachableException($"no rule for {reader.Row}");
        }
    }

    private static void New(CodeContext context, ref InstructionReader reader, FieldType element)
    {
        switch (reader.Opcode)
        {
            case Opcode.ArrayNew:
                context.Pop(ValType.I32);
                context.Pop(element.Type);
                break;
            case Opcode.ArrayNewDefault:
                StructRules.CheckDefaultable(context, element);
                context.Pop(ValType.I32);
                break;
            case Opcode.ArrayNewFixed:
                s_fixedOperands.Check((uint)reader.SecondIndex, context.Offset);
                for (var left = reader.SecondIndex; left > 0; left--)
                {
                    context.Pop(element.Type);
                }
                break;
            default:
                CheckSegment(context, ref reader, element);
                PopLengthAndStart(context);
                break;
        }
    }

    private static void Copy(CodeContext context, int destination, FieldType element, int source)
    {
        var from = context.Module.ArrayTypeAt(source, context.Offset).Element;
        StructRules.CheckMutable(context, element, "array");
        if (from.Packed != element.Packed || !context.Matching.Matches(from.Type, element.Type))
        {
            throw context.Invalid("array types do not match");
        }
        context.Pop(ValType.I32);
        PopPlace(context, source);
        PopPlace(context, destination);
    }

    /// <summary>Data segments fill arrays of numbers and vectors, element segments arrays of references that they match.</summary>
    private static void CheckSegment(CodeContext context, ref InstructionReader reader, FieldType element)
    {
        if (reader.Opcode is Opcode.ArrayNewData or Opcode.ArrayInitData)
        {
            context.Module.CheckData(reader.SecondIndex, context.Offset);
            if (element.Type.IsReference)
            {
                throw context.Invalid("array type is not numeric or vector");
            }
            return;
        }
        var segment = context.Module.Element(reader.SecondIndex, context.Offset);
        if (element.Packed != PackedKind.None || !context.Matching.Matches(segment.Type, element.Type))
        {
            throw context.Invalid($"type mismatch: expected elements of {element.Type}, found {segment.Type}");
        }
    }

    private static void PopLengthAndStart(CodeContext context)
    {
        context.Pop(ValType.I32);
        context.Pop(ValType.I32);
    }

    private static void PopPlace(CodeContext context, int array)
    {
        context.Pop(ValType.I32);
        context.Pop(CodeContext.RefNullTo(array));
    }
}
