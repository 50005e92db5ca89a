using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Dovetail.AspNetCore;

/// <summary>Writes the lines of a guest's standard output or error to a log. For the thread of the guest.</summary>
/// <param name="mostBytes">How many bytes are written; the rest is left out.</param>
internal sealed class LogStream(ILogger logger, LogLevel level, GuestExchange exchange, int mostBytes) : Stream
{
    // A longer line becomes several.
    private const int MostOfALine = 8 << 10;

    private readonly ArrayBufferWriter<byte> _line = new();
    private long _written;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var end = buffer.IndexOf((byte)'\n');
            var part = buffer[..Math.Min(end < 0 ? buffer.Length : end, MostOfALine - _line.WrittenCount)];
            _line.Write(part);
            var isLine = part.Length == end;
            buffer = buffer[(part.Length + (isLine ? 1 : 0))..];
            if (isLine || _line.WrittenCount == MostOfALine)
                WriteLine();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    // A flush is no end of a line.
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The guest has ended: what is left is a line.</summary>
    public void End()
    {
        if (_line.WrittenCount > 0)
            WriteLine();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void WriteLine()
    {
        var wasFull = _written > mostBytes;
        _written += _line.WrittenCount + 1;
        if (_written > mostBytes)
        {
            if (!wasFull)
                Log.LeftOut(logger, exchange.Id, exchange.Path, mostBytes);
        }
        else if (logger.IsEnabled(level))
        {
            var line = Shown(Encoding.UTF8.GetString(_line.WrittenSpan));
            Log.Line(logger, level, exchange.Id, exchange.Path, line);
        }
        _line.ResetWrittenCount();
    }

    // What a guest says must not move a terminal's cursor, nor pretend to be another line of the log.
    private static string Shown(string text) => text.AsSpan().TrimEnd('\r') is var line && !line.ContainsAnyInRange('\0', '\u001f') && !line.ContainsAnyInRange('\u007f', '\u009f')
        ? line.ToString()
        : string.Concat(line.ToString().Select(c => char.IsControl(c) && c != '\t' ? $"\\u{{{(int)c:x}}}" : c.ToString()));
}
