namespace Dovetail.Fuzzing.Differential;

/// <summary>What one engine made of a module.</summary>
/// <param name="Ends">How instantiation, each call and the dump ended, by <see cref="TrapClass"/>; only the first where that failed.</param>
/// <param name="Hash">Of all memories, after the calls.</param>
/// <param name="Dump">What the module wrote about itself.</param>
internal sealed record Outcome(IReadOnlyList<string> Ends, ulong Hash, byte[] Dump)
{
    /// <summary>How the two differ, in a line; null where they do not.</summary>
    /// <param name="anyReason">Whether traps count as one that an instruction with several reasons to trap may have chosen between.</param>
    public static string? Difference(Outcome ours, Outcome theirs, bool anyReason = false)
    {
        for (var i = 0; i < Math.Max(ours.Ends.Count, theirs.Ends.Count); i++)
        {
            var (a, b) = (ours.Ends.ElementAtOrDefault(i) ?? "nothing", theirs.Ends.ElementAtOrDefault(i) ?? "nothing");
            if (a != b && !(anyReason && TrapClass.AreOfOneBulk(a, b))) return $"step {i}: Dovetail ends with `{a}`, V8 with `{b}`";
        }

        for (var i = 0; i < Math.Min(ours.Dump.Length, theirs.Dump.Length); i++)
        {
            if (ours.Dump[i] != theirs.Dump[i])
                return $"byte {i} of the dump: {Around(ours.Dump, i)} in Dovetail, {Around(theirs.Dump, i)} in V8";
        }

        if (ours.Dump.Length != theirs.Dump.Length) return $"dumps of {ours.Dump.Length} and {theirs.Dump.Length} bytes";
        return ours.Hash == theirs.Hash ? null : "memories differ";
    }

    private static string Around(byte[] dump, int at) =>
        Convert.ToHexString(dump.AsSpan(at & ~15, Math.Min(16, dump.Length - (at & ~15))));
}
