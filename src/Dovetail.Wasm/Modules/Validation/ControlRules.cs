using System.Collections.Immutable;
using System.Diagnostics;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Blocks, branches and exceptions (core specification 3.0, 3.4.8 "Control Instructions").</summary>
internal static class ControlRules
{
    private static readonly ValType s_exnRef = ValType.Ref(true, HeapType.Abstract(HeapKind.Exn));
    private static readonly ValType s_exn = ValType.Ref(false, HeapType.Abstract(HeapKind.Exn));

    public static void Validate(CodeContext context, ref InstructionReader reader)
    {
        var stack = context.Stack;
        switch (reader.Opcode)
        {
            case Opcode.Unreachable:
                stack.Unreachable();
                break;
            case Opcode.Block or Opcode.Loop:
                Open(context, reader.Opcode, reader.BlockType);
                break;
            case Opcode.If:
                stack.PopOperand(ValType.I32);
                Open(context, reader.Opcode, reader.BlockType);
                break;
            case Opcode.TryTable:
                CheckCatches(context, reader.Catches);
                Open(context, reader.Opcode, reader.BlockType);
                break;
            case Opcode.Else:
                Else(context);
                break;
            case Opcode.End:
                End(context);
                break;
            case Opcode.Br:
                context.Pop(stack.Label(reader.Index).LabelTypes);
                stack.Unreachable();
                break;
            case Opcode.BrIf:
                stack.PopOperand(ValType.I32);
                PassThrough(context, stack.Label(reader.Index).LabelTypes);
                break;
            case Opcode.BrTable:
                BranchTable(context, ref reader);
                break;
            case Opcode.Return:
                context.Pop(context.Results);
                stack.Unreachable();
                break;
            case Opcode.BrOnNull:
                BranchOnNull(context, stack.Label(reader.Index).LabelTypes);
                break;
            case Opcode.BrOnNonNull:
                BranchOnNonNull(context, stack.Label(reader.Index).LabelTypes);
                break;
            case Opcode.Throw:
                Throw(context, context.Module.Tag(reader.Index, context.Offset));
                break;
            case Opcode.ThrowRef:
                stack.PopOperand(s_exnRef);
                stack.Unreachable();
                break;
            default:
                throw new UnreachableException($"no rule for {reader.Row}");
        }
    }

    /// <summary>Pops what a branch takes, and pushes the same types as the label has them.</summary>
    public static void PassThrough(CodeContext context, ImmutableArray<ValType> types)
    {
        context.Pop(types);
        context.Push(types);
    }

    private static void Open(CodeContext context, Opcode opcode, BlockType type)
    {
        var (start, end) = context.TypesOf(type);
        context.Pop(start);
        context.Stack.PushCtrl(opcode, start, end, context.Locals.SetCount);
    }

    private static void Else(CodeContext context)
    {
        var frame = context.Stack.PopCtrl();
        if (frame.Opcode != Opcode.If)
        {
            throw context.Invalid("`else` outside of `if`");
        }
        context.Locals.Unset(frame.InitHeight);
        context.Stack.PushCtrl(Opcode.Else, frame.StartTypes, frame.EndTypes, frame.InitHeight);
    }

    private static void End(CodeContext context)
    {
        var frame = context.Stack.PopCtrl();
        // An `if` without `else` hands its parameters on as its results.
        if (frame.Opcode == Opcode.If && !context.Matching.Matches(frame.StartTypes.AsSpan(), frame.EndTypes.AsSpan()))
        {
            throw context.Invalid("type mismatch: an `if` without `else` gives its parameters");
        }
        context.Locals.Unset(frame.InitHeight);
        if (context.Stack.Depth > 0)
        {
            context.Push(frame.EndTypes);
        }
    }

    private static void BranchTable(CodeContext context, ref InstructionReader reader)
    {
        var stack = context.Stack;
        stack.PopOperand(ValType.I32);
        var arity = -1;
        var last = ImmutableArray<ValType>.Empty;
        foreach (var label in reader.Labels)
        {
            last = stack.Label(label).LabelTypes;
            arity = arity < 0 ? last.Length : arity;
            if (last.Length != arity)
            {
                throw context.Invalid($"type mismatch: label {label} takes {last.Length} operands, others {arity}");
            }
            stack.CheckOperands(last.AsSpan());
        }
        context.Pop(last);
        stack.Unreachable();
    }

    private static void BranchOnNull(CodeContext context, ImmutableArray<ValType> label)
    {
        var reference = context.Stack.PopReference();
        PassThrough(context, label);
        context.Push(ValType.Ref(false, reference.Heap));
    }

    private static void BranchOnNonNull(CodeContext context, ImmutableArray<ValType> label)
    {
        var reference = ValType.Ref(false, context.Stack.PopReference().Heap);
        if (label.Length == 0 || !context.Matching.Matches(reference, label[^1]))
        {
            throw context.Invalid($"type mismatch: the label does not take {reference}");
        }
        PassThrough(context, label.RemoveAt(label.Length - 1));
    }

    private static void Throw(CodeContext context, FunctionType tag)
    {
        context.Pop(tag.Parameters);
        context.Stack.Unreachable();
    }

    /// <summary>The labels of the clauses are counted from outside the <c>try_table</c>.</summary>
    private static void CheckCatches(CodeContext context, CatchClause[] clauses)
    {
        foreach (var clause in clauses)
        {
            var label = context.Stack.Label(clause.Label).LabelTypes.AsSpan();
            var values = clause.Tag >= 0 || clause.Kind is CatchKind.Catch or CatchKind.CatchRef
                ? context.Module.Tag(clause.Tag, context.Offset).Parameters
                : [];
            if (clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef)
            {
                values = values.Add(s_exn);
            }
            if (!context.Matching.Matches(values.AsSpan(), label))
            {
                throw context.Invalid($"type mismatch: a catch clause gives other operands than label {clause.Label} takes");
            }
        }
    }
}
