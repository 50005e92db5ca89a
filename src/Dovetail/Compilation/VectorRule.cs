using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation;

/// <summary>How the operands and immediates of a vector instruction become those of a call.</summary>
internal enum VectorForm : byte
{
    /// <summary>The operands are the arguments.</summary>
    Call,
    /// <summary>The operands are the arguments the other way round.</summary>
    Swapped,
    /// <summary>The lane is the second argument, behind the vector.</summary>
    Lane,
    /// <summary>The last operand, a mask, is the first argument.</summary>
    Select,
    /// <summary>Arithmetic on floating-point numbers: as <see cref="Call"/>, but the JIT must not think it an identity.</summary>
    Arithmetic,
    /// <summary>Whether no lane is equal to zero: the second argument is zero, and the result negated.</summary>
    AllTrue,
    /// <summary>Whether the vector differs from the second argument, zero.</summary>
    AnyTrue,
    /// <summary>A load of <see cref="VectorRule.Access"/>, and what is made of it.</summary>
    Load,
    /// <summary>A load of <see cref="VectorRule.Access"/> into the lane of a vector.</summary>
    LoadLane,
    /// <summary>A store of the vector.</summary>
    Store,
    /// <summary>A store of the lane of a vector.</summary>
    StoreLane,
    /// <summary>A constant.</summary>
    Constant,
    /// <summary>A choice of lanes by a constant.</summary>
    Shuffle,
    /// <summary>A choice of lanes by a vector.</summary>
    Swizzle,
}

/// <summary>How a vector instruction is turned into CIL: by calls of the base library's own vectors, or of <c>Semantics/</c>.</summary>
/// <remarks>The parameters of <paramref name="Method"/> say which lanes an operand has.</remarks>
/// <param name="Method">What is called; null where nothing is.</param>
internal sealed record VectorRule(VectorForm Form, CatalogueMethod? Method)
{
    /// <summary>What is called with the result, or null.</summary>
    public CatalogueMethod? Then { get; init; }

    /// <summary>The access to memory.</summary>
    public EmitRule Access { get; init; }

    /// <summary>Which operation this is in scalar code.</summary>
    public CilOp Op { get; init; }
}
