using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// What is known at a point of a method: the values on the stack and in the variables (arguments first, then locals; null where
/// nothing was assigned yet), the facts proven, and the epoch, which changes whenever a memory may have grown.
/// </summary>
internal sealed class Flow
{
    private Value?[] _variables;
    private bool _isShared;

    public Flow(Value?[] variables, int epoch) => (_variables, Epoch) = (variables, epoch);

    /// <summary>The values on the evaluation stack, the top last.</summary>
    public List<Value> Stack { get; } = [];

    public Fact? Facts { get; set; }

    public int Epoch { get; set; }

    public int VariableCount => _variables.Length;

    public Value? this[int variable]
    {
        get => _variables[variable];
        set
        {
            if (_isShared) (_variables, _isShared) = ((Value?[])_variables.Clone(), false);
            _variables[variable] = value;
        }
    }

    /// <summary>A copy for another path. The variables are shared until one side changes them.</summary>
    public Flow Copy(bool withStack = true)
    {
        _isShared = true;
        var copy = new Flow(_variables, Epoch) { _isShared = true, Facts = Facts };
        if (withStack) copy.Stack.AddRange(Stack);
        return copy;
    }

    /// <summary>Whether <paramref name="value"/> is the limit of a memory, read since it last may have grown.</summary>
    public bool IsCurrentLimit(Value value) => value.Is(RuntimeMembers.MemoryLimit) && value.Epoch == Epoch;

    /// <summary>Keeps of this what also holds in <paramref name="other"/>; false where the stacks don't fit together.</summary>
    public bool TryJoin(Flow other, int freshEpoch)
    {
        if (Stack.Count != other.Stack.Count) return false;
        var epoch = Epoch == other.Epoch ? Epoch : freshEpoch;
        for (var i = 0; i < Stack.Count; i++)
        {
            if (Join(Stack[i], other.Stack[i], other, epoch) is not { } joined) return false;
            Stack[i] = joined;
        }

        if (!ReferenceEquals(_variables, other._variables) || epoch != Epoch)
        {
            for (var i = 0; i < _variables.Length; i++)
            {
                var joined = Join(_variables[i], other._variables[i], other, epoch);
                if (!ReferenceEquals(joined, _variables[i])) this[i] = joined;
            }
        }

        (Facts, Epoch) = (Fact.Common(Facts, other.Facts), epoch);
        return true;
    }

    private Value? Join(Value? mine, Value? theirs, Flow other, int epoch)
    {
        if (mine is null || theirs is null) return null;
        if (epoch != Epoch && IsCurrentLimit(mine) && other.IsCurrentLimit(theirs) && Value.Same(mine.Of, theirs.Of))
            return Restamp(mine, epoch);
        if (Value.Same(mine, theirs) && mine.Type == theirs.Type) return mine;
        return JoinTypes(mine, theirs) is { } type ? Value.Unknown(type, mine.Range.Union(theirs.Range)) : null;
    }

    /// <summary>The limit as if it had been read at <paramref name="epoch"/>.</summary>
    public static Value Restamp(Value limit, int epoch) =>
        new() { Type = limit.Type, Origin = Origin.Field, Field = limit.Field, Of = limit.Of, Epoch = epoch };

    private static CilType? JoinTypes(Value a, Value b)
    {
        if (a.Type == b.Type) return a.Type;
        if (a.Kind != b.Kind) return null;
        if (a.Kind != CilKind.Reference) return a.Kind is CilKind.Int32 or CilKind.NativeInt ? NumberType(a.Kind) : null;
        if (a.Origin == Origin.Null || Trust.IsAssignable(a.Type, b.Type)) return b.Type;
        return b.Origin == Origin.Null || Trust.IsAssignable(b.Type, a.Type) ? a.Type : CilTypes.Object;
    }

    private static CilType NumberType(CilKind kind) => kind == CilKind.Int32 ? CilTypes.Int32 : CilTypes.NativeInt;
}
