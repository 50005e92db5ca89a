namespace Dovetail.Wasi.Io;

/// <summary>Where bytes come from: what <c>input-stream</c> stands on, and what a <c>stream&lt;u8&gt;</c> can. Safe from many threads.</summary>
internal abstract class ByteSource : IReadiness, IDisposable
{
    /// <summary>Whether <see cref="Read"/> would say something: bytes, the end, or what went wrong.</summary>
    public abstract bool IsReady { get; }

    /// <inheritdoc/>
    public abstract ValueTask WhenReadyAsync(CancellationToken cancellation);

    /// <summary>Takes bytes that are there. Never blocks; none are returned where there are none yet, or none were asked for.</summary>
    /// <param name="most">How many at most; the caller has bounded it.</param>
    public abstract Result<byte[], StreamFault> Read(int most);

    /// <summary>Nobody will read on.</summary>
    public void Dispose() => Close();

    /// <summary>Frees what it holds.</summary>
    protected virtual void Close()
    {
    }
}

/// <summary>A source that has ended.</summary>
internal sealed class EmptySource : ByteSource
{
    public override bool IsReady => true;

    public override ValueTask WhenReadyAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override Result<byte[], StreamFault> Read(int most) => Result<byte[], StreamFault>.Err(StreamFault.Closed);
}
