namespace Dovetail.Testing.Scripts;

/// <summary>Whether the message of a trap is the one a script expects.</summary>
internal static class TrapMessages
{
    // Suites name some traps more closely than others do: what an expectation contains, and what answers to it as well.
    private static readonly (string Expected, string Accepted)[] s_aliases =
    [
        ("uninitialized element", "uninitialized element"),
        ("undefined element", "undefined element"),
        ("null function", "uninitialized element"),
        ("null function", "null reference"),
        ("reference", "null reference"),
        ("cannot write", "cannot write"),
        ("cannot read", "cannot read"),
        ("invalid debug message pointer", "out of bounds memory access"),
    ];

    /// <summary>
    /// Whether <paramref name="actual"/> contains <paramref name="expected"/>, or both are said of the same trap in other words.
    /// </summary>
    public static bool Match(string expected, string actual) =>
        actual.Contains(expected, StringComparison.Ordinal)
        || s_aliases.Any(alias => expected.Contains(alias.Expected, StringComparison.Ordinal)
            && actual.Contains(alias.Accepted, StringComparison.Ordinal));
}
