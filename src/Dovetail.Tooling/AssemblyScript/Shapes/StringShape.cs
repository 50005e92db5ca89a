using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>A string: UTF-16 on both sides, so that what the guest gives is read where it lies.</summary>
internal sealed class StringShape() : Shape(PrimitiveType.Of(PrimitiveKind.String))
{
    public override ScriptScalar Storage => ScriptScalar.U32;

    public override bool IsReference => true;

    public override bool NeedsTemporaries => false;

    public override void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat) =>
        code.Get(flat[0]).Get(flat[1]).Call(adapter.LowerString);

    public override void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset) =>
        code.Get(address).Access(Opcode.I32Load, offset).Get(address).Access(Opcode.I32Load, offset + 4).Call(adapter.LowerString);

    public override void LiftFlat(AdapterCode adapter, CodeBuilder code, int value)
    {
        CheckPresent(code, value);
        code.Get(value);
        PushUnits(code, value);
    }

    public override void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset)
    {
        CheckPresent(code, value);
        code.Get(address).Get(value).Access(Opcode.I32Store, offset);
        code.Get(address);
        PushUnits(code, value);
        code.Access(Opcode.I32Store, offset + 4);
    }

    // The size in bytes is the last word of an object's header.
    private static void PushUnits(CodeBuilder code, int value) =>
        code.Get(value).Const(4).Op(Opcode.I32Sub).Access(Opcode.I32Load).Const(1).Op(Opcode.I32ShrU);
}
