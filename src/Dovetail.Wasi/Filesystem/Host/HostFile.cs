using System.Runtime.InteropServices;
using Dovetail.Wasi.Posix;
using Microsoft.Win32.SafeHandles;

namespace Dovetail.Wasi.Filesystem.Host;

/// <summary>A regular file of the host that is open.</summary>
internal sealed class HostFile(SafeFileHandle handle) : OpenFile
{
    private static readonly Lock _appending = new();

    public override NodeStat Examine() => HostStat.ToGuest(HostStat.Of(handle));

    public override void SetTimes(NewTimestamp access, NewTimestamp modification) =>
        HostErrors.Check(Libc.futimens(handle, HostStat.Times(access, modification)));

    public override void Sync(bool dataAlone) => HostErrors.Check(dataAlone ? Libc.fdatasync(handle) : Libc.fsync(handle));

    public override int Read(Span<byte> bytes, long offset)
    {
        // Of bytes that no offset leads to the system says that they are invalid, not that the file has none.
        var most = (int)Math.Min(bytes.Length, long.MaxValue - offset);
        try
        {
            return RandomAccess.Read(handle, bytes[..most], offset);
        }
        catch (Exception exception) when (HostErrors.IsOfSystem(exception))
        {
            throw HostErrors.Of(exception);
        }
    }

    public override void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        try
        {
            RandomAccess.Write(handle, bytes, offset);
        }
        catch (Exception exception) when (HostErrors.IsOfSystem(exception))
        {
            throw HostErrors.Of(exception);
        }
    }

    // As with `O_APPEND`, which is no property of a descriptor that others write at offsets by.
    public override void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = Libc.Append(handle, bytes);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }
            switch (Marshal.GetLastPInvokeError())
            {
                case HostErrors.EINTR:
                    break;
                case HostErrors.ENOSYS or HostErrors.EOPNOTSUPP:
                    AppendInTurn(bytes);
                    return;
                default:
                    throw HostErrors.Last();
            }
        }
    }

    public override void SetSize(long size) => HostErrors.Check(Libc.ftruncate(handle, size));

    public override void Allocate(long offset, long length) => HostErrors.Check(Libc.fallocate(handle, 0, offset, length));

    public override void Advise(long offset, long length, Advice advice)
    {
        // The system's numbers have another order.
        ReadOnlySpan<int> numbers = [0, 2, 1, 3, 4, 5];
        if (Libc.posix_fadvise(handle, offset, length, numbers[(int)advice]) is var error and not 0)
            throw HostErrors.Of(error);
    }

    protected override void Close() => handle.Dispose();

    // A kernel that cannot: one step for this process alone.
    private void AppendInTurn(ReadOnlySpan<byte> bytes)
    {
        lock (_appending)
            Write(bytes, (long)HostStat.Of(handle).Size);
    }
}
