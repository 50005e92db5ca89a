using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Arithmetic, comparisons and conversions. A number made from a pointer stays marked as one, by its type, so that it can be neither
/// stored nor returned.
/// </summary>
internal static class NumberRules
{
    private static readonly CilType Pointer = Catalogue.Type(typeof(nuint).MakePointerType());

    /// <summary>Whether the value is, or was computed from, an address.</summary>
    public static bool IsPointer(Value value) => value.Kind == CilKind.ManagedPointer || (value.Kind == CilKind.NativeInt
        && (value.Type.IsPointer || value.Origin is Origin.Address or Origin.VariableAddress
            || value.Is(RuntimeMembers.ReferencePointer) || value.Is(RuntimeMembers.StoreStackLimit)));

    /// <summary>A number of which only the range is known, marked as a pointer if it is one.</summary>
    public static CilType TypeOf(CilKind kind, bool isPointer) => kind switch
    {
        CilKind.Int32 => CilTypes.Int32,
        CilKind.Int64 => CilTypes.Int64,
        CilKind.NativeInt => isPointer ? Pointer : CilTypes.NativeInt,
        CilKind.Float32 => CilTypes.Float32,
        _ => CilTypes.Float64,
    };

    public static void Step(Verification state, CilOp op)
    {
        if (op is CilOp.Neg or CilOp.Not)
        {
            var a = state.Pop();
            state.Require(IsNumber(a) && !IsPointer(a) && (op == CilOp.Neg || !IsFloat(a)), "a number");
            state.Push(Value.Unknown(TypeOf(a.Kind, false)));
        }
        else if (op >= CilOp.Ceq)
        {
            var b = state.Pop();
            var a = state.Pop();
            state.Require(a.Kind == b.Kind && a.Kind is not (CilKind.Structure or CilKind.Void), "operands of one kind");
            state.Push(Truth(op, a, b));
        }
        else
        {
            var b = state.Pop();
            var a = state.Pop();
            state.Push(Binary(state, op, a, b));
        }
    }

    public static void Convert(Verification state, CilOp op)
    {
        var a = state.Pop();
        // The address of a local becomes a number only to be compared with the stack's limit.
        state.Require(IsNumber(a) || (a.Kind == CilKind.ManagedPointer && op is CilOp.ConvU or CilOp.ConvI), "a number");
        state.Require(!IsPointer(a) || op is CilOp.ConvU or CilOp.ConvI, "a number that is no pointer");
        state.Push(op switch
        {
            CilOp.ConvU or CilOp.ConvU8 => Widened(a, op, isSigned: false),
            CilOp.ConvI or CilOp.ConvI8 => Widened(a, op, isSigned: true),
            CilOp.ConvI4 or CilOp.ConvU4 => Narrowed(a, uint.MaxValue),
            CilOp.ConvU1 => Narrowed(a, byte.MaxValue),
            CilOp.ConvU2 => Narrowed(a, ushort.MaxValue),
            CilOp.ConvI1 => Value.Unknown(CilTypes.Int32, a.Range.High <= 0x7f && !IsFloat(a) ? a.Range : Range.Any32),
            CilOp.ConvI2 => Value.Unknown(CilTypes.Int32, a.Range.High <= 0x7fff && !IsFloat(a) ? a.Range : Range.Any32),
            CilOp.ConvR4 => Value.Unknown(CilTypes.Float32),
            _ => Value.Unknown(CilTypes.Float64),
        });
    }

