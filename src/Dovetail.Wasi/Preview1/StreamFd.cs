using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Preview1;

/// <summary>A standard stream, or another way that bytes come and go.</summary>
/// <param name="source">Where bytes come from; null for what has no right to be read.</param>
/// <param name="sink">Where bytes go; null for what has no right to be written.</param>
internal class StreamFd(GuestProcess process, FileType type, Rights rights, ByteSource? source, ByteSink? sink) : OpenFd(process, type, rights)
{
    // What went wrong, as a poll has found out: the write that follows says it.
    private StreamFault? _found;

    // What went wrong behind bytes that were read: the read that follows says it.
    private Errno? _late;

    public override IReadiness ReadReadiness => source!;

    public override IReadiness WriteReadiness => sink!;

    public override uint Read(ref IoVectors buffers)
    {
        if (_late is { } late)
        {
            _late = null;
            throw new ErrnoException(late);
        }
        var most = buffers.Left(Process.State.Limits.MaxReadBytes);
        while (most > 0)
        {
            Wait(source!);
            var read = source!.Read(most);
            if (read.IsError)
                return read.Error.IsClosed ? 0U : throw new ErrnoException(Errnos.Of(read.Error));
            buffers.Put(read.Value);
            if (read.Value.Length > 0)
                return (uint)read.Value.Length;
        }
        return 0;
    }

    /// <summary>Reads until the buffers are full, the bytes end or, where nobody waits, there are no more yet.</summary>
    public uint ReadWhole(ref IoVectors buffers)
    {
        var read = Read(ref buffers);
        try
        {
            for (var more = read; more > 0 && GuestProcess.MaxPart(read) > 0; read += more)
                more = Read(ref buffers);
        }
        catch (ErrnoException failed)
        {
            _late = failed.Errno == Errno.Again ? null : failed.Errno;
        }
        return read;
    }

    // What was written is on its way to whoever reads it, as after a write of POSIX's. Who waits learns of a failure by this call already, and loses nothing by ending right after it.
    public override uint Write(ref IoVectors buffers)
    {
        var written = 0U;
        while (buffers.Left(GuestProcess.MaxPart(written)) is > 0 and var left)
        {
            int most;
            try
            {
                most = Permit();
            }
            catch (ErrnoException full) when (written > 0 && full.Errno == Errno.Again)
            {
                break;
            }
            var bytes = new byte[Math.Min(left, most)];
            var rest = buffers;
            rest.Take(bytes);
            var taken = sink!.Write(bytes);
            if (taken.IsError)
                throw new ErrnoException(Errnos.Of(taken.Error));
            // Where others were quicker, the next round waits, or says that it would where nothing is written yet.
            if (!taken.Value)
                continue;
            buffers = rest;
            written += (uint)bytes.Length;
        }
        if (written > 0)
            Flush();
        return written;
    }

    public override ulong? Writable()
    {
        var permit = CheckWrite();
        _found = permit.IsError ? permit.Error : null;
        return permit.IsOk ? (ulong)permit.Value : null;
    }

    private void Flush()
    {
        var flushed = sink!.Flush();
        if (flushed.IsError)
            throw new ErrnoException(Errnos.Of(flushed.Error));
        if (!IsNonblocking)
            Permit();
    }

    private int Permit()
    {
        while (true)
        {
            Wait(sink!);
            var permit = CheckWrite();
            if (permit.IsError)
                throw new ErrnoException(Errnos.Of(permit.Error));
            if (permit.Value > 0)
                return permit.Value;
        }
    }

    private Result<int, StreamFault> CheckWrite()
    {
        if (_found is not { } fault)
            return sink!.CheckWrite();
        _found = null;
        return Result<int, StreamFault>.Err(fault);
    }

    private void Wait(IReadiness readiness)
    {
        if (IsNonblocking && !readiness.IsReady)
            throw new ErrnoException(Errno.Again);
        Process.State.Store.Block(readiness);
    }
}
