using System.Diagnostics;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Variables, <c>drop</c> and <c>select</c> (core specification 3.0, 3.4.1 and 3.4.4).</summary>
internal static class VariableRules
{
    public static void Validate(CodeContext context, ref InstructionReader reader)
    {
        var index = reader.Index;
        switch (reader.Opcode)
        {
            case Opcode.Drop:
                context.Stack.PopOperand();
                break;
            case Opcode.Select:
                Select(context);
                break;
            case Opcode.SelectTyped:
                SelectTyped(context, ref reader);
                break;
            case Opcode.LocalGet:
                var read = context.Locals.Get(index, context.Offset);
                context.Locals.CheckSet(index, read, context.Offset);
                context.Push(read);
                break;
            case Opcode.LocalSet:
                SetLocal(context, index);
                break;
            case Opcode.LocalTee:
                context.Push(SetLocal(context, index));
                break;
            case Opcode.GlobalGet:
                context.Push(context.Module.Global(index, context.Offset).Value);
                break;
            case Opcode.GlobalSet:
                var global = context.Module.Global(index, context.Offset);
                if (!global.Mutable)
                {
                    throw context.Invalid($"immutable global {index} cannot be set");
                }
                context.Pop(global.Value);
                break;
            default:
                throw new UnreachableException($"no rule for {reader.Row}");
        }
    }

    private static ValType SetLocal(CodeContext context, int index)
    {
        var type = context.Locals.Get(index, context.Offset);
        context.Pop(type);
        context.Locals.Set(index, type);
        return type;
    }

    private static void Select(CodeContext context)
    {
        context.Pop(ValType.I32);
        var first = context.Stack.PopOperand();
        var second = context.Stack.PopOperand();
        if (first.IsReference || second.IsReference)
        {
            throw context.Invalid("type mismatch: `select` of references needs a type");
        }
        if (first.Kind != second.Kind && first.Kind != ValKind.Bottom && second.Kind != ValKind.Bottom)
        {
            throw context.Invalid($"type mismatch: `select` between {second} and {first}");
        }
        context.Push(first.Kind == ValKind.Bottom ? second : first);
    }

    private static void SelectTyped(CodeContext context, ref InstructionReader reader)
    {
        if (reader.SelectTypes.Length != 1)
        {
            throw context.Invalid("invalid result arity");
        }
        var type = reader.SelectTypes[0];
        context.Module.CheckType(type, context.Offset);
        context.Pop(ValType.I32);
        context.Pop(type);
        context.Pop(type);
        context.Push(type);
    }
}
