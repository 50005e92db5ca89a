using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Types;

namespace Dovetail.Tooling.AssemblyScript.Shapes;

/// <summary>A list or map: <c>Array</c>, <c>StaticArray</c>, a typed array or an <c>ArrayBuffer</c>.</summary>
/// <param name="id">The class of the objects that are made; 0 where none are.</param>
internal sealed class ListShape(WitType type, Shape element, ListKind kind, uint id) : Shape(type)
{
    private const uint ArraySize = 16;
    private const uint ViewSize = 12;

    private static readonly FunctionType s_lower = new([ValType.I32, ValType.I32], [ValType.I32]);
    private static readonly FunctionType s_lift = new([ValType.I32], [ValType.I32]);

    private uint ElementSize { get; } = 1u << element.Storage.SizeLog2();

    public override ScriptScalar Storage => ScriptScalar.U32;

    public override bool IsReference => true;

    public override bool NeedsTemporaries { get; } = !element.IsCopied;

    public override void LowerFlat(AdapterCode adapter, CodeBuilder code, ReadOnlySpan<int> flat) =>
        code.Get(flat[0]).Get(flat[1]).Call(Lower(adapter));

    public override void LowerMemory(AdapterCode adapter, CodeBuilder code, int address, uint offset) =>
        code.Get(address).Access(Opcode.I32Load, offset).Get(address).Access(Opcode.I32Load, offset + 4).Call(Lower(adapter));

    public override void LiftFlat(AdapterCode adapter, CodeBuilder code, int value)
    {
        PushElements(adapter, code, value);
        adapter.Lists.PushLength(code, kind, value, element.Storage.SizeLog2());
    }

    public override void LiftMemory(AdapterCode adapter, CodeBuilder code, int value, int address, uint offset)
    {
        code.Get(address);
        PushElements(adapter, code, value);
        code.Access(Opcode.I32Store, offset).Get(address);
        adapter.Lists.PushLength(code, kind, value, element.Storage.SizeLog2());
        code.Access(Opcode.I32Store, offset + 4);
    }

    private void PushElements(AdapterCode adapter, CodeBuilder code, int value)
    {
        if (element.IsCopied)
        {
            CheckPresent(code, value);
            adapter.Lists.PushData(code, kind, value);
            return;
        }
        code.Get(value).Call(adapter.Module.Shared((this, "lift"), $"lift {Label}", s_lift, lift => EmitLift(adapter, lift)));
    }

    private EmittedFunction Lower(AdapterCode adapter) =>
        adapter.Module.Shared((this, "lower"), $"lower {Label}", s_lower, code => EmitLower(adapter, code));

    // Of a list that has a header, the buffer comes first: it is pinned while the header is made, and then the header keeps it.
    private void EmitLower(AdapterCode adapter, CodeBuilder code)
    {
        var (source, count) = (0, 1);
        var (data, result) = (code.Local(ValType.I32), code.Local(ValType.I32));
        var bytes = code.Local(ValType.I32);
        code.Get(count).Const(ElementSize).Call(adapter.ByteCount).Set(bytes);
        var hasHeader = kind is ListKind.Array or ListKind.View;
        code.Get(bytes).Const(hasHeader ? RuntimeClass.Buffer : id).Call(adapter.New).Call(adapter.Pin).Tee(data).Set(result);
        if (hasHeader)
        {
            code.Const(kind == ListKind.Array ? ArraySize : ViewSize).Const(id).Call(adapter.New).Call(adapter.Pin).Set(result);
            code.Get(result).Get(data).Access(Opcode.I32Store);
            code.Get(result).Get(data).Access(Opcode.I32Store, 4);
            code.Get(result).Get(bytes).Access(Opcode.I32Store, 8);
            if (kind == ListKind.Array)
            {
                code.Get(result).Get(count).Access(Opcode.I32Store, 12);
            }
            code.Get(data).Call(adapter.Unpin);
        }
        if (element.IsCopied)
        {
            code.Get(data).Get(source).Get(bytes).Copy();
        }
        else
        {
            EmitElements(adapter, code, source, count, data);
        }
        code.Get(source).Get(count).Const(element.Size).Op(Opcode.I32Mul).Call(adapter.Free);
        code.Get(result).Call(adapter.Unpin).Get(result);
    }

    private void EmitElements(AdapterCode adapter, CodeBuilder code, int source, int count, int data)
    {
        var (from, to, left) = (code.Local(ValType.I32), code.Local(ValType.I32), code.Local(ValType.I32));
        var item = code.Local(element.Storage.CoreType());
        code.Get(source).Set(from).Get(data).Set(to).Get(count).Set(left);
        code.Times(left, () =>
        {
            element.LowerMemory(adapter, code, from, 0);
            code.Set(item).Get(to).Get(item).Access(element.Storage.Store());
            code.Get(from).Const(element.Size).Op(Opcode.I32Add).Set(from);
            code.Get(to).Const(ElementSize).Op(Opcode.I32Add).Set(to);
        });
    }

    private void EmitLift(AdapterCode adapter, CodeBuilder code)
    {
        var value = 0;
        var (from, to, left, result) = (code.Local(ValType.I32), code.Local(ValType.I32), code.Local(ValType.I32), code.Local(ValType.I32));
        var item = code.Local(element.Storage.CoreType());
        CheckPresent(code, value);
        adapter.Lists.PushData(code, kind, value);
        code.Set(from);
        adapter.Lists.PushLength(code, kind, value, element.Storage.SizeLog2());
        code.Tee(left).Const(element.Size).Call(adapter.ByteCount).Call(adapter.Temporary).Tee(to).Set(result);
        code.Times(left, () =>
        {
            code.Get(from).Access(element.Storage.Load()).Set(item);
            element.LiftMemory(adapter, code, item, to, 0);
            code.Get(from).Const(ElementSize).Op(Opcode.I32Add).Set(from);
            code.Get(to).Const(element.Size).Op(Opcode.I32Add).Set(to);
        });
        code.Get(result);
    }
}
