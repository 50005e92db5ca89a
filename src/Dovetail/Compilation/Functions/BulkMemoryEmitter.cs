using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The instructions on whole memories, as calls of the runtime. Those on 64-bit memories take 64-bit operands; where a copy has one of each
/// kind, the operands of 32 bits are extended.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class BulkMemoryEmitter
{
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.MemorySize:
                Size(context, reader.Index);
                break;
            case Opcode.MemoryGrow:
                Grow(context, reader.Index);
                break;
            case Opcode.MemoryFill:
                var fill = Is64(context, reader.Index) ? OperationMembers.MemoryFill64 : OperationMembers.MemoryFill;
                PopRange(context, fill);
                MemoryView.LoadObject(context, reader.Index).Call(fill);
                break;
            case Opcode.MemoryCopy:
                var copy = Is64(context, reader.Index) || Is64(context, reader.SecondIndex) ? OperationMembers.MemoryCopy64 : OperationMembers.MemoryCopy;
                PopRange(context, copy);
                MemoryView.LoadObject(context, reader.Index);
                MemoryView.LoadObject(context, reader.SecondIndex).Call(copy);
                break;
            case Opcode.MemoryInit:
                var init = Is64(context, reader.SecondIndex) ? OperationMembers.MemoryInit64 : OperationMembers.MemoryInit;
                PopRange(context, init);
                MemoryView.LoadObject(context, reader.SecondIndex);
                context.LoadOwner().LoadInt32(reader.Index).Call(init);
                break;
            default:
                context.LoadOwner().LoadInt32(reader.Index).Call(OperationMembers.DataDrop);
                break;
        }
    }

    private static void Size(FunctionContext context, int memory)
    {
        var is64 = Is64(context, memory);
        MemoryView.LoadObject(context, memory).Call(is64 ? OperationMembers.MemorySize64 : OperationMembers.MemorySize);
        context.Operands.PushWritten(is64 ? CilTypes.Int64 : CilTypes.Int32);
    }

    private static void Grow(FunctionContext context, int memory)
    {
        var is64 = Is64(context, memory);
        context.Operands.PopWritten();
        MemoryView.LoadObject(context, memory).Call(is64 ? OperationMembers.MemoryGrow64 : OperationMembers.MemoryGrow);
        context.HasCalled();
        context.Operands.PushWritten(is64 ? CilTypes.Int64 : CilTypes.Int32);
    }

    private static void PopRange(FunctionContext context, CatalogueMethod method)
    {
        context.Operands.SettleReadersOf(Reads.Memory, 3);
        context.Operands.WidenTop(3, method.Parameters);
        context.Operands.PopWritten(3);
    }

    private static bool Is64(FunctionContext context, int memory) => context.Shape.Memories[memory].Address == AddressType.I64;
}
