using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Filesystem;

/// <summary>
/// An open file or directory with what its holder may do: the one place where permissions are asked for. Who opens something by way of a directory may do no more with it
/// than with the directory. Operations throw <see cref="FileFault"/>.
/// </summary>
/// <param name="node">It is the descriptor's from now on.</param>
/// <param name="flags">How it was opened.</param>
/// <param name="isReadOnly">Whether nothing may be changed through it, or through what it leads to.</param>
internal sealed class FileDescriptor(OpenNode node, DescriptorFlags flags, bool isReadOnly) : IDisposable
{
    public OpenNode Node { get; } = node;

    public DescriptorType Type => Node.Type;

    /// <summary>How it was opened, and for directories, whether what they contain may be changed.</summary>
    public DescriptorFlags Flags { get; } = node is OpenDirectory && !isReadOnly ? flags | DescriptorFlags.MutateDirectory : flags & ~DescriptorFlags.MutateDirectory;

    public bool IsReadOnly { get; } = isReadOnly;

    /// <summary>The directory, for whatever does not change it.</summary>
    public OpenDirectory Directory => Node as OpenDirectory ?? throw new FileFault(ErrorCode.NotDirectory);

    /// <summary>The directory, to change something in it.</summary>
    public OpenDirectory MutableDirectory => IsReadOnly ? throw Denied() : Directory;

    /// <summary>The file, to read from it.</summary>
    public OpenFile ReadableFile => File(DescriptorFlags.Read);

    /// <summary>The file, to change it.</summary>
    public OpenFile WritableFile => IsReadOnly ? throw Denied() : File(DescriptorFlags.Write);

    /// <summary>The node, to change its times.</summary>
    public OpenNode MutableNode => IsReadOnly ? throw Denied() : Node;

    /// <summary>Called where something was not granted.</summary>
    public Action? OnDenied { get; set; }

    /// <summary>Opens what is beneath the directory.</summary>
    public FileDescriptor Open(string path, bool follow, OpenFlags open, DescriptorFlags flags)
    {
        if (IsReadOnly && (flags.HasFlag(DescriptorFlags.Write) || flags.HasFlag(DescriptorFlags.MutateDirectory)
            || open.HasFlag(OpenFlags.Create) || open.HasFlag(OpenFlags.Truncate)))
            throw Denied();
        // Where something must not be there, a link is something, wherever it leads.
        follow &= !open.HasFlag(OpenFlags.Create | OpenFlags.Exclusive);
        var request = new OpenRequest(follow, flags.HasFlag(DescriptorFlags.Read), flags.HasFlag(DescriptorFlags.Write), open, flags);
        var node = Directory.Open(path, request);
        return new FileDescriptor(node, node is OpenDirectory ? flags : flags & ~DescriptorFlags.MutateDirectory, IsReadOnly) { OnDenied = OnDenied };
    }

    /// <summary>Bytes of the file, from an offset on.</summary>
    public ByteSource ReadFrom(ulong offset) => new FileSource(ReadableFile, offset);

    /// <summary>Takes bytes for the file, at an offset or else at its end.</summary>
    public ByteSink WriteTo(ulong? offset) => new FileSink(WritableFile, offset);

    /// <summary>The text of a symbolic link; one that leads out of all that can be granted is not told.</summary>
    public string ReadLink(string path) => Directory.ReadLink(path) is var target && target.StartsWith('/') ? throw new FileFault(ErrorCode.NotPermitted) : target;

    /// <summary>Makes a symbolic link, whose text is no absolute path.</summary>
    public void Symlink(string target, string path)
    {
        var directory = MutableDirectory;
        if (target.Length > 0)
            PathText.Check(target);
        directory.Symlink(target, path);
    }

    public void Dispose() => Node.Dispose();

    private FileFault Denied()
    {
        OnDenied?.Invoke();
        return new FileFault(ErrorCode.ReadOnly);
    }

    private OpenFile File(DescriptorFlags needed) => Node is not OpenFile file ? throw new FileFault(ErrorCode.IsDirectory)
        : Flags.HasFlag(needed) ? file
        : throw new FileFault(ErrorCode.BadDescriptor);
}
