namespace Dovetail.Wasi.Io;

/// <summary>Where bytes go: what <c>output-stream</c> stands on, and what a <c>stream&lt;u8&gt;</c> can. Safe from many threads.</summary>
internal abstract class ByteSink : IReadiness, IDisposable
{
    /// <summary>How many bytes a sink takes at a time unless it says otherwise.</summary>
    public const int DefaultPermit = 64 << 10;

    /// <summary>Whether <see cref="CheckWrite"/> would say something: more than 0 bytes, the end, or what went wrong.</summary>
    public abstract bool IsReady { get; }

    /// <inheritdoc/>
    public abstract ValueTask WhenReadyAsync(CancellationToken cancellation);

    /// <summary>How many bytes may be written now; 0 while earlier ones are on their way, or are being flushed. Never blocks.</summary>
    public abstract Result<int, StreamFault> CheckWrite();

    /// <summary>Takes bytes, no more than <see cref="CheckWrite"/> last said; the memory is the sink's once they are taken. Never blocks.</summary>
    /// <returns>False where others who write it too were quicker and have the room: none are taken, and who tries again waits until it is ready.</returns>
    public abstract Result<bool, StreamFault> Write(ReadOnlyMemory<byte> bytes);

    /// <summary>Begins to flush: nothing more may be written until that is done. Never blocks.</summary>
    public abstract Result<ValueTuple, StreamFault> Flush();

    /// <summary>Nobody will write on.</summary>
    public void Dispose() => Close();

    /// <summary>Frees what it holds.</summary>
    protected virtual void Close()
    {
    }
}

/// <summary>A sink that takes all and keeps nothing.</summary>
internal sealed class NullSink : ByteSink
{
    private static readonly Result<ValueTuple, StreamFault> _done = Result<ValueTuple, StreamFault>.Ok(default);

    public override bool IsReady => true;

    public override ValueTask WhenReadyAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override Result<int, StreamFault> CheckWrite() => Result<int, StreamFault>.Ok(DefaultPermit);

    public override Result<bool, StreamFault> Write(ReadOnlyMemory<byte> bytes) => Result<bool, StreamFault>.Ok(true);

    public override Result<ValueTuple, StreamFault> Flush() => _done;
}
