using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Functions;

/// <summary>What a node of an expression is.</summary>
internal enum NodeKind : byte
{
    /// <summary>A number: <see cref="Node.Bits"/>.</summary>
    Constant,
    /// <summary>A vector: the pool's constant <see cref="Node.A"/>.</summary>
    Vector,
    /// <summary>The null reference.</summary>
    Null,
    /// <summary>A local of the function: <see cref="Node.A"/>.</summary>
    Local,
    /// <summary>A rented CIL local, <see cref="Node.A"/>, returned when the node is written.</summary>
    Temporary,
    /// <summary>A CIL local, <see cref="Node.A"/>, that someone else owns.</summary>
    Fixed,
    /// <summary>The value lies on top of the evaluation stack: the result of what was written last.</summary>
    OnStack,
    /// <summary><see cref="Node.Op"/> on A.</summary>
    Unary,
    /// <summary><see cref="Node.Op"/> on A and B.</summary>
    Binary,
    /// <summary>The comparison <see cref="Node.Condition"/> of A and B.</summary>
    Compare,
    /// <summary>Whether A is zero.</summary>
    IsZero,
    /// <summary>A call of the catalogue's method <see cref="Node.Bits"/>, without effects and traps, on A and, unless negative, B and C.</summary>
    Call,
    /// <summary>
    /// A load, <see cref="Node.Op"/>, from memory B at the checked address in the rented native local A (−1: none) plus <see cref="Node.Bits"/>.
    /// </summary>
    Load,
    /// <summary>The global <see cref="Node.A"/>.</summary>
    Global,
}

/// <summary>How two numbers are compared. The last six are those of floating-point numbers.</summary>
internal enum Condition : byte
{
    Eq, Ne, LtS, LtU, GtS, GtU, LeS, LeU, GeS, GeU,
    FloatEq, FloatNe, FloatLt, FloatGt, FloatLe, FloatGe,
}

/// <summary>What a value that is not yet computed depends on.</summary>
[Flags]
internal enum Reads : byte
{
    Nothing = 0,
    Memory = 1,
    Globals = 2,
}

/// <summary>
/// A value that is not yet computed: an operation without effects and traps on other such values. Each is written exactly once, so
/// nodes form trees.
/// </summary>
internal struct Node
{
    public NodeKind Kind;
    public CilOp Op;
    public Condition Condition;
    public Reads Reads;
    public byte Depth;
    public CilType Type;
    public int A;
    public int B;
    public int C;
    public long Bits;

    /// <summary>The locals it depends on: bit (index mod 64).</summary>
    public ulong Locals;

    /// <summary>For an integer, an upper bound of its unsigned value.</summary>
    public ulong Max;

    /// <summary>For an integer of 32 bits, what it can be.</summary>
    public Spread Spread;
}
