using System.Buffers;
using Dovetail.Wasi.Filesystem;

namespace Dovetail.Wasi.Preview1;

/// <summary>A regular file, with the place that reads and writes have come to. They take as long as the disk does.</summary>
internal sealed class FileFd(GuestProcess process, FileDescriptor file, Rights rights) : OpenFd(process, FileType.RegularFile, rights)
{
    private ulong _offset;

    public override FileDescriptor Node => file;

    /// <summary>Where the next read or write begins, in bytes from the start.</summary>
    public ulong Offset => _offset;

    public override NodeStat? Stat() => file.Node.Examine();

    public override ulong Readable() => file.Node.Stat().Size is var size && size > _offset ? size - _offset : 0;

    public override uint Read(ref IoVectors buffers) => Advance(ReadAt(ref buffers, _offset));

    public override uint Write(ref IoVectors buffers)
    {
        if (!Flags.HasFlag(FdFlags.Append))
            return Advance(WriteAt(ref buffers, _offset));
        var written = Pump(ref buffers, file.WritableFile, 0, isReading: false, static (file, part, _) =>
        {
            file.Append(part);
            return part.Length;
        });
        _offset = file.Node.Stat().Size;
        return written;
    }

    public uint ReadAt(ref IoVectors buffers, ulong offset) => Pump(ref buffers, file.ReadableFile, offset, isReading: true,
        static (file, part, at) => at > long.MaxValue ? 0 : file.Read(part, (long)at));

    public uint WriteAt(ref IoVectors buffers, ulong offset) => Pump(ref buffers, file.WritableFile, offset, isReading: false, static (file, part, at) =>
    {
        if (at > (ulong)(long.MaxValue - part.Length))
            throw new FileFault(ErrorCode.FileTooLarge);
        file.Write(part, (long)at);
        return part.Length;
    });

    /// <summary>Moves to another place.</summary>
    /// <exception cref="ErrnoException">It lies before the start, or beyond what can be said.</exception>
    public ulong Seek(long distance, Whence whence)
    {
        var from = whence switch
        {
            Whence.Set => 0UL,
            Whence.Cur => _offset,
            _ => file.Node.Stat().Size,
        };
        var to = (Int128)from + distance;
        if (to < 0 || to > long.MaxValue)
            throw new ErrnoException(to < 0 ? Errno.Inval : Errno.Overflow);
        return _offset = (ulong)to;
    }

    protected override void Close() => file.Dispose();

    private uint Advance(uint count)
    {
        _offset += count;
        return count;
    }

    private delegate int PartOperation(OpenFile file, Span<byte> part, ulong offset);

    // In parts, so that no guest sizes what the host allocates, and one that must stop does so between two of them.
    private uint Pump(ref IoVectors buffers, OpenFile opened, ulong offset, bool isReading, PartOperation operation)
    {
        var done = 0U;
        var part = ArrayPool<byte>.Shared.Rent(GuestProcess.PartBytes);
        try
        {
            while (buffers.Left(GuestProcess.MaxPart(done)) is > 0 and var left)
            {
                var bytes = part.AsSpan(0, left);
                if (!isReading)
                    buffers.Take(bytes);
                var count = operation(opened, bytes, offset + done);
                if (isReading)
                    buffers.Put(bytes[..count]);
                done += (uint)count;
                if (count < left)
                    break;
                Process.State.ThrowIfStopped();
            }
            return done;
        }
        catch (FileFault) when (done > 0)
        {
            // What was moved counts; the next call fails.
            return done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }
}
