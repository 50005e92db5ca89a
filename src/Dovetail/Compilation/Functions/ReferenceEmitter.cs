using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>Tests and casts of references, and 31-bit integers.</summary>
/// <remarks>
/// Every reference below <c>any</c> is an <c>object</c> in CIL. A test asks for the class by <c>isinst</c>, which is one compare where the class is sealed, and
/// for a type of the module compares canonical types.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ReferenceEmitter
{
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        switch (reader.Opcode)
        {
            case Opcode.RefEq:
                operands.PopWritten(2);
                builder.Call(HeapMembers.Equal);
                operands.PushWritten(CilTypes.Int32);
                break;
            case Opcode.RefI31:
                operands.PopWritten();
                context.LoadOwner().Call(HeapMembers.NewI31);
                operands.PushWritten(CilTypes.Object);
                break;
            case Opcode.I31GetS or Opcode.I31GetU:
                operands.PopWritten();
                builder.Emit(CilOp.Castclass, HeapMembers.I31.Index).Load(HeapMembers.I31Value);
                if (reader.Opcode == Opcode.I31GetU)
                    builder.LoadInt32(int.MaxValue).Emit(CilOp.And);
                operands.PushWritten(CilTypes.Int32);
                break;
            case Opcode.RefTest or Opcode.RefTestNull:
                Test(context, ValType.Ref(reader.Opcode == Opcode.RefTestNull, reader.HeapType));
                break;
            case Opcode.RefCast or Opcode.RefCastNull:
                Cast(context, ValType.Ref(reader.Opcode == Opcode.RefCastNull, reader.HeapType));
                break;
            default:
                // The two conversions: host and guest references are objects alike.
                break;
        }
    }

    /// <summary>Branches to <paramref name="otherwise"/> unless the reference, which <c>PopTemporary</c> took, is of <paramref name="target"/>.</summary>
    public static void WriteTest(FunctionContext context, int reference, ValType target, int otherwise)
    {
        var (builder, isOf) = (context.Builder, context.Builder.DefineLabel());
        if (target.Nullable)
        {
            context.Operands.WriteCopyOf(reference);
            builder.Branch(CilOp.Brfalse, isOf);
        }
        if (target.Heap.Kind == HeapKind.Concrete)
            WriteConcreteTest(context, reference, target.Heap.TypeIndex, otherwise);
        else
            WriteAbstractTest(context, reference, target.Heap.Kind, otherwise);
        builder.MarkLabel(isOf);
    }

    private static void WriteConcreteTest(FunctionContext context, int reference, int typeIndex, int otherwise)
    {
        var (operands, builder, type) = (context.Operands, context.Builder, context.Shape.Module.Types[typeIndex].Composite);
        operands.WriteCopyOf(reference);
        if (type is FunctionType)
        {
            builder.Branch(CilOp.Brfalse, otherwise);
            operands.WriteCopyOf(reference);
            builder.Load(RuntimeMembers.ReferenceType);
        }
        else
        {
            var expected = type is StructType ? HeapMembers.StructObject : ArrayMembers.Of(((ArrayType)type).Element).Class;
            var found = builder.RentLocal(expected);
            builder.Emit(CilOp.Isinst, expected.Index).StoreLocal(found).LoadLocal(found).Branch(CilOp.Brfalse, otherwise);
            builder.LoadLocal(found).Load(HeapMembers.ObjectType);
            builder.ReturnLocal(found);
        }
        TypeComparison.Write(context, typeIndex, otherwise);
    }

    private static void WriteAbstractTest(FunctionContext context, int reference, HeapKind target, int otherwise)
    {
        var builder = context.Builder;
        if (target is HeapKind.None or HeapKind.NoFunc or HeapKind.NoExtern or HeapKind.NoExn)
        {
            // Always; as a branch that the code behind it is reached by.
            builder.LoadInt32(0).Branch(CilOp.Brfalse, otherwise);
            return;
        }
        context.Operands.WriteCopyOf(reference);
        if (ClassOf(target) is { } expected)
            builder.Emit(CilOp.Isinst, expected.Index);
        builder.Branch(CilOp.Brfalse, otherwise);
    }

    private static CilType? ClassOf(HeapKind kind) => kind switch
    {
        HeapKind.Eq => HeapMembers.HeapValue,
        HeapKind.I31 => HeapMembers.I31,
        HeapKind.Struct => HeapMembers.StructObject,
        HeapKind.Array => HeapMembers.ArrayObject,
        _ => null,
    };

    private static void Test(FunctionContext context, ValType target)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        var reference = operands.PopTemporary();
        var (result, end) = (builder.RentLocal(CilTypes.Int32), builder.DefineLabel());
        builder.LoadInt32(0).StoreLocal(result);
        WriteTest(context, reference, target, end);
        builder.LoadInt32(1).StoreLocal(result).MarkLabel(end);
        operands.Discard(reference);
        operands.Push(operands.Pool.Temporary(result, CilTypes.Int32, 1));
    }

    private static void Cast(FunctionContext context, ValType target)
    {
        var reference = context.Operands.PopTemporary();
        WriteTest(context, reference, target, context.TrapLabel(HeapMembers.CastFailure));
        context.Operands.Push(reference);
    }
}
