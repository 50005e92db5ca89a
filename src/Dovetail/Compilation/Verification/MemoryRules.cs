using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Verification;

/// <summary>
/// Accesses of linear memory. An address is <c>base + index + offset</c>; the check compares <c>index + a</c> with <c>limit − b</c>, both
/// 64-bit and far from wrapping, and proves that <c>index + a + b + 1</c> bytes are there, the limit being the index of the last byte.
/// </summary>
/// <remarks>
/// The index of a 64-bit memory is any number, which is compared unsigned. That proves as much if <c>limit − b</c> is not negative: because b is
/// below the memory's declared minimum, or because the number was made too large for the case that it is (<see cref="Origin.Guarded"/>).
/// </remarks>
internal static class MemoryRules
{
    /// <summary>Proves an access of <paramref name="size"/> bytes at <paramref name="address"/>.</summary>
    public static void RequireAccess(Verification state, Value address, int size)
    {
        var (memory, index, offset) = Split(state, address);
        state.Require(offset >= 0 && offset < (long)Value.Bounded, "an offset that is not negative");
        var end = offset + size;
        if (end <= Minimum(state, memory) - (long)HighOf(index)) return;
        if (!Fact.IsInside(state.Flow.Facts, index, end, memory)) state.Fail($"a check of {end} bytes behind this index");
    }

    /// <summary>Takes from <c>a + strict ≤ b</c> that bytes are inside a memory, where b is the current limit minus a number.</summary>
    public static void LearnAtMost(Flow flow, Value a, Value b, int strict)
    {
        var distance = b.Origin == Origin.Distance ? b.Number : 0;
        var limit = b.Origin == Origin.Distance ? b.Of! : b;
        if (!flow.IsCurrentLimit(limit) || AsIndex(a) is not var (index, offset)) return;
        flow.Facts = Fact.Inside(flow.Facts, index, offset + distance + strict + 1, limit.Of!);
    }

    /// <summary>Takes the same from the unsigned <c>a + strict ≤ b</c>.</summary>
    public static void LearnAtMostUnsigned(Verification state, Flow flow, Value a, Value b, int strict)
    {
        var distance = b.Origin == Origin.Distance ? b.Number : 0;
        var limit = b.Origin == Origin.Distance ? b.Of! : b;
        if (!flow.IsCurrentLimit(limit)) return;
        // All ones is not less than any number, so a guarded number that is less was not replaced.
        var isGuarded = a.Origin == Origin.Guarded && strict == 1 && Value.Same(a.Base, b);
        if (!isGuarded && distance >= Minimum(state, limit.Of!)) return;
        if (AsUnboundedIndex(isGuarded ? a.Of! : a) is not var (index, offset)) return;
        flow.Facts = Fact.Inside(flow.Facts, index, offset + distance + strict + 1, limit.Of!);
    }

    /// <summary>The parts of <c>index | (distance >> 63)</c>; null for other operations.</summary>
    public static Value? Guard(CilOp op, Value a, Value b)
    {
        if (op == CilOp.Shr)
            return a.Origin == Origin.Distance && b is { IsConstant: true, Number: 63 } ? new Value { Type = a.Type, Origin = Origin.Sign, Of = a } : null;
        if (a.Origin == Origin.Sign) (a, b) = (b, a);
        return b.Origin == Origin.Sign ? new Value { Type = a.Type, Origin = Origin.Guarded, Of = a, Base = b.Of } : null;
    }

    /// <summary>The value as unsigned number plus offset, if it is too small to wrap.</summary>
    public static (Value? Index, long Offset)? AsIndex(Value value) => value.Origin switch
    {
        Origin.Constant when value.Number is >= 0 and < (long)Value.Bounded => (null, value.Number),
        Origin.Index => (value.Of, value.Number),
        _ when value.Kind is CilKind.Int64 or CilKind.NativeInt && value.Range.High < Value.Bounded => (value, 0),
        _ => null,
    };

