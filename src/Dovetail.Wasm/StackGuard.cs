using System.Runtime.CompilerServices;

namespace Dovetail.Wasm;

/// <summary>Keeps recursion that follows the nesting of an input within the stack that is left: limits on nesting are those of ordinary threads, and a host's may be small.</summary>
internal static class StackGuard
{
    /// <summary>What <see cref="LimitException.Limit"/> says.</summary>
    public const string Limit = "stack";

    /// <summary>What is wrong where there is no room.</summary>
    public const string Problem = "nesting for which the stack of this thread has no room";

    // .NET takes a stack for sufficient where more is left of it than small threads have in all. So few levels fit into any.
    private const int LevelsThatFit = 20;

    /// <summary>Whether one more level may be entered, which is the <paramref name="depth"/>th.</summary>
    public static bool HasRoom(int depth) => depth <= LevelsThatFit || RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <exception cref="LimitException">The level that is entered, the <paramref name="depth"/>th, has no room.</exception>
    public static void Check(int depth, int offset)
    {
        if (!HasRoom(depth))
            throw new LimitException(Limit, Problem, offset);
    }
}
