using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// References and tables. A 64-bit index is narrowed first: no table has 2^32 elements, so that nothing is lost but the way in which it is too large.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class TableEmitter
{
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        switch (reader.Opcode)
        {
            case Opcode.RefNull:
                operands.Push(operands.Pool.Null(CoreSignatures.TypeOf(context.Shape.Erase(ValType.Ref(true, reader.HeapType)))));
                break;
            case Opcode.RefIsNull:
                operands.PopWritten();
                builder.Emit(CilOp.Ldnull).Emit(CilOp.Ceq);
                operands.PushWritten(CilTypes.Int32);
                break;
            case Opcode.RefAsNonNull:
                AsNonNull(context);
                break;
            case Opcode.RefFunc:
                context.LoadOwner().LoadInt32(reader.Index).Call(OperationMembers.FunctionReferenceAt);
                operands.PushWritten(RuntimeMembers.FunctionReference);
                break;
            case Opcode.TableGet:
                var element = CoreSignatures.TypeOf(context.Shape.Tables[reader.Index].Element);
                var get = element == CilTypes.Object ? OperationMembers.TableGetReference : OperationMembers.TableGetFunction;
                Call(context, 1, reader.Index, get, element);
                break;
            case Opcode.TableSet:
                Call(context, 2, reader.Index, OperationMembers.TableSet, null);
                break;
            case Opcode.TableSize:
                Call(context, 0, reader.Index, OperationMembers.TableSize, null);
                PushSize(context, reader.Index, CilOp.ConvU8);
                break;
            case Opcode.TableGrow:
                Call(context, 2, reader.Index, OperationMembers.TableGrow, null);
                PushSize(context, reader.Index, CilOp.ConvI8);
                break;
            case Opcode.TableFill:
                Call(context, 3, reader.Index, OperationMembers.TableFill, null);
                break;
            default:
                EmitSegment(context, reader);
                break;
        }
    }

    /// <summary>Writes the top value as an index of a table, of 32 bits.</summary>
    public static void PopIndex(FunctionContext context)
    {
        context.Operands.NarrowTop(1, [CilTypes.Int32]);
        context.Operands.PopWritten();
    }

    private static void AsNonNull(FunctionContext context)
    {
        var reference = context.Operands.PopTemporary();
        context.Operands.WriteCopyOf(reference);
        context.Builder.Branch(CilOp.Brfalse, context.TrapLabel(RuntimeMembers.NullReference));
        context.Operands.Push(reference);
    }

    private static void EmitSegment(FunctionContext context, in InstructionReader reader)
    {
        var builder = context.Builder;
        switch (reader.Opcode)
        {
            case Opcode.TableCopy:
                PopOperands(context, 3, OperationMembers.TableCopy);
                LoadTable(context, reader.Index);
                LoadTable(context, reader.SecondIndex);
                builder.Call(OperationMembers.TableCopy);
                break;
            case Opcode.TableInit:
                PopOperands(context, 3, OperationMembers.TableInit);
                LoadTable(context, reader.SecondIndex);
                context.LoadOwner().LoadInt32(reader.Index).Call(OperationMembers.TableInit);
                break;
            default:
                context.LoadOwner().LoadInt32(reader.Index).Call(OperationMembers.ElementsDrop);
                break;
        }
    }

    private static void Call(FunctionContext context, int operandCount, int table, CatalogueMethod method, CilType? result)
    {
        PopOperands(context, operandCount, method);
        LoadTable(context, table);
        context.Builder.Call(method);
        if (result is not null)
            context.Operands.PushWritten(result);
    }

    private static void PopOperands(FunctionContext context, int count, CatalogueMethod method)
    {
        context.Operands.NarrowTop(count, method.Parameters);
        context.Operands.PopWritten(count);
    }

    // The size is never negative as an int; the -1 of a failed growth keeps its sign.
    private static void PushSize(FunctionContext context, int table, CilOp widen)
    {
        var is64 = context.Shape.Tables[table].Address == AddressType.I64;
        if (is64)
            context.Builder.Emit(widen);
        context.Operands.PushWritten(is64 ? CilTypes.Int64 : CilTypes.Int32);
    }

    private static void LoadTable(FunctionContext context, int index) =>
        context.LoadFromInstance(RuntimeMembers.InstanceTables, index);
}
