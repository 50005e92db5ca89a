using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>What the harness itself must survive: children that die in each of the ways .NET knows. They prove that a dead child is seen.</summary>
internal static class HarnessScenarios
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("harness-lives", arguments => Console.WriteLine($"lived {string.Join(' ', arguments)}")),
        new("harness-throws", _ => throw new InvalidOperationException("thrown on purpose")),
        new("harness-overflows", _ => Console.WriteLine(Overflow(0))),
        new("harness-hangs", _ => Thread.Sleep(Timeout.Infinite)),
        new("harness-allocates", _ => Allocate()),
    ];

    [SuppressMessage("Usage", "CA2014", Justification = "The stack is meant to overflow.")]
    private static int Overflow(int depth)
    {
        Span<int> frame = stackalloc int[1024];
        frame[0] = depth;
        return Overflow(frame[0] + 1) + frame[1];
    }

    private static void Allocate()
    {
        var blocks = new List<byte[]>();
        while (true)
        {
            var block = new byte[1 << 24];
            Array.Fill(block, (byte)1);
            blocks.Add(block);
        }
    }
}
