using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Preview1;

/// <summary>
/// What a guest's number for a file, directory, stream or socket stands for, with the rights that the guest has left. Belongs to the store's thread. What cannot be done with
/// one of its kind throws.
/// </summary>
internal abstract class OpenFd(GuestProcess process, FileType type, Rights rights, Rights inheriting = Rights.None) : IDisposable
{
    public FileType Type { get; } = type;

    /// <summary>What may be done with it.</summary>
    public Rights Rights { get; set; } = rights;

    /// <summary>What may at most be done with what is opened by way of it.</summary>
    public Rights Inheriting { get; set; } = inheriting;

    /// <summary>How it reads and writes.</summary>
    public FdFlags Flags { get; set; }

    /// <summary>What can be waited for before a read.</summary>
    public virtual IReadiness ReadReadiness => ReadyNow.Instance;

    /// <summary>What can be waited for before a write.</summary>
    public virtual IReadiness WriteReadiness => ReadyNow.Instance;

    /// <summary>The file or directory that it is.</summary>
    /// <exception cref="ErrnoException">It is none.</exception>
    public virtual FileDescriptor Node => throw new ErrnoException(Errno.Inval);

    protected GuestProcess Process { get; } = process;

    protected bool IsNonblocking => Flags.HasFlag(FdFlags.Nonblock);

    /// <exception cref="ErrnoException">The guest lacks the right.</exception>
    public void Require(Rights needed)
    {
        if ((Rights & needed) != needed)
            throw new ErrnoException(Errno.Notcapable);
    }

    /// <summary>Changes the flags that can be changed: whether it appends, and whether it waits.</summary>
    /// <exception cref="ErrnoException">Others were to be changed.</exception>
    public void SetFlags(FdFlags flags)
    {
        const FdFlags settable = FdFlags.Append | FdFlags.Nonblock;
        if ((flags & ~settable) != (Flags & ~settable))
            throw new ErrnoException(Errno.Notsup);
        Flags = flags;
    }

    /// <summary>Its attributes; null for what is in no filesystem.</summary>
    public virtual NodeStat? Stat() => null;

    /// <summary>Fills buffers, and waits for the first byte unless it must not. How many bytes; 0 at the end.</summary>
    public virtual uint Read(ref IoVectors buffers) => throw new ErrnoException(Errno.Badf);

    /// <summary>Empties buffers, and waits until the bytes are taken unless it must not. How many bytes.</summary>
    public virtual uint Write(ref IoVectors buffers) => throw new ErrnoException(Errno.Badf);

    /// <summary>How many bytes can be read at once, as far as that is known, of one that is ready.</summary>
    public virtual ulong Readable() => 1;

    /// <summary>How many bytes can be written at once, of one that is ready; null where nobody takes any.</summary>
    public virtual ulong? Writable() => ByteSink.DefaultPermit;

    public void Dispose() => Close();

    /// <summary>Frees what it holds.</summary>
    protected virtual void Close()
    {
    }
}
