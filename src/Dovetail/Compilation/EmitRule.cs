using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;

namespace Dovetail.Compilation;

/// <summary>Who writes the code of an instruction.</summary>
internal enum EmitKind : byte
{
    /// <summary>Nobody: the validator refused its feature.</summary>
    None,
    /// <summary>A constant: of the type <see cref="EmitRule.Result"/>.</summary>
    Constant,
    /// <summary>One CIL instruction on one value.</summary>
    Unary,
    /// <summary>One CIL instruction on two values.</summary>
    Binary,
    /// <summary>A shift, whose count CIL wants below the width.</summary>
    Shift,
    /// <summary>A division by <see cref="EmitRule.Method"/>, or by <see cref="EmitRule.Op"/> where the divisor is a harmless constant.</summary>
    Division,
    /// <summary>A comparison.</summary>
    Compare,
    /// <summary>A comparison with zero.</summary>
    IsZero,
    /// <summary>A method of <c>Semantics/</c> without effects and traps.</summary>
    Method,
    /// <summary>A method of <c>Semantics/</c> that may trap.</summary>
    Trapping,
    /// <summary>A load: <see cref="EmitRule.Op"/>, then <see cref="EmitRule.Then"/>.</summary>
    Load,
    /// <summary>A store: <see cref="EmitRule.Then"/> on the value, then <see cref="EmitRule.Op"/>.</summary>
    Store,
    /// <summary>A vector instruction, by its <see cref="VectorRule"/>.</summary>
    Vector,
    /// <summary>A method of <c>Runtime/</c> on memories.</summary>
    Memory,
    /// <summary>Blocks and branches, by hand.</summary>
    Control,
    /// <summary>Calls, by hand.</summary>
    Call,
    /// <summary>Locals, globals, <c>drop</c> and <c>select</c>, by hand.</summary>
    Variable,
    /// <summary>References and tables, by hand.</summary>
    Table,
    /// <summary>Tests and casts of references, by hand.</summary>
    Reference,
    /// <summary>Structures, by hand.</summary>
    Struct,
    /// <summary>Arrays, by hand.</summary>
    Array,
}

/// <summary>How an instruction is turned into CIL.</summary>
internal readonly record struct EmitRule(EmitKind Kind)
{
    public CilOp Op { get; init; }

    public CilOp Then { get; init; }

    public Condition Condition { get; init; }

    /// <summary>The type of what it leaves; of a method its result, which reflection tells when it is asked for, not for each row of the table.</summary>
    public CilType? Result { get => field ?? Method?.Result; init; }

    public CatalogueMethod? Method { get; init; }
}
