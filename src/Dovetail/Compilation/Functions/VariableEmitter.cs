using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>Locals, globals, <c>drop</c> and <c>select</c>.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class VariableEmitter
{
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        var operands = context.Operands;
        switch (reader.Opcode)
        {
            case Opcode.Drop:
                operands.Discard(operands.Pop());
                break;
            case Opcode.LocalGet:
                var local = context.Locals.At(reader.Index);
                var type = context.Locals.TypeOf(local);
                operands.Push(operands.Pool.Local(local, type, context.Ranges[local]));
                break;
            case Opcode.LocalSet:
                SetLocal(context, context.Locals.At(reader.Index));
                break;
            case Opcode.LocalTee:
                var set = context.Locals.At(reader.Index);
                SetLocal(context, set);
                operands.Push(operands.Pool.Local(set, context.Locals.TypeOf(set), context.Ranges[set]));
                break;
            case Opcode.GlobalGet:
                GetGlobal(context, reader.Index);
                break;
            case Opcode.GlobalSet:
                SetGlobal(context, reader.Index);
                break;
            default:
                Select(context);
                break;
        }
    }

    /// <summary>Writes the value of a global that is not a constant.</summary>
    public static void WriteGlobal(FunctionContext context, int index)
    {
        var (place, type) = (context.Shape.GlobalPlaces[index], context.Shape.Globals[index].Value);
        if (place.Storage == GlobalStorage.Shared)
        {
            context.LoadFromInstance(RuntimeMembers.InstanceGlobals, index).Load(FieldOf(type));
            return;
        }
        context.LoadOwner().Load(RuntimeMembers.InstanceSlots[(int)place.Value]);
        Slots.Narrow(context.Builder, CoreSignatures.TypeOf(type));
    }

    private static void GetGlobal(FunctionContext context, int index)
    {
        var (pool, place) = (context.Operands.Pool, context.Shape.GlobalPlaces[index]);
        var type = CoreSignatures.TypeOf(context.Shape.Globals[index].Value);
        context.Operands.Push(place.Storage == GlobalStorage.Constant ? pool.Constant(type, place.Value) : pool.Global(index, type));
    }

    private static void SetGlobal(FunctionContext context, int index)
    {
        var (operands, place, type) = (context.Operands, context.Shape.GlobalPlaces[index], context.Shape.Globals[index].Value);
        operands.SettleReadersOf(Reads.Globals, 1);
        if (place.Storage == GlobalStorage.Shared)
        {
            context.LoadFromInstance(RuntimeMembers.InstanceGlobals, index);
            operands.PopWritten();
            context.Builder.Store(FieldOf(type));
            return;
        }
        context.LoadOwner();
        operands.PopWritten();
        Slots.Widen(context.Builder, CoreSignatures.TypeOf(type));
        context.Builder.Store(RuntimeMembers.InstanceSlots[(int)place.Value]);
    }

    private static void SetLocal(FunctionContext context, int local)
    {
        var operands = context.Operands;
        var value = operands.Pop();
        if (operands.Pool[value] is { Kind: NodeKind.Local } same && same.A == local)
            return;
        operands.SettleReadersOf(local);
        var node = operands.Pool[value];
        operands.Write(VectorIdentities.ForVariable(operands.Pool, value));
        context.Locals.Store(local);
        context.Ranges.Set(local, node.Type == CilTypes.Int32 ? node.Spread : Spread.Any);
    }

    // Both values wait without effects, so that the first can be stored whatever the condition, and replaced by the second.
    private static void Select(FunctionContext context)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        var condition = operands.Pop();
        var second = operands.Pop();
        var first = operands.Pop();
        var type = operands.Pool[first].Type;
        var max = Math.Max(operands.Pool[first].Max, operands.Pool[second].Max);
        var result = builder.RentLocal(type);
        operands.Write(first);
        builder.StoreLocal(result);
        var keep = builder.DefineLabel();
        operands.WriteBranch(condition, true, keep);
        operands.Write(second);
        builder.StoreLocal(result).MarkLabel(keep);
        operands.Push(operands.Pool.Temporary(result, type, max));
    }

    private static CatalogueField FieldOf(ValType type) => type.Kind switch
    {
        ValKind.I32 => RuntimeMembers.GlobalI32,
        ValKind.I64 => RuntimeMembers.GlobalI64,
        ValKind.F32 => RuntimeMembers.GlobalF32,
        ValKind.F64 => RuntimeMembers.GlobalF64,
        ValKind.V128 => RuntimeMembers.GlobalV128,
        _ => CoreSignatures.IsFunctionReference(type) ? RuntimeMembers.GlobalFunction : RuntimeMembers.GlobalReference,
    };
}

/// <summary>Numbers of any type in 64 bits.</summary>
internal static class Slots
{
    /// <summary>Turns the number on the stack into 64 bits: an i32 zero-extended, the bits of an f32 or f64.</summary>
    public static void Widen(CilBuilder builder, CilType type)
    {
        switch (type.Kind)
        {
            case CilKind.Int32: builder.Emit(CilOp.ConvU8); break;
            case CilKind.Float32: builder.Call(SemanticsMembers.F32Bits).Emit(CilOp.ConvU8); break;
            case CilKind.Float64: builder.Call(SemanticsMembers.F64Bits); break;
            default: break;
        }
    }

    /// <summary>The inverse of <see cref="Widen"/>.</summary>
    public static void Narrow(CilBuilder builder, CilType type)
    {
        switch (type.Kind)
        {
            case CilKind.Int32: builder.Emit(CilOp.ConvI4); break;
            case CilKind.Float32: builder.Emit(CilOp.ConvI4).Call(SemanticsMembers.F32FromBits); break;
            case CilKind.Float64: builder.Call(SemanticsMembers.F64FromBits); break;
            default: break;
        }
    }
}
