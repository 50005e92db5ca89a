using System.Diagnostics;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Calls, direct, through tables and through references, and those that replace the caller's frame.</summary>
internal static class CallRules
{
    public static void Validate(CodeContext context, ref InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.Call:
                Call(context, CalleeOf(context, reader.Index));
                break;
            case Opcode.CallIndirect:
                Call(context, IndirectCallee(context, reader.Index, reader.SecondIndex));
                break;
            case Opcode.CallRef:
                Call(context, ReferenceCallee(context, reader.Index));
                break;
            case Opcode.ReturnCall:
                TailCall(context, CalleeOf(context, reader.Index));
                break;
            case Opcode.ReturnCallIndirect:
                TailCall(context, IndirectCallee(context, reader.Index, reader.SecondIndex));
                break;
            case Opcode.ReturnCallRef:
                TailCall(context, ReferenceCallee(context, reader.Index));
                break;
            default:
                throw new UnreachableException($"no rule for {reader.Row}");
        }
    }

    private static FunctionType CalleeOf(CodeContext context, int function) =>
        context.Module.FunctionTypeAt(context.Module.Function(function, context.Offset), context.Offset);

    private static FunctionType IndirectCallee(CodeContext context, int type, int table)
    {
        var tableType = context.Module.Table(table, context.Offset);
        var callee = context.Module.FunctionTypeAt(type, context.Offset);
        if (!context.Matching.Matches(tableType.Element, ValType.FuncRef))
        {
            throw context.Invalid($"type mismatch: table {table} holds {tableType.Element}, not functions");
        }
        context.Pop(CodeContext.AddressOf(tableType.Address));
        return callee;
    }

    private static FunctionType ReferenceCallee(CodeContext context, int type)
    {
        var callee = context.Module.FunctionTypeAt(type, context.Offset);
        context.Pop(CodeContext.RefNullTo(type));
        return callee;
    }

    private static void Call(CodeContext context, FunctionType callee)
    {
        context.Pop(callee.Parameters);
        context.Push(callee.Results);
    }

    private static void TailCall(CodeContext context, FunctionType callee)
    {
        if (!context.Matching.Matches(callee.Results.AsSpan(), context.Results.AsSpan()))
        {
            throw context.Invalid("type mismatch: a tail call gives other results than the function");
        }
        context.Pop(callee.Parameters);
        context.Stack.Unreachable();
    }
}