    /// <summary>The sum of two values of 64 bits, where it stays an index, an address or a distance from a limit; null otherwise.</summary>
    public static Value? Sum(Value a, Value b)
    {
        if (a.Origin is Origin.Address || a.Is(RuntimeMembers.MemoryBase)) return AddressSum(a, b);
        if (b.Origin is Origin.Address || b.Is(RuntimeMembers.MemoryBase)) return AddressSum(b, a);
        if (AsIndex(a) is not var (x, m) || AsIndex(b) is not var (y, n) || (x is not null && y is not null)) return null;
        return x is null && y is null || m + n >= (long)Value.Bounded ? null : IndexOf(a.Type, x ?? y, m + n);
    }

    /// <summary>A limit (or the address of this frame) minus a constant; null for other differences.</summary>
    public static Value? Difference(Value a, Value b)
    {
        if (!b.IsConstant || b.Number < -1 || b.Number >= (long)Value.Bounded) return null;
        if (a.Is(RuntimeMembers.MemoryLimit)) return new Value { Type = a.Type, Origin = Origin.Distance, Of = a, Number = b.Number };
        if (b.Number < 0) return null;
        if (a.Origin == Origin.FrameAddress) return new Value { Type = a.Type, Origin = a.Origin, Number = a.Number + b.Number };
        if (a.Origin != Origin.Distance || a.Number + b.Number >= (long)Value.Bounded) return null;
        return new Value { Type = a.Type, Origin = Origin.Distance, Of = a.Of, Number = a.Number + b.Number };
    }

    /// <summary>The number <paramref name="root"/> (32 bits, unsigned, or small) + <paramref name="offset"/>, as 64 bits.</summary>
    public static Value IndexOf(CilType type, Value? root, long offset) => new()
    {
        Type = type,
        Origin = Origin.Index,
        Of = root,
        Number = offset,
        Range = new Range((root?.Range.Low ?? 0) + (ulong)offset, HighOf(root) + (ulong)offset),
    };

    // A number that may be anything is an index too: the fact that it is inside a memory says that it is small enough.
    private static (Value? Index, long Offset)? AsUnboundedIndex(Value value) => AsIndex(value)
        ?? (value.Kind is CilKind.Int64 or CilKind.NativeInt && !NumberRules.IsPointer(value) ? (value, 0) : null);

    private static Value? AddressSum(Value address, Value added)
    {
        if (AsUnboundedIndex(added) is not var (index, offset)) return null;
        var isBase = address.Origin != Origin.Address;
        if (!isBase && address.Of is not null && index is not null) return null;
        var sum = (isBase ? 0 : address.Number) + offset;
        return sum >= (long)Value.Bounded ? null : new Value
        {
            Type = address.Type,
            Origin = Origin.Address,
            Base = isBase ? address : address.Base,
            Of = index ?? (isBase ? null : address.Of),
            Number = sum,
        };
    }

    private static (Value Memory, Value? Index, long Offset) Split(Verification state, Value address)
    {
        if (address.Is(RuntimeMembers.MemoryBase)) return (address.Of!, null, 0);
        state.Require(address.Origin == Origin.Address, "an address made of a memory's base and an index");
        return (address.Base!.Of!, address.Of, address.Number);
    }

    /// <summary>How many bytes the memory has at least.</summary>
    private static long Minimum(Verification state, Value memory)
    {
        var index = memory.Is(RuntimeMembers.InstanceMemory0) && memory.Of!.Origin == Origin.Owner ? 0
            : Trust.IsOwn(memory, RuntimeMembers.InstanceMemories) ? memory.Number : -1;
        return (ulong)index < (ulong)state.Context.MemoryMinimums.Length ? state.Context.MemoryMinimums[(int)index] : 0;
    }

    private static ulong HighOf(Value? index) => index is null ? 0 : Math.Min(index.Range.High, Value.Bounded);
}
