using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Filesystem;

/// <summary>Reads a file from an offset on. A read takes as long as the disk does, on the thread that asks.</summary>
internal sealed class FileSource : ByteSource
{
    private readonly Lock _gate = new();
    private readonly OpenFile _file;
    private ulong _offset;
    private bool _ended;

    public FileSource(OpenFile file, ulong offset)
    {
        file.Share();
        (_file, _offset) = (file, offset);
    }

    public override bool IsReady => true;

    public override ValueTask WhenReadyAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override Result<byte[], StreamFault> Read(int most)
    {
        lock (_gate)
        {
            if (_ended || _offset > long.MaxValue)
                return Result<byte[], StreamFault>.Err(StreamFault.Closed);
            var bytes = new byte[most];
            try
            {
                var count = _file.Read(bytes, (long)_offset);
                _offset += (ulong)count;
                _ended = most > 0 && count == 0;
                return _ended ? Result<byte[], StreamFault>.Err(StreamFault.Closed) : Result<byte[], StreamFault>.Ok(count == most ? bytes : bytes[..count]);
            }
            catch (FileFault fault)
            {
                _ended = true;
                return Result<byte[], StreamFault>.Err(FileSink.Fault(fault));
            }
        }
    }

    protected override void Close() => _file.Dispose();
}

/// <summary>Writes a file, from an offset on or at its end. A write takes as long as the system does, on the thread that asks.</summary>
internal sealed class FileSink : ByteSink
{
    private static readonly Result<ValueTuple, StreamFault> _done = Result<ValueTuple, StreamFault>.Ok(default);

    private readonly Lock _gate = new();
    private readonly OpenFile _file;
    private readonly bool _appends;
    private ulong _offset;
    private bool _ended;

    /// <param name="offset">Null for the end, wherever that is at each write.</param>
    public FileSink(OpenFile file, ulong? offset)
    {
        file.Share();
        (_file, _offset, _appends) = (file, offset ?? 0, offset is null);
    }

    public override bool IsReady => true;

    /// <summary>What went wrong with a file, for whom its stream is a stream like all others.</summary>
    public static StreamFault Fault(FileFault fault) => new(fault.Message, fault.Code);

    public override ValueTask WhenReadyAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public override Result<int, StreamFault> CheckWrite() => _ended ? Result<int, StreamFault>.Err(StreamFault.Closed) : Result<int, StreamFault>.Ok(DefaultPermit);

    public override Result<bool, StreamFault> Write(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            if (_ended)
                return Result<bool, StreamFault>.Err(StreamFault.Closed);
            try
            {
                if (_appends)
                    _file.Append(bytes.Span);
                else if (_offset > (ulong)(long.MaxValue - bytes.Length))
                    throw new FileFault(ErrorCode.FileTooLarge);
                else
                    _file.Write(bytes.Span, (long)_offset);
                _offset += (ulong)bytes.Length;
                return Result<bool, StreamFault>.Ok(true);
            }
            catch (FileFault fault)
            {
                _ended = true;
                return Result<bool, StreamFault>.Err(Fault(fault));
            }
        }
    }

    public override Result<ValueTuple, StreamFault> Flush() => _ended ? Result<ValueTuple, StreamFault>.Err(StreamFault.Closed) : _done;

    protected override void Close() => _file.Dispose();
}
