using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>A value in an object of its own, the first field: what is an option's where null has no room beside the values.</summary>
/// <param name="id">The class of the objects that are made; 0 where none are.</param>
internal sealed class BoxShape(Shape item, uint id) : Shape(item.Type)
{
    public override ScriptScalar Storage => ScriptScalar.U32;

    public override bool IsReference => true;

    public override bool NeedsTemporaries => item.NeedsTemporaries;

    public override void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat)
    {
        item.LowerFlat(adapter, code, flat);
        Wrap(adapter, code);
    }

    public override void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset)
    {
        item.LowerMemory(adapter, code, address, offset);
        Wrap(adapter, code);
    }

    public override void LiftFlat(AdapterCode adapter, CodeBuilder code, int value) => item.LiftFlat(adapter, code, Unwrap(code, value));

    public override void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset) =>
        item.LiftMemory(adapter, code, Unwrap(code, value), address, offset);

    private void Wrap(AdapterCode adapter, CodeBuilder code)
    {
        var type = item.Storage.CoreType();
        code.Call(adapter.Module.Shared((this, "box"), $"box {Label}", new FunctionType([type], [ValType.I32]), box =>
        {
            var result = box.Local(ValType.I32);
            Pin(box, adapter.Pin);
            box.Const(1u << item.Storage.SizeLog2()).Const(id).Call(adapter.New).Set(result);
            box.Get(result).Get(0).Access(item.Storage.Store());
            Pin(box, adapter.Unpin);
            box.Get(result);
        }));
    }

    private void Pin(CodeBuilder code, EmittedFunction pin)
    {
        if (!item.IsReference)
        {
            return;
        }
        code.Get(0).Call(pin);
        if (pin.Type.Results.Length > 0)
        {
            code.Op(Opcode.Drop);
        }
    }

    private int Unwrap(CodeBuilder code, int value)
    {
        var inner = code.Local(item.Storage.CoreType());
        CheckPresent(code, value);
        code.Get(value).Access(item.Storage.Load()).Set(inner);
        return inner;
    }
}
