using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The operand stack of the function being compiled. An entry is an expression that is not yet written, so that CIL's own stack is
/// empty between instructions and at every label, and each emitter sees what its operands are.
/// </summary>
/// <remarks>
/// Only operations without effects and traps wait here. Before something changes what a waiting expression reads (a local, memory, a
/// global), the expression is settled: written, and its value kept in a temporary. Where control flow joins or parts for good, all are.
/// Expressions deeper than <see cref="MaxDepth"/> are settled at once, which bounds the recursion of the writer and of the JIT.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class OperandStack(FunctionContext context, ExpressionPool pool)
{
    private const int MaxDepth = 24;
    private readonly List<int> _entries = [];

    /// <summary>The nodes.</summary>
    public ExpressionPool Pool => pool;

    /// <summary>The number of operands.</summary>
    public int Count => _entries.Count;

    private CilBuilder Builder => context.Builder;

    /// <summary>The node <paramref name="depth"/> entries below the top.</summary>
    public ref Node Peek(int depth = 0) => ref pool[_entries[^(depth + 1)]];

    /// <summary>Pushes a node; a deep one as a temporary.</summary>
    public void Push(int node)
    {
        _entries.Add(node);
        if (pool[node].Depth > MaxDepth)
            Settle(_entries.Count - 1);
    }

    /// <summary>Pushes the value that was just left on CIL's stack.</summary>
    public void PushWritten(CilType type) => Push(pool.OnStack(type));

    /// <summary>Takes the top entry; it must be written or discarded.</summary>
    public int Pop()
    {
        var node = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        return node;
    }

    /// <summary>Takes the top entry, its value in a local, so that it can be written often (<see cref="WriteCopyOf"/>) and pushed again.</summary>
    public int PopTemporary()
    {
        if (Peek().Kind is not (NodeKind.Temporary or NodeKind.Fixed))
            Keep(_entries.Count - 1);
        return Pop();
    }

    /// <summary>Writes the value of what <see cref="PopTemporary"/> took, and does not give its local back.</summary>
    public void WriteCopyOf(int node) => Builder.LoadLocal(pool[node].A);

    /// <summary>Takes the top entry and writes its value onto CIL's stack.</summary>
    public void PopWritten() => Write(Pop());

    /// <summary>Writes the top <paramref name="count"/> values, in order, and takes them.</summary>
    public void PopWritten(int count)
    {
        for (var i = _entries.Count - count; i < _entries.Count; i++)
            Write(_entries[i]);
        _entries.RemoveRange(_entries.Count - count, count);
    }

    /// <summary>Extends those of the top <paramref name="count"/> values with zeroes that have 32 bits where 64 are wanted.</summary>
    public void WidenTop(int count, ImmutableArray<CilType> wanted)
    {
        for (var i = 0; i < count; i++)
        {
            var entry = _entries.Count - count + i;
            if (wanted[i] == CilTypes.Int64 && pool[_entries[entry]].Type.Kind == CilKind.Int32)
                _entries[entry] = pool.Unary(CilOp.ConvU8, CilTypes.Int64, _entries[entry]);
        }
    }

    /// <summary>Turns those of the top <paramref name="count"/> values that have 64 bits into indices or lengths of a table.</summary>
    public void NarrowTop(int count, ImmutableArray<CilType> wanted)
    {
        for (var i = 0; i < count; i++)
        {
            var entry = _entries.Count - count + i;
            if (wanted[i] == CilTypes.Int32 && pool[_entries[entry]].Type.Kind == CilKind.Int64)
                _entries[entry] = pool.Call(OperationMembers.TableNarrow, _entries[entry]);
        }
    }

    /// <summary>Stores the value on top of CIL's stack, if there is one, into a temporary.</summary>
    public void SettleWritten()
    {
        if (_entries.Count > 0 && pool[_entries[^1]].Kind == NodeKind.OnStack)
            Settle(_entries.Count - 1);
    }

    /// <summary>Settles every entry that reads the local.</summary>
    public void SettleReadersOf(int local)
    {
        var bit = 1UL << (local & 63);
        for (var i = 0; i < _entries.Count; i++)
        {
            ref var node = ref pool[_entries[i]];
            if ((node.Locals & bit) != 0 && (node.Kind != NodeKind.Local || node.A == local))
                Settle(i);
        }
    }

    /// <summary>Settles every entry that reads memory or globals, but the top <paramref name="except"/> ones.</summary>
    public void SettleReadersOf(Reads what, int except = 0)
    {
        for (var i = 0; i < _entries.Count - except; i++)
        {
            if ((pool[_entries[i]].Reads & what) != 0)
                Settle(i);
        }
    }

    /// <summary>Settles all entries but constants.</summary>
    public void SettleAll()
    {
        for (var i = 0; i < _entries.Count; i++)
            Settle(i);
    }

    /// <summary>Settles the top <paramref name="count"/> entries.</summary>
    public void SettleTop(int count)
    {
        for (var i = _entries.Count - count; i < _entries.Count; i++)
            Settle(i);
    }

    /// <summary>Moves the top <paramref name="count"/> entries into temporaries of their own, whatever they are.</summary>
    public void CopyTop(int count)
    {
        for (var i = _entries.Count - count; i < _entries.Count; i++)
            Keep(i);
    }

    /// <summary>Writes the settled value <paramref name="depth"/> entries below the top, which stays.</summary>
    public void WriteCopy(int depth)
    {
        ref var node = ref Peek(depth);
        if (node.Kind is NodeKind.Temporary or NodeKind.Fixed)
            Builder.LoadLocal(node.A);
        else
            Write(_entries[^(depth + 1)]);
    }

    /// <summary>Forgets the entries above <paramref name="height"/>.</summary>
    public void Truncate(int height)
    {
        while (_entries.Count > height)
            Discard(Pop());
    }

    /// <summary>Writes the node's value onto CIL's stack, and gives its temporaries back.</summary>
    public void Write(int index)
    {
        ref var node = ref pool[index];
        switch (node.Kind)
        {
            case NodeKind.Constant: WriteConstant(node); break;
            case NodeKind.Vector: VectorMembers.Cast(Builder, VectorMembers.WriteConstant(Builder, pool.VectorOf(node)), node.Type); break;
            case NodeKind.Null: Builder.Emit(CilOp.Ldnull); break;
            case NodeKind.Local: context.Locals.Load(node.A); break;
            case NodeKind.Temporary:
                Builder.LoadLocal(node.A);
                Builder.ReturnLocal(node.A);
                break;
            case NodeKind.Fixed: Builder.LoadLocal(node.A); break;
            case NodeKind.OnStack: break;
            case NodeKind.Load: context.Memory.WriteLoad(node); break;
            case NodeKind.Global: VariableEmitter.WriteGlobal(context, node.A); break;
            default: WriteOperation(node); break;
        }
    }

    /// <summary>Writes a branch that is taken when the node's value, as a truth value, is <paramref name="sense"/>.</summary>
    public void WriteBranch(int index, bool sense, int label)
    {
        ref var node = ref pool[index];
        switch (node.Kind)
        {
            case NodeKind.IsZero:
                WriteBranch(node.A, !sense, label);
                break;
            case NodeKind.Compare:
                Write(node.A);
                Write(node.B);
                Builder.Branch(Conditions.Branch(node.Condition, sense), label);
                break;
            default:
                Write(index);
                Builder.Branch(sense ? CilOp.Brtrue : CilOp.Brfalse, label);
                break;
        }
    }

    /// <summary>Gives back the temporaries of a node that is never written.</summary>
    public void Discard(int index)
    {
        ref var node = ref pool[index];
        switch (node.Kind)
        {
            case NodeKind.Temporary:
                Builder.ReturnLocal(node.A);
                break;
            case NodeKind.Load when node.A >= 0:
                context.Addresses.Release(node.A);
                break;
            case NodeKind.OnStack:
                Builder.Emit(CilOp.Pop);
                break;
            case NodeKind.Unary or NodeKind.Binary or NodeKind.Compare or NodeKind.IsZero or NodeKind.Call:
                Discard(node.A);
                if (node.B >= 0)
                    Discard(node.B);
                if (node.Kind == NodeKind.Call && node.C >= 0)
                    Discard(node.C);
                break;
            default:
                break;
        }
    }

    private void Settle(int entry)
    {
        if (pool[_entries[entry]].Kind is not (NodeKind.Constant or NodeKind.Vector or NodeKind.Null or NodeKind.Temporary or NodeKind.Fixed))
            Keep(entry);
    }

    private void Keep(int entry)
    {
        var index = _entries[entry];
        var (type, max) = (pool[index].Type, pool[index].Max);
        Write(VectorIdentities.ForVariable(pool, index));
        var local = Builder.RentLocal(type);
        Builder.StoreLocal(local);
        _entries[entry] = pool.Temporary(local, type, max);
    }

    // A call whose operands or result are vectors says which lanes they have.
    private CilType WriteCall(in Node node)
    {
        var method = Catalogue.MethodAt((int)node.Bits);
        WriteAs(method.Parameters[0], node.A);
        if (node.B >= 0)
            WriteAs(method.Parameters[1], node.B);
        if (node.C >= 0)
            WriteAs(method.Parameters[2], node.C);
        Builder.Call(method);
        return method.Result;
    }

    private void WriteAs(CilType type, int index)
    {
        if (!type.IsVector)
            Write(index);
        else if (pool[index].Kind == NodeKind.Call)
            VectorMembers.Cast(Builder, WriteCall(pool[index]), type);
        else
            VectorMembers.Cast(Builder, WriteVector(index), type);
    }

    // A constant is made of two integers of 64 bits, whatever its lanes are.
    private CilType WriteVector(int index)
    {
        if (pool[index].Kind == NodeKind.Vector)
            return VectorMembers.WriteConstant(Builder, pool.VectorOf(pool[index]));
        Write(index);
        return CilTypes.Vector;
    }

    private void WriteOperation(in Node node)
    {
        if (node.Kind == NodeKind.Call)
        {
            VectorMembers.Cast(Builder, WriteCall(node), node.Type);
            return;
        }
        Write(node.A);
        if (node.Kind == NodeKind.IsZero)
        {
            Builder.LoadInt32(0);
            if (pool[node.A].Type.Kind == CilKind.Int64)
                Builder.Emit(CilOp.ConvI8);
            Builder.Emit(CilOp.Ceq);
            return;
        }
        if (node.B >= 0)
            Write(node.B);
        switch (node.Kind)
        {
            case NodeKind.Compare: Conditions.WriteValue(Builder, node.Condition); break;
            default: Builder.Emit(node.Op); break;
        }
    }

    private void WriteConstant(in Node node)
    {
        switch (node.Type.Kind)
        {
            case CilKind.Int32:
                Builder.LoadInt32((int)node.Bits);
                break;
            case CilKind.Int64 when node.Bits is >= int.MinValue and <= int.MaxValue:
                Builder.LoadInt32((int)node.Bits).Emit(CilOp.ConvI8);
                break;
            case CilKind.Int64:
                Builder.LoadInt64(node.Bits);
                break;
            case CilKind.Float32 when float.IsNaN(BitConverter.Int32BitsToSingle((int)node.Bits)):
                Builder.LoadInt32((int)node.Bits).Call(SemanticsMembers.F32NaN);
                break;
            default:
                Builder.Emit(node.Type.Kind == CilKind.Float32 ? CilOp.LdcR4 : CilOp.LdcR8, node.Bits);
                break;
        }
    }
}
