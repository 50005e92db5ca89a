using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// <c>throw</c>, <c>throw_ref</c>, and what a <c>try_table</c> does with what it caught. Its blocks and branches are
/// <see cref="ControlEmitter"/>'s.
/// </summary>
/// <remarks>
/// <para>The body of a <c>try_table</c> is a protected block of CIL with one handler, for <c>GuestThrow</c> alone: a trap passes it by. The handler does
/// nothing but put the exception into a local and leave; behind it, outside, the tags are compared, and what no clause wants is thrown
/// on:</para>
/// <code>
/// .try { body … leave END   traps of the body }   .catch GuestThrow { stloc t  leave D }
/// D:   poll   for each clause: t's tag == the clause's?  payload → locals, br LABEL    ldloc t  throw
/// END: …
/// </code>
/// <para>That is because an exception that is thrown inside a handler keeps the stack below it: passing many frames that rethrow would need
/// more stack than there is.</para>
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ExceptionEmitter
{
    /// <summary>Emits <c>throw</c>.</summary>
    public static void Throw(FunctionContext context, int tag)
    {
        var items = context.Shape.TagItems(tag);
        var (builder, payload) = (context.Builder, -1);
        context.Operands.PopWritten(items.Length);
        if (!items.IsEmpty)
        {
            payload = builder.RentLocal(RuntimeMembers.ResultArea);
            AreaEmitter.Write(builder, items);
            builder.StoreLocal(payload);
        }
        context.LoadFromInstance(RuntimeMembers.InstanceTags, tag);
        if (payload >= 0)
            builder.LoadLocal(payload).ReturnLocal(payload);
        else
            builder.Emit(CilOp.Ldnull);
        builder.Call(OperationMembers.Throw).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
    }

    /// <summary>Emits <c>throw_ref</c>.</summary>
    public static void ThrowReference(FunctionContext context)
    {
        context.Operands.PopWritten();
        context.Builder.Call(OperationMembers.ThrowReference).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
    }

    /// <summary>Ends the protected block: gives the local that holds the exception at the label, outside, which is marked.</summary>
    public static int WriteHandler(FunctionContext context)
    {
        var (builder, thrown) = (context.Builder, context.Builder.RentLocal(RuntimeMembers.GuestThrow));
        var dispatch = builder.DefineLabel();
        builder.Emit(CilOp.BeginCatch, RuntimeMembers.GuestThrow.Index).StoreLocal(thrown).Branch(CilOp.Leave, dispatch).Emit(CilOp.EndTry);
        builder.MarkLabel(dispatch);
        return thrown;
    }

    /// <summary>
    /// Compares the exception in a local with the tag of a clause, goes to <paramref name="next"/> where it is another, and pushes what the clause
    /// brings to its label.
    /// </summary>
    public static void PushCaught(FunctionContext context, CatchClause clause, int exception, int next)
    {
        var builder = context.Builder;
        if (clause.Kind is CatchKind.Catch or CatchKind.CatchRef)
        {
            builder.LoadLocal(exception).Load(RuntimeMembers.ExceptionTag);
            context.LoadFromInstance(RuntimeMembers.InstanceTags, clause.Tag).Branch(CilOp.BneUn, next);
            PushPayload(context, clause.Tag, exception);
        }
        if (clause.Kind is CatchKind.CatchRef or CatchKind.CatchAllRef)
            context.Operands.Push(context.Operands.Pool.Fixed(exception, CilTypes.Object));
    }

    private static void PushPayload(FunctionContext context, int tag, int exception)
    {
        var (builder, operands, items) = (context.Builder, context.Operands, context.Shape.TagItems(tag));
        for (var i = 0; i < items.Length; i++)
        {
            builder.LoadLocal(exception).Load(RuntimeMembers.ExceptionPayload);
            AreaEmitter.LoadItem(builder, items[i], i);
            var item = builder.RentLocal(items[i]);
            builder.StoreLocal(item);
            operands.Push(operands.Pool.Temporary(item, items[i], ExpressionPool.MaxOf(items[i])));
        }
    }
}
