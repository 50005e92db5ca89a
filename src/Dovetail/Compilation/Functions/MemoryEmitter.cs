using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The one place that emits accesses to memory and their checks: the sandbox.
/// </summary>
/// <remarks>
/// <para>The base of a memory never moves and lies in a local, and so does its limit, the index of the last byte, which is read again
/// for the first check after anything that may have grown the memory (<see cref="Stale"/>). An access of <c>size</c> bytes at <c>address + offset</c> is, with
/// <c>C = offset + size − 1</c> and all numbers of the machine's 64 bits:</para>
/// <code>
/// address  conv.u  stloc t                  an i32 as an unsigned number; an i64 as it is
/// ldloc t  ldloc limit  C sub  bgt trap     signed; no overflow, since |limit| and C are below 2^34
/// ldloc base  ldloc t add  offset add       …  ldind / value stind
/// </code>
/// <para>A 64-bit address may be any number, so the comparison is unsigned, which is right while <c>limit − C</c> is not negative. Where C
/// lies below the declared minimum it never is; elsewhere, with <c>room = limit − C + 1</c>, a room that is negative makes the address too large:</para>
/// <code>
/// ldloc t  ldloc limit  C sub  bgt.un trap
/// ldloc t  ldloc room  63 shr  or  ldloc room  bge.un trap
/// </code>
/// <para>The check is left out where the largest possible address (<see cref="Node.Max"/>) lies with its last byte below the declared minimum
/// size, and where the same local was checked for as many bytes before (<see cref="LocalAddresses"/>): memories never shrink. The load itself may wait as an expression, since nothing can take the memory away; a store is
/// written at once, after all loads that wait.</para>
/// <para><c>unaligned.</c> is not emitted: x64 and arm64, the only machines this runs on, need no alignment, and the JIT emits the same.</para>
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class MemoryEmitter(FunctionContext context)
{
    // By the index of the memory; null where the function doesn't access it.
    private MemoryView?[] _views = [];
    private MemorySet _accessed;
    private AccessReaches? _reaches;

    private CilBuilder Builder => context.Builder;

    private OperandStack Operands => context.Operands;

    /// <summary>Whether base or limit of any memory is used.</summary>
    public bool IsUsed => Array.Exists(_views, view => view is { IsUsed: true });

    /// <summary>Says which memories the method accesses, so that their limits are kept, and how far its accesses reach.</summary>
    public void Keep(MemorySet memories, AccessReaches reaches)
    {
        (_accessed, _reaches) = (memories, reaches);
        _views = new MemoryView?[memories.Length];
        for (var i = 0; i < _views.Length; i++)
            _views[i] = memories.Contains(i) ? new MemoryView(context, i) : null;
    }

    /// <summary>
    /// The memories that may have grown since their limits were read, on some way to this point. Where ways join, so do these sets; each is read again
    /// when an access is checked, or before the head of a loop.
    /// </summary>
    public MemorySet Stale { get; set; }

    /// <summary>Says that any memory may have grown; two indices may stand for one memory.</summary>
    public void MayHaveGrown() => Stale = _accessed;

    /// <summary>Reads the limits again that may have changed. Comes before every head of a loop and every branch back to it, so that all ways agree.</summary>
    public void Refresh()
    {
        foreach (var view in _views)
        {
            if (view is not null)
                Refresh(view);
        }
    }

    private void Refresh(MemoryView view)
    {
        if (!Stale.Contains(view.Index))
            return;
        view.Refresh();
        Stale = Stale.Without(view.Index);
    }

    /// <summary>Reads bases and limits, if they are used.</summary>
    public void WritePrologue()
    {
        foreach (var view in _views)
            view?.WritePrologue();
    }

    /// <summary>A load: checks now, reads when its value is written.</summary>
    public void Load(in EmitRule rule, in InstructionReader reader)
    {
        var argument = reader.MemArg;
        var address = CheckedAddress(Operands.Pop(), argument, 1 << reader.Row.AccessLog2, reader.Offset);
        var loaded = rule.Then == CilOp.Nop ? rule.Result! : CilTypes.Int32;
        var max = rule.Op switch
        {
            CilOp.LdindU1 => byte.MaxValue,
            CilOp.LdindU2 => ushort.MaxValue,
            _ => ExpressionPool.MaxOf(loaded),
        };
        var node = Operands.Pool.Load(rule.Op, loaded, argument.Memory, address.Local, address.Offset, max);
        Operands.Push(rule.Then == CilOp.Nop ? node : Operands.Pool.Unary(rule.Then, rule.Result!, node));
    }

    /// <summary>A store.</summary>
    public void Store(in EmitRule rule, in InstructionReader reader)
    {
        var argument = reader.MemArg;
        var value = Operands.Pop();
        var (local, offset) = CheckedAddress(Operands.Pop(), argument, 1 << reader.Row.AccessLog2, reader.Offset);
        Operands.SettleReadersOf(Reads.Memory);
        WriteAddress(argument.Memory, local, offset);
        Operands.Write(value);
        if (rule.Then != CilOp.Nop)
            Builder.Emit(rule.Then);
        WriteAccess(rule.Op);
    }

    /// <summary>Writes a waiting load.</summary>
    public void WriteLoad(in Node node)
    {
        WriteAddress(node.B, node.A, node.Bits);
        WriteAccess(node.Op);
    }

    // Only vectors are accessed as a structure.
    private void WriteAccess(CilOp op) => Builder.Emit(op, op is CilOp.Ldobj or CilOp.Stobj ? CilTypes.Vector.Index : 0);

    /// <summary>
    /// Makes sure that <paramref name="size"/> bytes at <paramref name="address"/> and the argument's offset are in bounds. Gives the
    /// rented local that holds the address, or −1 for none, and what is to be added to it.
    /// </summary>
    /// <param name="at">Where the access stands in the input.</param>
    private (int Local, long Offset) CheckedAddress(int address, MemArg argument, int size, int at)
    {
        ref var node = ref Operands.Pool[address];
        var view = _views[argument.Memory]!;
        var offset = Math.Min(argument.Offset, AccessReaches.BeyondAnyMemory);
        var last = offset + (ulong)size - 1;
        var needsCheck = last >= view.Minimum || node.Max >= view.Minimum - last;
        if (node.Kind == NodeKind.Constant && !needsCheck)
            return (-1, (long)(node.Max + offset));
        var entry = node.Kind == NodeKind.Local && context.Addresses.IsOn ? EntryOf(node.A, address) : null;
        if (entry is not null && context.Addresses.IsChecked(entry, argument.Memory, (long)last + 1))
            needsCheck = false;
        // What was learned of the local later, the verifier does not know of its copy.
        else if (entry is not null && !needsCheck && entry.Max > node.Max)
            entry = null;
        var local = entry?.Address ?? WriteIndex(address);
        context.Addresses.Hold(local);
        if (needsCheck)
        {
            // A check of a 64-bit memory depends on how far it goes.
            if (entry is not null && !view.Is64)
                last = _reaches!.At(at, own: last + 1) - 1;
            WriteCheck(view, local, (long)last);
            if (entry is not null)
                context.Addresses.SetChecked(entry, argument.Memory, (long)last + 1);
        }
        return (local, (long)offset);
    }

    private LocalAddresses.Entry EntryOf(int guestLocal, int address) =>
        context.Addresses.Find(guestLocal) ?? context.Addresses.Add(guestLocal, WriteIndex(address), Operands.Pool[address].Max);

    // An address as a number of 64 bits, in a rented local.
    private int WriteIndex(int address)
    {
        var local = Builder.RentLocal(CilTypes.NativeInt);
        Operands.Write(address);
        Builder.Emit(CilOp.ConvU).StoreLocal(local);
        return local;
    }

    private void WriteCheck(MemoryView view, int address, long last)
    {
        Refresh(view);
        if (view.Is64 && last >= (long)view.Minimum)
        {
            WriteGuardedCheck(view, address, last);
            return;
        }
        Builder.LoadLocal(address).LoadLocal(view.Limit);
        WriteOffset(last, CilOp.Sub);
        Builder.Branch(view.Is64 ? CilOp.BgtUn : CilOp.Bgt, context.TrapLabel(RuntimeMembers.MemoryOutOfBounds));
    }

    private void WriteGuardedCheck(MemoryView view, int address, long last)
    {
        var room = Builder.RentLocal(CilTypes.NativeInt);
        Builder.LoadLocal(view.Limit).LoadNativeInt(last - 1).Emit(CilOp.Sub).StoreLocal(room);
        Builder.LoadLocal(address);
        // The room for one byte is the length, which is never negative.
        if (last > 0)
            Builder.LoadLocal(room).LoadInt32(63).Emit(CilOp.Shr).Emit(CilOp.Or);
        Builder.LoadLocal(room).Branch(CilOp.BgeUn, context.TrapLabel(RuntimeMembers.MemoryOutOfBounds));
        Builder.ReturnLocal(room);
    }

    private void WriteAddress(int memory, int local, long offset)
    {
        Builder.LoadLocal(_views[memory]!.Base);
        if (local >= 0)
        {
            Builder.LoadLocal(local).Emit(CilOp.Add);
            context.Addresses.Release(local);
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
