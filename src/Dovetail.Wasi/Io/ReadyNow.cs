namespace Dovetail.Wasi.Io;

/// <summary>What is always ready.</summary>
internal sealed class ReadyNow : IReadiness
{
    public static ReadyNow Instance { get; } = new();

    public bool IsReady => true;

    public ValueTask WhenReadyAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
