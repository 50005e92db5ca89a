using Dovetail.Tooling.Emission;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>Finds the elements of lists, and how many there are. What kind of list an object is, its header says where nobody else does.</summary>
internal sealed class ListAccess(AdapterCode adapter, ScriptModule program)
{
    private const uint IdBehind = 8;
    private const uint SizeBehind = 4;
    private const uint DataOffset = 4;
    private const uint ByteLengthOffset = 8;
    private const uint LengthOffset = 12;

    private static readonly FunctionType s_i32ToI32 = new([ValType.I32], [ValType.I32]);
    private static readonly FunctionType s_twoToI32 = new([ValType.I32, ValType.I32], [ValType.I32]);

    private EmittedFunction Flags => adapter.Module.Shared(nameof(Flags), "class flags", s_i32ToI32, EmitFlags);

    private EmittedFunction Data => adapter.Module.Shared(nameof(Data), "list data", s_i32ToI32, code =>
    {
        code.Get(0).Call(Flags).Const((uint)(RuntimeFlags.Array | RuntimeFlags.View)).Op(Opcode.I32And).If(ValType.I32);
        code.Get(0).Access(Opcode.I32Load, DataOffset).Else().Get(0).End();
    });

    private EmittedFunction Length => adapter.Module.Shared(nameof(Length), "list length", s_twoToI32, code =>
    {
        var flags = code.Local(ValType.I32);
        code.Get(0).Call(Flags).Tee(flags).Const((uint)RuntimeFlags.Array).Op(Opcode.I32And).If();
        code.Get(0).Access(Opcode.I32Load, LengthOffset).Return().End();
        code.Get(flags).Const((uint)RuntimeFlags.View).Op(Opcode.I32And).If(ValType.I32);
        code.Get(0).Access(Opcode.I32Load, ByteLengthOffset);
        code.Else();
        PushSize(code, 0);
        code.End().Get(1).Op(Opcode.I32ShrU);
    });

    /// <summary>Pushes the address of the elements of the list in a local, which is not null.</summary>
    public void PushData(CodeBuilder code, ListKind kind, int list)
    {
        code.Get(list);
        if (kind == ListKind.Any)
        {
            code.Call(Data);
        }
        else if (kind is ListKind.Array or ListKind.View)
        {
            code.Access(Opcode.I32Load, DataOffset);
        }
    }

    /// <summary>Pushes the number of elements, of 2^<paramref name="sizeLog2"/> bytes each.</summary>
    public void PushLength(CodeBuilder code, ListKind kind, int list, int sizeLog2)
    {
        switch (kind)
        {
            case ListKind.Any:
                code.Get(list).Const((uint)sizeLog2).Call(Length);
                return;
            case ListKind.Array:
                code.Get(list).Access(Opcode.I32Load, LengthOffset);
                return;
            case ListKind.View:
                code.Get(list).Access(Opcode.I32Load, ByteLengthOffset);
                break;
            default:
                PushSize(code, list);
                break;
        }
        if (sizeLog2 > 0)
        {
            code.Const((uint)sizeLog2).Op(Opcode.I32ShrU);
        }
    }

    private static void PushSize(CodeBuilder code, int list) => code.Get(list).Const(SizeBehind).Op(Opcode.I32Sub).Access(Opcode.I32Load);

    // The table begins with the number of classes; the flags of each follow.
    private void EmitFlags(CodeBuilder code)
    {
        if (program.Constant("__rtti_base") is not { } table)
        {
            throw new InvalidException($"{adapter.Path} gives a list, and nothing says which kind of list it is: compile the module with `asc … --exportRuntime`, "
                + "or give what `--bindings raw` writes beside it with --as-types FILE.d.ts");
        }
        code.Get(0).Const(IdBehind).Op(Opcode.I32Sub).Access(Opcode.I32Load).Const(2).Op(Opcode.I32Shl).Access(Opcode.I32Load, table + 4);
    }
}
