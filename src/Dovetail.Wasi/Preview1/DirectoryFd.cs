using Dovetail.Wasi.Filesystem;

namespace Dovetail.Wasi.Preview1;

/// <summary>A directory, with the place that its listing has come to.</summary>
/// <param name="guestPath">What the guest was told that it is called; null for one that the guest opened itself.</param>
internal sealed class DirectoryFd(GuestProcess process, FileDescriptor directory, Rights rights, Rights inheriting, string? guestPath = null)
    : OpenFd(process, FileType.Directory, rights, inheriting)
{
    private DirectoryListing? _listing;

    public override FileDescriptor Node => directory;

    public string? GuestPath => guestPath;

    public DirectoryListing Listing => _listing ??= new DirectoryListing(Process.State, directory.Directory);

    public override NodeStat? Stat() => directory.Node.Examine();

    public override uint Read(ref IoVectors buffers) => throw new ErrnoException(Errno.Isdir);

    public override uint Write(ref IoVectors buffers) => throw new ErrnoException(Errno.Isdir);

    public override ulong Readable() => 0;

    protected override void Close()
    {
        _listing?.Dispose();
        directory.Dispose();
    }
}
