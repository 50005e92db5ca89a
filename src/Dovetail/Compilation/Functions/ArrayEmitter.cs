using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>Arrays.</summary>
/// <remarks>
/// An element is reached by a cast to the class for its storage and a load of the elements, which is also the null check. The compare of the
/// index with their number is the one that the CLR would do, whose own the JIT then leaves out.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ArrayEmitter
{
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        if (reader.Opcode == Opcode.ArrayLen)
        {
            context.Operands.PopWritten();
            context.Builder.Emit(CilOp.Castclass, HeapMembers.ArrayObject.Index).Load(HeapMembers.ArrayLength);
            context.Operands.PushWritten(CilTypes.Int32);
            return;
        }
        var element = context.Shape.ArrayType(reader.Index).Element;
        var members = ArrayMembers.Of(element);
        switch (reader.Opcode)
        {
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                Get(context, members, element, reader.Opcode == Opcode.ArrayGetS);
                break;
            case Opcode.ArraySet:
                Set(context, members);
                break;
            case Opcode.ArrayFill or Opcode.ArrayCopy or Opcode.ArrayInitData or Opcode.ArrayInitElem:
                Change(context, members, element, reader);
                break;
            default:
                New(context, members, element, reader);
                break;
        }
    }

    private static void Get(FunctionContext context, ArrayMembers members, FieldType element, bool isSigned)
    {
        var builder = context.Builder;
        var (items, index) = WriteCheckedPlace(context, members);
        builder.LoadLocal(items).LoadLocal(index);
        if (members.Element.Kind == CilKind.Reference)
            builder.Emit(CilOp.LdelemRef);
        else
            builder.Emit(CilOp.Ldelem, members.Element.Index);
        builder.ReturnLocal(items);
        builder.ReturnLocal(index);
        context.Operands.PushWritten(FieldValues.WriteElement(builder, element, isSigned));
    }

    private static void Set(FunctionContext context, ArrayMembers members)
    {
        var builder = context.Builder;
        var value = context.Operands.Pop();
        var (items, index) = WriteCheckedPlace(context, members);
        builder.LoadLocal(items).LoadLocal(index);
        context.Operands.Write(value);
        WriteStore(builder, members);
        builder.ReturnLocal(items);
        builder.ReturnLocal(index);
    }

    private static void New(FunctionContext context, ArrayMembers members, FieldType element, in InstructionReader reader)
    {
        var (operands, builder, type) = (context.Operands, context.Builder, reader.Index);
        switch (reader.Opcode)
        {
            case Opcode.ArrayNewFixed:
                NewFixed(context, members, type, reader.SecondIndex);
                break;
            case Opcode.ArrayNew:
                var length = operands.Pop();
                WriteElement(context, element);
                operands.Write(length);
                LoadType(context, type).Call(members.New);
                break;
            case Opcode.ArrayNewDefault:
                operands.PopWritten();
                LoadType(context, type).Call(members.NewDefault);
                break;
            default:
                operands.PopWritten(2);
                LoadType(context, type).LoadInt32(reader.SecondIndex)
                    .Call(reader.Opcode == Opcode.ArrayNewData ? members.NewData! : HeapMembers.NewElements);
                break;
        }
        operands.PushWritten(CilTypes.Object);
    }

    private static void NewFixed(FunctionContext context, ArrayMembers members, int type, int count)
    {
        var builder = context.Builder;
        var (made, items) = (builder.RentLocal(members.Class), builder.RentLocal(members.Items.Type));
        builder.LoadInt32(count);
        LoadType(context, type).Call(members.NewDefault).StoreLocal(made).LoadLocal(made).Load(members.Items).StoreLocal(items);
        for (var i = count - 1; i >= 0; i--)
        {
            builder.LoadLocal(items).LoadInt32(i);
            context.Operands.PopWritten();
            WriteStore(builder, members);
        }
        builder.LoadLocal(made);
        builder.ReturnLocal(made);
        builder.ReturnLocal(items);
    }

    private static void Change(FunctionContext context, ArrayMembers members, FieldType element, in InstructionReader reader)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        switch (reader.Opcode)
        {
            case Opcode.ArrayFill:
                var (count, value) = (operands.Pop(), operands.Pop());
                operands.PopWritten(2);
                operands.Write(value);
                WritePacked(builder, element);
                operands.Write(count);
                context.LoadOwner().Call(members.Fill);
                break;
            case Opcode.ArrayCopy:
                operands.PopWritten(5);
                context.LoadOwner().Call(members.Copy);
                break;
            default:
                operands.PopWritten(4);
                context.LoadOwner().LoadInt32(reader.SecondIndex)
                    .Call(reader.Opcode == Opcode.ArrayInitData ? members.InitData! : HeapMembers.InitElements);
                break;
        }
    }

    // Takes array and index. Leaves the elements and the index, which is below their number, in rented locals.
    private static (int Items, int Index) WriteCheckedPlace(FunctionContext context, ArrayMembers members)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        var (items, index) = (builder.RentLocal(members.Items.Type), builder.RentLocal(CilTypes.Int32));
        operands.PopWritten();
        builder.StoreLocal(index);
        operands.PopWritten();
        builder.Emit(CilOp.Castclass, members.Class.Index).Load(members.Items).StoreLocal(items);
        builder.LoadLocal(index).LoadLocal(items).Emit(CilOp.Ldlen).Emit(CilOp.ConvI4)
            .Branch(CilOp.BgeUn, context.TrapLabel(HeapMembers.ArrayOutOfBounds));
        return (items, index);
    }

    private static void WriteElement(FunctionContext context, FieldType element)
    {
        context.Operands.PopWritten();
        WritePacked(context.Builder, element);
    }

    private static void WritePacked(CilBuilder builder, FieldType element)
    {
        if (element.Packed != PackedKind.None)
            builder.Emit(FieldValues.Packing(element.Packed, isSigned: false));
    }

    private static void WriteStore(CilBuilder builder, ArrayMembers members)
    {
        if (members.Element.Kind == CilKind.Reference)
            builder.Emit(CilOp.StelemRef);
        else
            builder.Emit(CilOp.Stelem, members.Element.Index);
    }

    private static CilBuilder LoadType(FunctionContext context, int type)
    {
        context.LoadFromInstance(RuntimeMembers.InstanceTypes, type);
        return context.LoadOwner();
    }
}
