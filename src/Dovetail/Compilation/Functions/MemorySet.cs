using System.Numerics;

namespace Dovetail.Compilation.Functions;

/// <summary>A set of memories of a module, which has at most 100. (A <c>UInt128</c> would keep its users out of precompiled images.)</summary>
internal readonly record struct MemorySet(ulong Low, ulong High)
{
    /// <summary>One more than the largest index in the set.</summary>
    public int Length => High != 0 ? 128 - BitOperations.LeadingZeroCount(High) : 64 - BitOperations.LeadingZeroCount(Low);

    public bool Contains(int memory) => (((memory < 64 ? Low : High) >> (memory & 63)) & 1) != 0;

    public MemorySet With(int memory) =>
        memory < 64 ? this with { Low = Low | (1UL << memory) } : this with { High = High | (1UL << (memory & 63)) };

    public MemorySet Without(int memory) =>
        memory < 64 ? this with { Low = Low & ~(1UL << memory) } : this with { High = High & ~(1UL << (memory & 63)) };

    public MemorySet Union(MemorySet other) => new(Low | other.Low, High | other.High);
}
