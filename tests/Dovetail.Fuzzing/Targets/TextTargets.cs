using System.Text;

namespace Dovetail.Fuzzing.Targets;

/// <summary>Readers of texts. Mutants are of bytes; what is no UTF-8 becomes replacement characters, which the readers see.</summary>
internal static class TextTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("wave", Waves, (input, _) =>
        {
            Wave.ParseCall(Encoding.UTF8.GetString(input));
            return Answer.Value;
        }),
    ];

    private static IReadOnlyList<byte[]> Waves() => [.. WaveTexts.Select(Encoding.UTF8.GetBytes)];

    private static readonly string[] WaveTexts =
    [
        "add(42, 58)",
        "f(1, -2, 3.5, nan, inf, -inf, 1e10, true, false)",
        "f(\"text with \\\"escapes\\\" \\u{1f600} \\n\", 'c', '\\u{0}')",
        "f({a: 1, b: [1, 2, 3], c: (1, \"x\")}, some(1), none, ok(2), err, {read, write})",
        "f([[[[[[[[]]]]]]]], variant-case(some(none)), %record, \"\"\"\n  multi\n  line\n  \"\"\")",
        "// comment\nf()",
    ];
}
