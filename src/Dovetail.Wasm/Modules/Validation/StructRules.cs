using System.Diagnostics;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Structures (core specification 3.0, 3.4.7 "Aggregate Instructions").</summary>
internal static class StructRules
{
    public static void Validate(CodeContext context, ref InstructionReader reader)
    {
        var type = context.Module.StructTypeAt(reader.Index, context.Offset);
        switch (reader.Opcode)
        {
            case Opcode.StructNew:
                for (var i = type.Fields.Length - 1; i >= 0; i--)
                {
                    context.Pop(type.Fields[i].Type);
                }
                context.Push(CodeContext.RefTo(reader.Index));
                break;
            case Opcode.StructNewDefault:
                foreach (var each in type.Fields)
                {
                    CheckDefaultable(context, each);
                }
                context.Push(CodeContext.RefTo(reader.Index));
                break;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU:
                var read = FieldAt(context, type, reader.SecondIndex);
                CheckPacked(context, read, reader.Opcode != Opcode.StructGet);
                context.Pop(CodeContext.RefNullTo(reader.Index));
                context.Push(read.Type);
                break;
            case Opcode.StructSet:
                var field = FieldAt(context, type, reader.SecondIndex);
                CheckMutable(context, field, "field");
                context.Pop(field.Type);
                context.Pop(CodeContext.RefNullTo(reader.Index));
                break;
            default:
                throw new UnreachableException($"no rule for {reader.Row}");
        }
    }

    /// <summary>Packed fields are read with a sign or without, others as they are.</summary>
    public static void CheckPacked(CodeContext context, FieldType field, bool extends)
    {
        if (extends != (field.Packed != PackedKind.None))
        {
            throw context.Invalid(extends ? "type mismatch: the field is not packed" : "type mismatch: the field is packed");
        }
    }

    public static void CheckMutable(CodeContext context, FieldType field, string what)
    {
        if (!field.Mutable)
        {
            throw context.Invalid($"immutable {what}");
        }
    }

    public static void CheckDefaultable(CodeContext context, FieldType field)
    {
        if (!field.Type.IsDefaultable)
        {
            throw context.Invalid($"type mismatch: {field.Type} has no default value");
        }
    }

    private static FieldType FieldAt(CodeContext context, StructType type, int index) =>
        (uint)index < (uint)type.Fields.Length ? type.Fields[index] : throw context.Invalid($"unknown field {(uint)index}");
}
