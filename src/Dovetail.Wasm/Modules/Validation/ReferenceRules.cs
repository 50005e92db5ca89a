using System.Diagnostics;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>References, their tests and casts (core specification 3.0, 3.4.6 "Reference Instructions").</summary>
internal static class ReferenceRules
{
    public static void Validate(CodeContext context, ref InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.RefNull:
                CheckHeapType(context, reader.HeapType);
                context.Push(ValType.Ref(true, reader.HeapType));
                break;
            case Opcode.RefIsNull:
                context.Stack.PopReference();
                context.Push(ValType.I32);
                break;
            case Opcode.RefFunc:
                RefFunc(context, reader.Index);
                break;
            case Opcode.RefAsNonNull:
                context.Push(ValType.Ref(false, context.Stack.PopReference().Heap));
                break;
            case Opcode.RefI31:
                context.Pop(ValType.I32);
                context.Push(ValType.Ref(false, HeapType.Abstract(HeapKind.I31)));
                break;
            case Opcode.RefTest or Opcode.RefTestNull:
                PopCastOperand(context, reader.HeapType);
                context.Push(ValType.I32);
                break;
            case Opcode.RefCast or Opcode.RefCastNull:
                PopCastOperand(context, reader.HeapType);
                context.Push(ValType.Ref(reader.Opcode == Opcode.RefCastNull, reader.HeapType));
                break;
            case Opcode.BrOnCast or Opcode.BrOnCastFail:
                BranchOnCast(context, ref reader);
                break;
            case Opcode.AnyConvertExtern:
                Convert(context, HeapKind.Extern, HeapKind.Any);
                break;
            case Opcode.ExternConvertAny:
                Convert(context, HeapKind.Any, HeapKind.Extern);
                break;
            default:
                throw new UnreachableException($"no rule for {reader.Row}");
        }
    }

    private static void RefFunc(CodeContext context, int function)
    {
        var type = context.Module.Function(function, context.Offset);
        if (!context.Module.IsDeclared(function))
        {
            throw context.Invalid($"undeclared function reference {function}");
        }
        context.Push(CodeContext.RefTo(type));
    }

    private static void CheckHeapType(CodeContext context, HeapType type)
    {
        context.Module.CheckHeapType(type, context.Offset);
        context.Module.Features.UseHeapType(type, context.Offset);
    }

    /// <summary>What is cast or tested may be anything of the hierarchy that the target belongs to.</summary>
    private static void PopCastOperand(CodeContext context, HeapType target)
    {
        CheckHeapType(context, target);
        context.Pop(ValType.Ref(true, HeapType.Abstract(context.Matching.TopOf(target))));
    }

    private static void BranchOnCast(CodeContext context, ref InstructionReader reader)
    {
        CheckHeapType(context, reader.HeapType);
        CheckHeapType(context, reader.TargetHeapType);
        var source = ValType.Ref(reader.SourceNullable, reader.HeapType);
        var target = ValType.Ref(reader.TargetNullable, reader.TargetHeapType);
        if (!context.Matching.Matches(target, source))
        {
            throw context.Invalid($"type mismatch: {target} is not below {source}");
        }
        // What is left when the cast fails: null only if the target doesn't take it.
        var rest = ValType.Ref(source.Nullable && !target.Nullable, source.Heap);
        var (taken, kept) = reader.Opcode == Opcode.BrOnCast ? (target, rest) : (rest, target);
        var label = context.Stack.Label(reader.Index).LabelTypes;
        if (label.Length == 0 || !context.Matching.Matches(taken, label[^1]))
        {
            throw context.Invalid($"type mismatch: the label does not take {taken}");
        }
        context.Pop(source);
        ControlRules.PassThrough(context, label.RemoveAt(label.Length - 1));
        context.Push(kept);
    }

    private static void Convert(CodeContext context, HeapKind from, HeapKind to)
    {
        var operand = context.Pop(ValType.Ref(true, HeapType.Abstract(from)));
        context.Push(ValType.Ref(operand.Nullable, HeapType.Abstract(to)));
    }
}
