using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// What is known at a point of a method: the values on the stack and in the variables (arguments first, then locals), the facts
/// proven, the room proven to be on the thread's stack, and the epoch, which changes whenever a memory may have grown.
/// </summary>
internal sealed class Flow
{
    private ValueStack _stack;

    public Flow(Variables variables, int epoch) => (Variables, Epoch) = (variables, epoch);

    /// <summary>The values on the evaluation stack, the top last.</summary>
    public ref ValueStack Stack => ref _stack;

    public Variables Variables { get; }

    public Fact? Facts { get; set; }

    public int Epoch { get; set; }

    /// <summary>How many bytes of stack are proven to be left below this frame, beside the reserve; −1 before that was checked.</summary>
    public long StackRoom { get; set; } = -1;

    /// <summary>Whether the variable of the fuel holds what the store has left, see <see cref="FuelRules"/>.</summary>
    public bool HasFuel { get; set; }

    /// <summary>A copy for another path.</summary>
    public Flow Copy(bool withStack = true)
    {
        var copy = new Flow(Variables.Copy(), Epoch) { Facts = Facts, StackRoom = StackRoom, HasFuel = HasFuel };
        if (withStack) copy._stack = _stack.Copy();
        return copy;
    }

    /// <summary>The same point, of which more may become known: it shares variables and stack with this, and they are only read there.</summary>
    public Flow Aside() => new(Variables, Epoch) { Facts = Facts, StackRoom = StackRoom, HasFuel = HasFuel, _stack = _stack };

    /// <summary>Whether <paramref name="value"/> is the limit of a memory, read since it last may have grown.</summary>
    public bool IsCurrentLimit(Value value) => value.Is(RuntimeMembers.MemoryLimit) && value.Epoch == Epoch;

    /// <summary>Keeps of this what also holds in <paramref name="other"/>; false where the stacks don't fit together.</summary>
    /// <param name="differences">The variables that differ, which the caller has found.</param>
    public bool TryJoin(Flow other, int freshEpoch, List<int> differences)
    {
        if (Stack.Count != other.Stack.Count) return false;
        var epoch = Epoch == other.Epoch ? Epoch : freshEpoch;
        for (var i = 0; i < Stack.Count; i++)
        {
            if (Join(Stack[i], other.Stack[i], other, epoch) is not { } joined) return false;
            Stack[i] = joined;
        }

        foreach (var i in differences)
        {
            var joined = Join(Variables[i], other.Variables[i], other, epoch);
            if (!ReferenceEquals(joined, Variables[i])) Variables[i] = joined;
        }

        (Facts, Epoch, StackRoom) = (Fact.Common(Facts, other.Facts), epoch, Math.Min(StackRoom, other.StackRoom));
        HasFuel &= other.HasFuel;
        return true;
    }

    /// <summary>The limit as if it had been read at <paramref name="epoch"/>.</summary>
    public static Value Restamp(Value limit, int epoch) =>
        new() { Type = limit.Type, Origin = Origin.Field, Field = limit.Field, Of = limit.Of, Epoch = epoch };

    private Value? Join(Value? mine, Value? theirs, Flow other, int epoch)
    {
        if (mine is null || theirs is null) return null;
        if (mine.Kind == theirs.Kind && (mine.Range.IsNone || theirs.Range.IsNone)) return theirs.Range.IsNone ? mine : theirs;
        if (epoch != Epoch && IsCurrentLimit(mine) && other.IsCurrentLimit(theirs) && Value.Same(mine.Of, theirs.Of))
            return Restamp(mine, epoch);
        if (Value.Same(mine, theirs) && mine.Type == theirs.Type)
        {
            return mine.Range.Contains(theirs.Range) ? mine
                : theirs.Range.Contains(mine.Range) ? theirs
                : mine.Within(mine.Range.Union(theirs.Range));
        }

        return JoinTypes(mine, theirs) is { } type ? Value.Unknown(type, mine.Range.Union(theirs.Range)) : null;
    }

    private static CilType? JoinTypes(Value a, Value b)
    {
        if (a.Type == b.Type && a.Kind != CilKind.NativeInt) return a.Type;
        if (a.Kind != b.Kind) return null;
        if (a.Kind is CilKind.Int32 or CilKind.Int64 or CilKind.NativeInt)
            return NumberRules.TypeOf(a.Kind, NumberRules.IsPointer(a) || NumberRules.IsPointer(b));
        if (a.Kind != CilKind.Reference) return null;
        if (a.Origin == Origin.Null) return b.Type;
        if (b.Origin == Origin.Null || Trust.IsAssignable(b.Type, a.Type)) return a.Type;
        return Trust.IsAssignable(a.Type, b.Type) ? b.Type : CilTypes.Object;
    }
}
