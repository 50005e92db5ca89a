using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Heap;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>Structures.</summary>
/// <remarks>
/// A field is read by a cast to the one class of all structures and a load of the slot, which is also the null check: the CLR's, which becomes the
/// trap. A reference that is a function is cast again when it was read; an <c>object</c> is all that a slot holds.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class StructEmitter
{
    private static readonly CilType NumberElement = CilTypes.Int64;

    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        var type = context.Shape.StructType(reader.Index);
        switch (reader.Opcode)
        {
            case Opcode.StructNew or Opcode.StructNewDefault:
                New(context, reader.Index, type, hasValues: reader.Opcode == Opcode.StructNew);
                break;
            case Opcode.StructSet:
                Set(context, type.Fields[reader.SecondIndex], StructLayout.Of(type).Places[reader.SecondIndex]);
                break;
            default:
                Get(context, type.Fields[reader.SecondIndex], StructLayout.Of(type).Places[reader.SecondIndex], reader.Opcode == Opcode.StructGetS);
                break;
        }
    }

    private static void New(FunctionContext context, int typeIndex, StructType type, bool hasValues)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        var made = builder.RentLocal(HeapMembers.StructObject);
        context.LoadFromInstance(RuntimeMembers.InstanceTypes, typeIndex);
        context.LoadOwner().Call(HeapMembers.NewStruct).StoreLocal(made);
        var places = StructLayout.Of(type).Places;
        for (var i = type.Fields.Length - 1; i >= 0 && hasValues; i--)
            WriteStore(context, made, type.Fields[i], places[i], operands.Pop());
        builder.LoadLocal(made);
        builder.ReturnLocal(made);
        operands.PushWritten(CilTypes.Object);
    }

    private static void Get(FunctionContext context, FieldType field, FieldPlace place, bool isSigned)
    {
        if (place.IsVector)
        {
            GetVector(context, place);
            return;
        }
        context.Operands.PopWritten();
        context.Builder.Emit(CilOp.Castclass, HeapMembers.StructObject.Index);
        WriteLoad(context.Builder, place);
        context.Operands.PushWritten(FieldValues.WriteRead(context.Builder, field, isSigned));
    }

    private static void GetVector(FunctionContext context, FieldPlace place)
    {
        var builder = context.Builder;
        var target = PopStruct(context);
        WriteLoad(builder.LoadLocal(target), place);
        WriteLoad(builder.LoadLocal(target), place with { Slot = place.Slot + 1 });
        builder.Call(HeapMembers.JoinVector);
        builder.ReturnLocal(target);
        context.Operands.PushWritten(CilTypes.Vector);
    }

    private static void Set(FunctionContext context, FieldType field, FieldPlace place)
    {
        var value = context.Operands.Pop();
        var target = PopStruct(context);
        WriteStore(context, target, field, place, value);
        context.Builder.ReturnLocal(target);
    }

    private static int PopStruct(FunctionContext context)
    {
        var target = context.Builder.RentLocal(HeapMembers.StructObject);
        context.Operands.PopWritten();
        context.Builder.Emit(CilOp.Castclass, HeapMembers.StructObject.Index).StoreLocal(target);
        return target;
    }

    private static void WriteLoad(CilBuilder builder, FieldPlace place)
    {
        if (InlineField(place) is { } field)
            builder.Load(field);
        else if (place.IsReference)
            builder.Load(HeapMembers.MoreReferences).LoadInt32(place.Slot - StructObject.InlineReferences).Emit(CilOp.LdelemRef);
        else
            builder.Load(HeapMembers.MoreNumbers).LoadInt32(place.Slot - StructObject.InlineNumbers).Emit(CilOp.Ldelem, NumberElement.Index);
    }

    private static void WriteStore(FunctionContext context, int target, FieldType field, FieldPlace place, int value)
    {
        if (place.IsVector)
        {
            WriteVector(context, target, place, value);
            return;
        }
        WriteStore(context.Builder, target, place, () =>
        {
            context.Operands.Write(value);
            if (!place.IsReference)
                Slots.Widen(context.Builder, CoreSignatures.TypeOf(field.Type));
        });
    }

    private static void WriteVector(FunctionContext context, int target, FieldPlace place, int value)
    {
        var builder = context.Builder;
        var vector = builder.RentLocal(CilTypes.Vector);
        context.Operands.Write(value);
        builder.StoreLocal(vector);
        WriteStore(builder, target, place, () => builder.LoadLocal(vector).Call(HeapMembers.LowOfVector));
        WriteStore(builder, target, place with { Slot = place.Slot + 1 }, () => builder.LoadLocal(vector).Call(HeapMembers.HighOfVector));
        builder.ReturnLocal(vector);
    }

    private static void WriteStore(CilBuilder builder, int target, FieldPlace place, Action value)
    {
        builder.LoadLocal(target);
        if (InlineField(place) is { } slot)
        {
            value();
            builder.Store(slot);
            return;
        }
        if (place.IsReference)
            builder.Load(HeapMembers.MoreReferences).LoadInt32(place.Slot - StructObject.InlineReferences);
        else
            builder.Load(HeapMembers.MoreNumbers).LoadInt32(place.Slot - StructObject.InlineNumbers);
        value();
        if (place.IsReference)
            builder.Emit(CilOp.StelemRef);
        else
            builder.Emit(CilOp.Stelem, NumberElement.Index);
    }

    private static CatalogueField? InlineField(FieldPlace place)
    {
        var fields = place.IsReference ? HeapMembers.References : HeapMembers.Numbers;
        return place.Slot < fields.Length ? fields[place.Slot] : null;
    }
}

/// <summary>What a value read from a structure or an array has to go through.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class FieldValues
{
    /// <summary>Turns 64 bits, or an object, on CIL's stack into a value of the field. Returns the value's type.</summary>
    public static CilType WriteRead(CilBuilder builder, FieldType field, bool isSigned)
    {
        var type = CoreSignatures.TypeOf(field.Type);
        if (!field.Type.IsReference)
            Slots.Narrow(builder, type);
        return WriteElement(builder, field, isSigned);
    }

    /// <summary>Turns an element as it is stored into a value. Returns the value's type.</summary>
    public static CilType WriteElement(CilBuilder builder, FieldType field, bool isSigned)
    {
        var type = CoreSignatures.TypeOf(field.Type);
        if (type == RuntimeMembers.FunctionReference)
            builder.Emit(CilOp.Castclass, type.Index);
        else if (field.Packed != PackedKind.None)
            builder.Emit(Packing(field.Packed, isSigned));
        return type;
    }

    /// <summary>The conversion that cuts an i32 off to a packed field, and widens it again.</summary>
    public static CilOp Packing(PackedKind packed, bool isSigned) => packed == PackedKind.I8
        ? isSigned ? CilOp.ConvI1 : CilOp.ConvU1
        : isSigned ? CilOp.ConvI2 : CilOp.ConvU2;
}
