using Dovetail.Wasi.Posix;

namespace Dovetail.Wasi.Cli;

/// <summary>
/// A standard stream of the process for guests that wait: where the system says that a read or a write would not block it is made at once, on the guest's own thread,
/// and otherwise on another.
/// </summary>
/// <param name="stream">The stream as .NET has it.</param>
/// <param name="descriptor">The system's number for it.</param>
internal sealed class ConsoleStream(Stream stream, int descriptor) : Stream
{
    // What a pipe that can be written to has room for.
    private const int PromptBytes = 4096;

    private static readonly bool _canAsk = OperatingSystem.IsLinux() || OperatingSystem.IsMacOS();

    public override bool CanRead => stream.CanRead;

    public override bool CanWrite => stream.CanWrite;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _canAsk && Libc.IsPrompt(descriptor, forWriting: false)
        ? new ValueTask<int>(stream.Read(buffer.Span))
        : new ValueTask<int>(Task.Run(() => stream.Read(buffer.Span), cancellationToken));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_canAsk && !buffer.IsEmpty && Libc.IsPrompt(descriptor, forWriting: true))
        {
            var part = buffer[..Math.Min(buffer.Length, PromptBytes)];
            stream.Write(part.Span);
            buffer = buffer[part.Length..];
        }
        return buffer.IsEmpty ? ValueTask.CompletedTask : new ValueTask(Task.Run(() => stream.Write(buffer.Span), cancellationToken));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => stream.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => stream.Write(buffer, offset, count);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() => stream.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
