using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// Calls. A function of the same unit is called directly; an imported one, one of another unit, and one from a table, through its
/// <c>FunctionReference</c>, whose owner becomes the last argument. A reference from a table is called only after its type was compared.
/// </summary>
/// <remarks>
/// Arguments wait as expressions until the callee is found: they have no effects and cannot trap, so that the order is not seen.
/// So is one from the operand stack: its static type is known only to the validator, and the check is what makes the call safe.
/// <para>A call in tail position has CIL's <c>tail.</c> prefix, which gives this function's frame up before the callee begins, whatever the two
/// signatures are: a jump where the callee's arguments on the stack fit where this function's own came in, and a detour through the runtime
/// otherwise. The entry of this function has polled, so that a ring of such calls can be interrupted.</para>
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class CallEmitter
{
    private static readonly CilType ElementArray = Catalogue.Type(typeof(object[]));

    /// <summary>Emits a call whose results become operands.</summary>
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        Write(context, reader, isTail: false);
        PushResults(context, CalleeType(context, reader));
    }

    /// <summary>Emits a call that ends the function: its results are the function's.</summary>
    public static void EmitTail(FunctionContext context, in InstructionReader reader) => Write(context, reader, isTail: true);

    private static int CalleeType(FunctionContext context, in InstructionReader reader) =>
        reader.Opcode is Opcode.Call or Opcode.ReturnCall ? context.Shape.FunctionTypes[reader.Index] : reader.Index;

    private static void Write(FunctionContext context, in InstructionReader reader, bool isTail)
    {
        if (reader.Opcode is Opcode.CallIndirect or Opcode.ReturnCallIndirect)
            CallIndirect(context, reader.Index, reader.SecondIndex, isTail);
        else if (reader.Opcode is Opcode.CallRef or Opcode.ReturnCallRef)
            CallTyped(context, reader.Index, isTail);
        else if (context.SiblingIndex(reader.Index) is >= 0 and var sibling)
            CallSibling(context, reader.Index, sibling, isTail);
        else
            CallByReference(context, reader.Index, isTail);
    }

    private static void CallSibling(FunctionContext context, int function, int sibling, bool isTail)
    {
        var typeIndex = context.Shape.FunctionTypes[function];
        var signature = context.Shape.Signature(typeIndex);
        WriteArguments(context, typeIndex);
        if (isTail)
            WriteTail(context, typeIndex, () => context.LoadOwner().Emit(CilOp.Tail).CallFunction(sibling, signature));
        else
            context.LoadOwner().CallFunction(sibling, signature);
    }

    private static void CallByReference(FunctionContext context, int function, bool isTail)
    {
        var callee = context.Builder.RentLocal(RuntimeMembers.FunctionReference);
        context.LoadFromInstance(RuntimeMembers.InstanceFunctions, function).StoreLocal(callee);
        CallReference(context, callee, context.Shape.FunctionTypes[function], isTail);
    }

    private static void CallIndirect(FunctionContext context, int typeIndex, int table, bool isTail)
    {
        var builder = context.Builder;
        var (index, elements) = (builder.RentLocal(CilTypes.Int32), builder.RentLocal(ElementArray));
        var callee = builder.RentLocal(RuntimeMembers.FunctionReference);
        TableEmitter.PopIndex(context);
        builder.StoreLocal(index);
        context.LoadFromInstance(RuntimeMembers.InstanceTables, table).Load(RuntimeMembers.TableElements).StoreLocal(elements);
        builder.LoadLocal(index).LoadLocal(elements).Emit(CilOp.Ldlen).Emit(CilOp.ConvI4)
            .Branch(CilOp.BgeUn, context.TrapLabel(RuntimeMembers.UndefinedElement));
        builder.LoadLocal(elements).LoadLocal(index).Emit(CilOp.LdelemRef).Call(OperationMembers.AsFunction).StoreLocal(callee);
        WriteNullCheck(context, callee, index, table);
        WriteTypeCheck(context, callee, typeIndex);
        builder.ReturnLocal(index);
        builder.ReturnLocal(elements);
        CallReference(context, callee, typeIndex, isTail);
    }

    // Null is found by the load of its type: the CLR's check, which becomes the trap.
    private static void CallTyped(FunctionContext context, int typeIndex, bool isTail)
    {
        var callee = context.Builder.RentLocal(RuntimeMembers.FunctionReference);
        context.Operands.PopWritten();
        context.Builder.StoreLocal(callee);
        WriteTypeCheck(context, callee, typeIndex);
        CallReference(context, callee, typeIndex, isTail);
    }

    private static void WriteTypeCheck(FunctionContext context, int callee, int typeIndex)
    {
        context.Builder.LoadLocal(callee).Load(RuntimeMembers.ReferenceType);
        TypeComparison.Write(context, typeIndex, context.TrapLabel(RuntimeMembers.IndirectCallTypeMismatch));
    }

    // Elements behind the table's size are null too; the trap tells the two apart.
    private static void WriteNullCheck(FunctionContext context, int callee, int index, int table)
    {
        var builder = context.Builder;
        var found = builder.DefineLabel();
        builder.LoadLocal(callee).Branch(CilOp.Brtrue, found);
        context.LoadFromInstance(RuntimeMembers.InstanceTables, table).LoadLocal(index).Emit(CilOp.ConvU8)
            .Call(RuntimeMembers.NullElement).Emit(CilOp.Ldnull).Emit(CilOp.Throw);
        builder.MarkLabel(found);
    }

    private static void CallReference(FunctionContext context, int callee, int typeIndex, bool isTail)
    {
        var (builder, signature) = (context.Builder, context.Shape.Signature(typeIndex));
        CilBuilder LoadCallee() => builder.LoadLocal(callee).Load(RuntimeMembers.ReferenceOwner).LoadLocal(callee).Load(RuntimeMembers.ReferencePointer);
        WriteArguments(context, typeIndex);
        if (isTail)
            WriteTail(context, typeIndex, () => LoadCallee().Emit(CilOp.Tail).CallIndirect(signature));
        else
            LoadCallee().CallIndirect(signature);
        builder.ReturnLocal(callee);
    }

    // CIL calls in tail position outside protected blocks only. A `try_table` around the call does not catch what the callee throws anyway.
    private static void WriteTail(FunctionContext context, int typeIndex, Func<CilBuilder> call)
    {
        if (!context.IsProtected)
        {
            call().Return();
            return;
        }
        var signature = context.Shape.Signature(typeIndex);
        var arguments = new int[signature.Parameters.Length - 1];
        for (var i = arguments.Length - 1; i >= 0; i--)
            context.Builder.StoreLocal(arguments[i] = context.Builder.RentLocal(signature.Parameters[i]));
        context.LeaveTo(() =>
        {
            foreach (var argument in arguments)
                context.Builder.LoadLocal(argument);
            call().Return();
        });
        Array.ForEach(arguments, context.Builder.ReturnLocal);
    }

    private static void WriteArguments(FunctionContext context, int typeIndex)
    {
        var count = context.Shape.Type(typeIndex).Parameters.Length;
        context.Operands.SettleReadersOf(Reads.Memory | Reads.Globals, count);
        context.Operands.PopWritten(count);
    }

    private static void PushResults(FunctionContext context, int typeIndex)
    {
        context.HasCalled();
        var shape = ResultShape.Of(context.Shape.Type(typeIndex).Results);
        if (shape.Form == ResultForm.Single)
            context.Operands.PushWritten(shape.Type);
        else if (shape.Form != ResultForm.None)
            PushSeveral(context, shape);
    }

    private static void PushSeveral(FunctionContext context, ResultShape shape)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        var results = builder.RentLocal(shape.Type);
        builder.StoreLocal(results);
        for (var i = 0; i < shape.Items.Length; i++)
        {
            builder.LoadLocal(results);
            if (shape.Form == ResultForm.Tuple)
                builder.Load(shape.TupleField(i));
            else
                AreaEmitter.LoadItem(builder, shape.Items[i], i);
            var item = builder.RentLocal(shape.Items[i]);
            builder.StoreLocal(item);
            operands.Push(operands.Pool.Temporary(item, shape.Items[i], ExpressionPool.MaxOf(shape.Items[i])));
        }
        builder.ReturnLocal(results);
    }
}
