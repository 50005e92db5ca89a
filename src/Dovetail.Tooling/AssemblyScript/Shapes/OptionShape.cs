using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>An option of what is a reference and not null itself: null is none.</summary>
internal sealed class OptionShape(WitType type, Shape item) : Shape(type)
{
    private readonly uint _payload = Layout.PayloadOffset(Cases.Of(type));

    public override ScriptScalar Storage => ScriptScalar.U32;

    public override bool IsReference => true;

    public override bool NeedsTemporaries => item.NeedsTemporaries;

    public override void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat)
    {
        code.Get(flat[0]).If(ValType.I32);
        item.LowerFlat(adapter, code, flat[1..]);
        code.Else().Const(0).End();
    }

    public override void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset)
    {
        code.Get(address).Access(Opcode.I32Load8U, offset).If(ValType.I32);
        item.LowerMemory(adapter, code, address, offset + _payload);
        code.Else().Const(0).End();
    }

    public override void LiftFlat(AdapterCode adapter, CodeBuilder code, int value) =>
        code.Get(value).Call(adapter.Module.Shared((this, "lift flat"), $"lift flat {Label}", new FunctionType([ValType.I32], Flat), lift =>
        {
            lift.Get(0).Op(Opcode.I32Eqz).If();
            foreach (var type in Flat)
            {
                lift.Zero(type);
            }
            lift.Return().End().Const(1);
            item.LiftFlat(adapter, lift, 0);
        }));

    public override void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset)
    {
        code.Get(value).If();
        code.Get(address).Const(1).Access(Opcode.I32Store8, offset);
        item.LiftMemory(adapter, code, value, address, offset + _payload);
        code.Else().Get(address).Const(0).Access(Opcode.I32Store8, offset).End();
    }
}
