using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions;

/// <summary>References and tables.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class TableEmitter
{
    public static void Emit(FunctionContext context, in InstructionReader reader)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        switch (reader.Opcode)
        {
            case Opcode.RefNull:
                operands.Push(operands.Pool.Null(CoreSignatures.TypeOf(ValType.Ref(true, reader.HeapType))));
                break;
            case Opcode.RefIsNull:
                operands.PopWritten();
                builder.Emit(CilOp.Ldnull).Emit(CilOp.Ceq);
                operands.PushWritten(CilTypes.Int32);
                break;
            case Opcode.RefFunc:
                context.LoadOwner().LoadInt32(reader.Index).Call(RuntimeMembers.FunctionReferenceAt);
                operands.PushWritten(RuntimeMembers.FunctionReference);
                break;
            case Opcode.TableGet:
                var element = CoreSignatures.TypeOf(context.Shape.Tables[reader.Index].Element);
                var get = element == CilTypes.Object ? RuntimeMembers.TableGetReference : RuntimeMembers.TableGetFunction;
                Call(context, 1, reader.Index, get, element);
                break;
            case Opcode.TableSet:
                Call(context, 2, reader.Index, RuntimeMembers.TableSet, null);
                break;
            case Opcode.TableSize:
                Call(context, 0, reader.Index, RuntimeMembers.TableSize, CilTypes.Int32);
                break;
            case Opcode.TableGrow:
                Call(context, 2, reader.Index, RuntimeMembers.TableGrow, CilTypes.Int32);
                break;
            case Opcode.TableFill:
                Call(context, 3, reader.Index, RuntimeMembers.TableFill, null);
                break;
            default:
                EmitSegment(context, reader);
                break;
        }
    }

    private static void EmitSegment(FunctionContext context, in InstructionReader reader)
    {
        var (operands, builder) = (context.Operands, context.Builder);
        switch (reader.Opcode)
        {
            case Opcode.TableCopy:
                operands.PopWritten(3);
                LoadTable(context, reader.Index);
                LoadTable(context, reader.SecondIndex);
                builder.Call(RuntimeMembers.TableCopy);
                break;
            case Opcode.TableInit:
                operands.PopWritten(3);
                LoadTable(context, reader.SecondIndex);
                context.LoadOwner().LoadInt32(reader.Index).Call(RuntimeMembers.TableInit);
                break;
            default:
                context.LoadOwner().LoadInt32(reader.Index).Call(RuntimeMembers.ElementsDrop);
                break;
        }
    }

    private static void Call(FunctionContext context, int operandCount, int table, CatalogueMethod method, CilType? result)
    {
        context.Operands.PopWritten(operandCount);
        LoadTable(context, table);
        context.Builder.Call(method);
        if (result is not null)
            context.Operands.PushWritten(result);
    }

    private static void LoadTable(FunctionContext context, int index) =>
        context.LoadFromInstance(RuntimeMembers.InstanceTables, index);
}
