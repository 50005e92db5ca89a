namespace Dovetail.Wasi.Filesystem;

/// <summary>
/// A file or directory of some filesystem that is open: what guests' descriptors and streams stand on, which share it. Permissions are not its affair. Operations
/// throw <see cref="FileFault"/>.
/// </summary>
internal abstract class OpenNode : IDisposable
{
    private int _references = 1;

    /// <summary>What it is.</summary>
    public abstract DescriptorType Type { get; }

    /// <summary>Called when the last reference is gone.</summary>
    public Action? Closed { get; set; }

    /// <summary>Which object it is, with its attributes now.</summary>
    public abstract NodeStat Examine();

    /// <summary>Its attributes now.</summary>
    public DescriptorStat Stat() => Examine().Stat;

    /// <summary>Which object it is.</summary>
    public NodeIdentity Identify() => Examine().Identity;

    /// <summary>Sets its times.</summary>
    public abstract void SetTimes(NewTimestamp access, NewTimestamp modification);

    /// <summary>Sees to it that what was written is on the disk.</summary>
    public abstract void Sync(bool dataAlone);

    /// <summary>One more user: as many times as this, <see cref="Dispose"/> must be called once more.</summary>
    public void Share() => Interlocked.Increment(ref _references);

    /// <summary>One user fewer; the last one closes it.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) != 0)
            return;
        Close();
        Closed?.Invoke();
    }

    /// <summary>Frees what it holds.</summary>
    protected virtual void Close()
    {
    }
}

/// <summary>A regular file that is open. Safe from many threads.</summary>
internal abstract class OpenFile : OpenNode
{
    public override DescriptorType Type => DescriptorType.RegularFile;

    /// <summary>Reads at an offset; fewer bytes than there is room for only at the end.</summary>
    public abstract int Read(Span<byte> bytes, long offset);

    /// <summary>Writes all of it at an offset; what lies between the end and that becomes zero.</summary>
    public abstract void Write(ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Writes all of it at the end.</summary>
    public abstract void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Cuts it off, or fills it up with zeroes.</summary>
    public abstract void SetSize(long size);

    /// <summary>Sees to it that there is space for these bytes, up to which the file grows if it is shorter.</summary>
    public abstract void Allocate(long offset, long length);

    /// <summary>Takes note of how it will be used.</summary>
    public virtual void Advise(long offset, long length, Advice advice)
    {
    }
}

/// <summary>How a path is opened.</summary>
/// <param name="Follow">Whether a symbolic link at the end is followed.</param>
/// <param name="Write">Whether it will be written to.</param>
/// <param name="Flags">Whether it is made, cut off or must be a directory, and whether writes are synchronous.</param>
internal readonly record struct OpenRequest(bool Follow, bool Read, bool Write, OpenFlags Open, DescriptorFlags Flags);

/// <summary>A directory that is open. Paths are beneath it, or the operation fails with <see cref="ErrorCode.NotPermitted"/>. Safe from many threads.</summary>
internal abstract class OpenDirectory : OpenNode
{
    public override DescriptorType Type => DescriptorType.Directory;

    /// <summary>Opens a file or a directory; nothing else can be opened.</summary>
    public abstract OpenNode Open(string path, OpenRequest request);

    public abstract NodeStat ExamineAt(string path, bool follow);

    public abstract void SetTimesAt(string path, bool follow, NewTimestamp access, NewTimestamp modification);

    public abstract void CreateDirectory(string path);

    public abstract void RemoveDirectory(string path);

    public abstract void UnlinkFile(string path);

    /// <summary>Makes a symbolic link whose contents are <paramref name="target"/>.</summary>
    public abstract void Symlink(string target, string path);

    public abstract string ReadLink(string path);

    /// <summary>Makes a hard link in <paramref name="to"/>, which must be of the same filesystem.</summary>
    public abstract void Link(string path, bool follow, OpenDirectory to, string newPath);

    /// <summary>Moves into <paramref name="to"/>, which must be of the same filesystem.</summary>
    public abstract void Rename(string path, OpenDirectory to, string newPath);

    /// <summary>The entries, from the start, without <c>.</c> and <c>..</c>.</summary>
    public abstract IEntryReader ReadEntries();
}

/// <summary>Reads the entries of a directory one by one. For one thread at a time.</summary>
internal interface IEntryReader : IDisposable
{
    /// <summary>How many bytes it keeps as long as it is used, about.</summary>
    int HeldBytes { get; }

    /// <summary>The next entry; null at the end.</summary>
    DirectoryEntry? Next();
}
