using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The instructions on memories, and the one place that emits accesses and their checks: the sandbox.
/// </summary>
/// <remarks>
/// <para>The base of the first memory never moves and lies in a local, and so does its limit, the index of the last byte, which is read again
/// after everything that may have grown the memory. An access of <c>size</c> bytes at <c>address + offset</c> is, with
/// <c>C = offset + size − 1</c> and all numbers of the machine's 64 bits:</para>
/// <code>
/// address  conv.u  stloc t                  the i32 as an unsigned number
/// ldloc t  ldloc limit  C sub  bgt trap     signed; no overflow, since |limit| and C are below 2^34
/// ldloc base  ldloc t add  offset add       …  ldind / value stind
/// </code>
/// <para>The check is left out where the largest possible address (<see cref="Node.Max"/>) lies with its last byte below the declared minimum
/// size: memories never shrink. The load itself may wait as an expression, since nothing can take the memory away; a store is
/// written at once, after all loads that wait.</para>
/// <para><c>unaligned.</c> is not emitted: x64 and arm64, the only machines this runs on, need no alignment, and the JIT emits the same.
/// It does not merge checks (the JIT does), and does not do 64-bit memories or more than one memory.</para>
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class MemoryEmitter(FunctionContext context)
{
    private int _base = -1;
    private int _limit = -1;
    private bool _isStale;

    private CilBuilder Builder => context.Builder;

    private OperandStack Operands => context.Operands;

    private int Base => _base >= 0 ? _base : _base = Builder.DeclareLocal(CilTypes.NativeInt);

    private int Limit => _limit >= 0 ? _limit : _limit = Builder.DeclareLocal(CilTypes.NativeInt);

    /// <summary>Whether the function has any access, so that the limit has to be kept.</summary>
    public bool KeepsLimit { get; set; }

    /// <summary>Whether base or limit is used.</summary>
    public bool IsUsed => _base >= 0 || _limit >= 0;

    /// <summary>Says that the memory may have grown.</summary>
    public void MayHaveGrown() => _isStale = KeepsLimit;

    /// <summary>Reads the limit again if the memory may have grown. Comes before every branch and label, so that all ways agree.</summary>
    public void Refresh()
    {
        if (!_isStale)
            return;
        _isStale = false;
        context.LoadOwner().Load(RuntimeMembers.InstanceMemory0).Load(RuntimeMembers.MemoryLimit).Emit(CilOp.ConvI).StoreLocal(Limit);
    }

    /// <summary>Reads base and limit, if they are used.</summary>
    public void WritePrologue()
    {
        if (_base >= 0)
            context.LoadOwner().Load(RuntimeMembers.InstanceMemory0).Load(RuntimeMembers.MemoryBase).StoreLocal(_base);
        if (_limit >= 0)
            context.LoadOwner().Load(RuntimeMembers.InstanceMemory0).Load(RuntimeMembers.MemoryLimit).Emit(CilOp.ConvI).StoreLocal(_limit);
    }

    /// <summary>A load: checks now, reads when its value is written.</summary>
    public void Load(in EmitRule rule, MemArg argument, int accessLog2)
    {
        var address = CheckedAddress(Operands.Pop(), argument.Offset, 1 << accessLog2);
        var loaded = rule.Then == CilOp.Nop ? rule.Result! : CilTypes.Int32;
        var max = rule.Op switch
        {
            CilOp.LdindU1 => byte.MaxValue,
            CilOp.LdindU2 => ushort.MaxValue,
            _ => ExpressionPool.MaxOf(loaded),
        };
        var node = Operands.Pool.Load(rule.Op, loaded, address.Local, address.Offset, max);
        Operands.Push(rule.Then == CilOp.Nop ? node : Operands.Pool.Unary(rule.Then, rule.Result!, node));
    }

    /// <summary>A store.</summary>
    public void Store(in EmitRule rule, MemArg argument, int accessLog2)
    {
        var value = Operands.Pop();
        var (local, offset) = CheckedAddress(Operands.Pop(), argument.Offset, 1 << accessLog2);
        Operands.SettleReadersOf(Reads.Memory);
        WriteAddress(local, offset);
        Operands.Write(value);
        if (rule.Then != CilOp.Nop)
            Builder.Emit(rule.Then);
        WriteAccess(rule.Op);
    }

    /// <summary>Writes a waiting load.</summary>
    public void WriteLoad(in Node node)
    {
        WriteAddress(node.A, node.Bits);
        WriteAccess(node.Op);
    }

    // Only vectors are accessed as a structure.
    private void WriteAccess(CilOp op) => Builder.Emit(op, op is CilOp.Ldobj or CilOp.Stobj ? CilTypes.Vector.Index : 0);

    /// <summary>The instructions on whole memories.</summary>
    public void Operation(in InstructionReader reader)
    {
        switch (reader.Opcode)
        {
            case Opcode.MemorySize:
                LoadMemory(reader.Index).Call(RuntimeMembers.MemorySize);
                Operands.PushWritten(CilTypes.Int32);
                break;
            case Opcode.MemoryGrow:
                Operands.PopWritten();
                LoadMemory(reader.Index).Call(RuntimeMembers.MemoryGrow);
                MayHaveGrown();
                Operands.PushWritten(CilTypes.Int32);
                break;
            case Opcode.MemoryFill:
                PopRange();
                LoadMemory(reader.Index).Call(RuntimeMembers.MemoryFill);
                break;
            case Opcode.MemoryCopy:
                PopRange();
                LoadMemory(reader.Index);
                LoadMemory(reader.SecondIndex).Call(RuntimeMembers.MemoryCopy);
                break;
            case Opcode.MemoryInit:
                PopRange();
                LoadMemory(reader.SecondIndex);
                context.LoadOwner().LoadInt32(reader.Index).Call(RuntimeMembers.MemoryInit);
                break;
            default:
                context.LoadOwner().LoadInt32(reader.Index).Call(RuntimeMembers.DataDrop);
                break;
        }
    }

    private void PopRange()
    {
        Operands.SettleReadersOf(Reads.Memory, 3);
        Operands.PopWritten(3);
    }

    private CilBuilder LoadMemory(int index) => index == 0
        ? context.LoadOwner().Load(RuntimeMembers.InstanceMemory0)
        : context.LoadFromInstance(RuntimeMembers.InstanceMemories, index);

    /// <summary>
    /// Makes sure that <paramref name="size"/> bytes at <paramref name="address"/> + <paramref name="offset"/> are in bounds. Gives the
    /// rented local that holds the address, or −1 for none, and what is to be added to it.
    /// </summary>
    private (int Local, long Offset) CheckedAddress(int address, ulong offset, int size)
    {
        ref var node = ref Operands.Pool[address];
        var last = offset + (ulong)size - 1;
        var needsCheck = node.Max + last >= context.Shape.MemoryMinimum;
        if (node.Kind == NodeKind.Constant && !needsCheck)
            return (-1, (long)(node.Max + offset));
        var local = Builder.RentLocal(CilTypes.NativeInt);
        Operands.Write(address);
        Builder.Emit(CilOp.ConvU).StoreLocal(local);
        if (needsCheck)
            WriteCheck(local, (long)last);
        return (local, (long)offset);
    }

    private void WriteCheck(int address, long last)
    {
        Refresh();
        Builder.LoadLocal(address).LoadLocal(Limit);
        WriteOffset(last, CilOp.Sub);
        Builder.Branch(CilOp.Bgt, context.TrapLabel(RuntimeMembers.MemoryOutOfBounds));
    }

    private void WriteAddress(int local, long offset)
    {
        Builder.LoadLocal(Base);
        if (local >= 0)
        {
            Builder.LoadLocal(local).Emit(CilOp.Add);
            Builder.ReturnLocal(local);
        }
        WriteOffset(offset, CilOp.Add);
    }

    private void WriteOffset(long offset, CilOp op)
    {
        if (offset == 0)
            return;
        if (offset <= int.MaxValue)
            Builder.LoadInt32((int)offset).Emit(op);
        else
            Builder.LoadInt64(offset).Emit(CilOp.ConvI).Emit(op);
    }
}
