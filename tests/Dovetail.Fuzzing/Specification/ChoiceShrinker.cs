namespace Dovetail.Fuzzing.Specification;

/// <summary>Makes what follows from choices smaller as long as it keeps what is wrong with it: fewer choices, then smaller ones.</summary>
internal static class ChoiceShrinker
{
    /// <summary>The least choices found.</summary>
    /// <param name="isWrong">Whether what follows from choices is still wrong.</param>
    public static int[] Shrink(IReadOnlyList<int> choices, Func<int[], bool> isWrong)
    {
        var best = choices.ToArray();
        for (var before = -1L; before != Weight(best);)
        {
            before = Weight(best);
            for (var size = Math.Max(1, best.Length / 2); size > 0; size /= 2) best = Cut(best, size, isWrong);
            for (var i = 0; i < best.Length; i++) best = Lower(best, i, isWrong);
        }

        return best;
    }

    private static long Weight(int[] choices) => choices.Length + choices.Sum(choice => (long)choice);

    private static int[] Cut(int[] best, int size, Func<int[], bool> isWrong)
    {
        for (var at = 0; at + size <= best.Length;)
        {
            int[] shorter = [.. best[..at], .. best[(at + size)..]];
            if (isWrong(shorter)) best = shorter;
            else at += size;
        }

        return best;
    }

    private static int[] Lower(int[] best, int at, Func<int[], bool> isWrong)
    {
        foreach (var value in (int[])[0, best[at] / 2, best[at] - 1])
        {
            if (value < 0 || value >= best[at]) continue;
            int[] lower = [.. best];
            lower[at] = value;
            if (isWrong(lower)) return lower;
        }

        return best;
    }
}
