using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>
/// The nodes of one function's expressions, in one growing array that the next function reuses. Computes for each node what it
/// depends on and how large its value can be.
/// </summary>
internal sealed class ExpressionPool
{
    private List<(long Low, long High)>? _vectors;
    private Node[] _nodes = new Node[256];
    private int _count;

    public ref Node this[int index] => ref _nodes[index];

    /// <summary>Forgets all nodes.</summary>
    public void Clear()
    {
        _count = 0;
        _vectors?.Clear();
    }

    public int Constant(CilType type, long bits) => Add(new Node
    {
        Kind = NodeKind.Constant,
        Type = type,
        Bits = bits,
        Max = type.Kind == CilKind.Int32 ? (uint)bits : (ulong)bits,
        Spread = Spread.Exactly((int)bits),
    });

    /// <summary>A vector of which these are the two halves.</summary>
    public int Vector(long low, long high)
    {
        (_vectors ??= []).Add((low, high));
        return Add(new Node { Kind = NodeKind.Vector, Type = CilTypes.Vector, A = _vectors.Count - 1 });
    }

    /// <summary>The halves of a node of kind <see cref="NodeKind.Vector"/>.</summary>
    public (long Low, long High) VectorOf(in Node node) => _vectors![node.A];

    public int Null(CilType type) => Add(new Node { Kind = NodeKind.Null, Type = type });

    public int Local(int local, CilType type, Spread spread) => Add(new Node
    {
        Kind = NodeKind.Local,
        Type = type,
        A = local,
        Locals = 1UL << (local & 63),
        Max = type.Kind == CilKind.Int32 ? spread.Max : MaxOf(type),
        Spread = spread,
    });

    public int Temporary(int local, CilType type, ulong max) =>
        Add(new Node { Kind = NodeKind.Temporary, Type = type, A = local, Max = max });

    public int Fixed(int local, CilType type) => Add(new Node { Kind = NodeKind.Fixed, Type = type, A = local, Max = MaxOf(type) });

    public int OnStack(CilType type) => Add(new Node { Kind = NodeKind.OnStack, Type = type, Max = MaxOf(type) });

    public int Global(int global, CilType type) =>
        Add(new Node { Kind = NodeKind.Global, Type = type, A = global, Reads = Reads.Globals, Max = MaxOf(type) });

    public int Load(CilOp op, CilType type, int memory, int address, long offset, ulong max) =>
        Add(new Node { Kind = NodeKind.Load, Op = op, Type = type, A = address, B = memory, Bits = offset, Reads = Reads.Memory, Max = max });

    public int Unary(CilOp op, CilType type, int a) =>
        AddOver(new Node { Kind = NodeKind.Unary, Op = op, Type = type, A = a, B = -1, Max = MaxOfUnary(op, type, _nodes[a].Max) });

    public int Binary(CilOp op, CilType type, int a, int b)
    {
        var node = new Node { Kind = NodeKind.Binary, Op = op, Type = type, A = a, B = b, Max = MaxOfBinary(op, type, a, b) };
        if (type.Kind == CilKind.Int32 && Spread.Of(op, _nodes[a].Spread, _nodes[b].Spread) is var spread && spread != Spread.Any)
            (node.Spread, node.Max) = (spread, Math.Min(node.Max, spread.Max));
        return AddOver(node);
    }

    public int Compare(Condition condition, int a, int b) =>
        AddOver(new Node { Kind = NodeKind.Compare, Condition = condition, Type = CilTypes.Int32, A = a, B = b, Max = 1 });

    public int IsZero(int a) => AddOver(new Node { Kind = NodeKind.IsZero, Type = CilTypes.Int32, A = a, B = -1, Max = 1 });

    /// <remarks>The node is a vector, or an integer of 32 bits, where the method's result is a certain kind of it.</remarks>
    public int Call(CatalogueMethod method, int a, int b = -1, int c = -1) => AddOver(new Node
    {
        Kind = NodeKind.Call,
        Type = method.Result.IsVector ? CilTypes.Vector : method.Result.Kind == CilKind.Int32 ? CilTypes.Int32 : method.Result,
        A = a,
        B = b,
        C = c,
        Bits = method.Index,
        Max = MaxOf(method.Result),
    });

    /// <summary>The largest unsigned value of an integer type.</summary>
    public static ulong MaxOf(CilType type) => type.Kind != CilKind.Int32 ? ulong.MaxValue
        : type.Clr == typeof(bool) ? 1
        : type.Clr == typeof(byte) ? byte.MaxValue
        : type.Clr == typeof(ushort) ? ushort.MaxValue
        : uint.MaxValue;

    private int Add(Node node)
    {
        if (_count == _nodes.Length)
            Array.Resize(ref _nodes, _count * 2);
        if (node.Spread == default)
            node.Spread = new Spread(0, (long)Math.Min(node.Max, uint.MaxValue));
        _nodes[_count] = node;
        return _count++;
    }

    private int AddOver(Node node)
    {
        Depend(ref node, node.A);
        if (node.B >= 0)
            Depend(ref node, node.B);
        if (node.Kind == NodeKind.Call && node.C >= 0)
            Depend(ref node, node.C);
        node.Depth++;
        return Add(node);
    }

    private void Depend(ref Node node, int operand)
    {
        ref var other = ref _nodes[operand];
        node.Reads |= other.Reads;
        node.Locals |= other.Locals;
        node.Depth = Math.Max(node.Depth, other.Depth);
    }

    private static ulong MaxOfUnary(CilOp op, CilType type, ulong a) => op switch
    {
        CilOp.ConvU8 => a,
        CilOp.ConvI4 => Math.Min(a, uint.MaxValue),
        CilOp.ConvI8 when a <= int.MaxValue => a,
        _ => MaxOf(type),
    };

    private ulong MaxOfBinary(CilOp op, CilType type, int left, int right)
    {
        var most = MaxOf(type);
        var (a, b) = (_nodes[left].Max, _nodes[right].Max);
        if (type.Kind is not (CilKind.Int32 or CilKind.Int64))
            return most;
        var shift = _nodes[right].Kind == NodeKind.Constant ? (int)_nodes[right].Bits : -1;
        return op switch
        {
            CilOp.And => Math.Min(a, b),
            CilOp.Or or CilOp.Xor => AllOnes(a | b),
            CilOp.Add => a <= most && b <= most - a ? a + b : most,
            CilOp.Mul => a == 0 || b <= most / a ? a * b : most,
            CilOp.Shl when shift >= 0 => a <= most >> shift ? a << shift : most,
            CilOp.ShrUn when shift >= 0 => a >> shift,
            CilOp.Shr when shift >= 0 && a <= most >> 1 => a >> shift,
            CilOp.DivUn when _nodes[right] is { Kind: NodeKind.Constant, Max: > 0 } => a / b,
            CilOp.RemUn when _nodes[right] is { Kind: NodeKind.Constant, Max: > 0 } => Math.Min(a, b - 1),
            _ => most,
        };
    }

    // The smallest number of the form 2^n - 1 that is not below the value.
    private static ulong AllOnes(ulong value) =>
        value == 0 ? 0 : ulong.MaxValue >> System.Numerics.BitOperations.LeadingZeroCount(value);
}
