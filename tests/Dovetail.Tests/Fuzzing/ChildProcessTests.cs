using Dovetail.Fuzzing.Processes;

namespace Dovetail.Tests.Fuzzing;

public sealed class ChildProcessTests
{
    private static readonly ChildLimits Small = new(TimeSpan.FromSeconds(20), 256 << 20);

    [Fact]
    public void Returns_what_a_child_wrote()
    {
        var result = ChildProcess.Run(["scenario", "harness-lives", "and", "kicks"], Small);
        Assert.True(result.Lived, result.ToString());
        Assert.Equal("lived and kicks", result.Output.Trim());
    }

    [Theory]
    [InlineData("harness-throws", "thrown on purpose")]
    [InlineData("harness-overflows", "Stack overflow")]
    public void Sees_a_child_die(string scenario, string message)
    {
        var result = ChildProcess.Run(["scenario", scenario], Small);
        Assert.Equal(ChildEnd.Exited, result.End);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Ends_a_child_at_its_time_limit()
    {
        var result = ChildProcess.Run(["scenario", "harness-hangs"], Small with { Time = TimeSpan.FromSeconds(1) });
        Assert.Equal(ChildEnd.TimedOut, result.End);
    }

    [Fact]
    public void Ends_a_child_at_its_memory_limit() =>
        Assert.Equal(ChildEnd.OutOfMemory, ChildProcess.Run(["scenario", "harness-allocates"], Small).End);
}
