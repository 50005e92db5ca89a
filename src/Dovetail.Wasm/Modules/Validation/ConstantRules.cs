using Dovetail.Wasm.Instructions;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>Which instructions a constant expression may have (core specification 3.0, 3.4.10 "Constant Expressions").</summary>
internal static class ConstantRules
{
    public static void Check(CodeContext context, ref InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const or Opcode.RefNull
                or Opcode.RefFunc or Opcode.End:
                break;
            case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul:
                context.Use(WasmFeatures.ExtendedConst);
                break;
            case Opcode.RefI31 or Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault
                or Opcode.ArrayNewFixed or Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                break;
            case Opcode.GlobalGet:
                CheckGlobal(context, reader.Index);
                break;
            default:
                throw context.Invalid($"constant expression required, found {reader.Row}");
        }
    }

    private static void CheckGlobal(CodeContext context, int index)
    {
        var module = context.Module;
        if ((uint)index >= (uint)module.VisibleGlobals)
        {
            throw context.Invalid($"unknown global {(uint)index}");
        }
        if (module.Globals[index].Mutable)
        {
            throw context.Invalid($"constant expression required, found mutable global {index}");
        }
        if (index >= module.ImportedGlobals)
        {
            context.Use(WasmFeatures.ExtendedConst);
        }
    }
}