    private static Value Binary(Verification state, CilOp op, Value a, Value b)
    {
        // A number of 32 bits beside one of the machine's width is widened with its sign.
        if (a.Kind == CilKind.NativeInt && b is { Kind: CilKind.Int32, IsConstant: true, Number: >= 0 }) b = Value.Constant(CilTypes.NativeInt, b.Number);
        var isShift = op is CilOp.Shl or CilOp.Shr or CilOp.ShrUn;
        state.Require(IsNumber(a) && IsNumber(b) && (a.Kind == b.Kind || (isShift && b.Kind == CilKind.Int32)), "numbers of one kind");
        var isPointer = IsPointer(a) || IsPointer(b);
        state.Require(!isPointer || op is CilOp.Add or CilOp.Sub, "numbers that are no pointers");
        if (IsFloat(a))
        {
            state.Require(op <= CilOp.Rem && op != CilOp.DivUn, "integers");
            return Value.Unknown(a.Type);
        }

        if (a.Kind == CilKind.Int32) return Binary32(op, a, b);
        if (op == CilOp.Add && MemoryRules.Sum(a, b) is { } sum) return sum;
        if (op == CilOp.Sub && MemoryRules.Difference(a, b) is { } difference) return difference;
        if (op is CilOp.Shr or CilOp.Or && MemoryRules.Guard(op, a, b) is { } guard) return guard;
        var (range, type) = (Range.Binary(op, a.Range, b.Range, Range.Any), TypeOf(a.Kind, isPointer));
        return range.Low != range.High || isPointer ? Value.Unknown(type, range) : Value.Constant(type, (long)range.Low);
    }

    private static Value Binary32(CilOp op, Value a, Value b)
    {
        var arc = Arc.Binary(op, a.Arc, b.Arc);
        var range = Range.Binary(op, a.Range, b.Range, Range.Any32).Meet(arc.Unsigned);
        if (arc == Arc.Any) arc = new Arc((long)range.Low, (long)range.High);
        if (op is CilOp.Add or CilOp.Sub && b.IsConstant && !a.IsConstant)
        {
            var (of, number) = a.Origin == Origin.Stepped ? (a.Of, a.Number) : (a, 0);
            number = (int)(op == CilOp.Add ? number + b.Number : number - b.Number);
            return new Value { Type = CilTypes.Int32, Origin = Origin.Stepped, Of = of, Number = number, Range = range, Arc = arc };
        }

        return range.Low == range.High
            ? Value.Constant(CilTypes.Int32, (int)(uint)range.Low)
            : new Value { Type = CilTypes.Int32, Range = range, Arc = arc };
    }

    private static Value Truth(CilOp op, Value a, Value b)
    {
        var comparison = op switch
        {
            CilOp.Ceq => CilOp.Beq,
            CilOp.Cgt => CilOp.Bgt,
            CilOp.CgtUn => CilOp.BgtUn,
            CilOp.Clt => CilOp.Blt,
            _ => CilOp.BltUn,
        };
        // `x == 0` of a truth is its opposite.
        if (op == CilOp.Ceq && a.Origin == Origin.Truth && b.IsConstant && b.Number == 0)
            (comparison, a, b) = (BranchRules.Negated(a.Comparison), a.Of!, a.Base!);
        return new Value
        {
            Type = CilTypes.Int32,
            Origin = Origin.Truth,
            Comparison = comparison,
            Of = a,
            Base = b,
            Range = new Range(0, 1),
        };
    }

    private static Value Widened(Value a, CilOp op, bool isSigned)
    {
        var type = op is CilOp.ConvU or CilOp.ConvI ? CilTypes.NativeInt : CilTypes.Int64;
        if (IsFloat(a)) return Value.Unknown(type);
        if (a.Kind == CilKind.ManagedPointer)
            return a.Origin == Origin.VariableAddress ? new Value { Type = Pointer, Origin = Origin.FrameAddress } : Value.Unknown(Pointer);
        if (a.Kind != CilKind.Int32) return IsPointer(a) ? a : a.As(type);
        if (a.IsConstant) return Value.Constant(type, isSigned ? (int)a.Number : (uint)a.Number);
        return !isSigned || a.Range.High <= int.MaxValue ? MemoryRules.IndexOf(type, a, 0) : Value.Unknown(type);
    }

    private static Value Narrowed(Value a, uint most)
    {
        if (a.IsConstant && a.Range.High <= most) return Value.Constant(CilTypes.Int32, (int)(uint)a.Range.High);
        return Value.Unknown(CilTypes.Int32, a.Range.High <= most && !IsFloat(a) ? a.Range : new Range(0, most));
    }

    private static bool IsFloat(Value value) => value.Kind is CilKind.Float32 or CilKind.Float64;

    private static bool IsNumber(Value value) =>
        value.Kind is CilKind.Int32 or CilKind.Int64 or CilKind.NativeInt or CilKind.Float32 or CilKind.Float64;
}
