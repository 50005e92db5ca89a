using Dovetail.Wasi.Filesystem;

namespace Dovetail.Wasi.Preview1;

/// <summary><c>path_open</c>.</summary>
internal static class PathOpenCall
{
    public static Errno Open(Guest guest, uint fd, uint lookup, uint path, uint length, uint open, ulong rights, ulong inheriting, uint flags, uint result)
    {
        guest.Memory.Check(result, sizeof(uint), sizeof(uint));
        var (name, follow) = (guest.Memory.ReadPath(path, length), PathCalls.Follows(lookup));
        var (openFlags, fdFlags) = ((OFlags)Guest.Flags(open, (uint)OFlags.All), (FdFlags)Guest.Flags(flags, (uint)FdFlags.All));
        var directory = guest.Directory(fd, Needed(openFlags));
        var wanted = (Rights)rights;
        // Whoever makes or empties something makes or empties a file; where that is not to be, nothing may have happened.
        if ((openFlags & (OFlags.Creat | OFlags.Trunc)) != 0)
            Inherit(directory, wanted & Rights.OfFile | SyncRights(fdFlags));
        if (!guest.State.HasRoomForFile)
            return Errno.Mfile;
        var opened = guest.State.Opened(() => directory.Node.Open(name, follow, ToService(openFlags), ToService(wanted, fdFlags)));
        try
        {
            var kept = Inherit(directory, wanted & (opened.Type == DescriptorType.Directory ? Rights.OfDirectory : Rights.OfFile) | SyncRights(fdFlags)) & wanted;
            OpenFd made = opened.Type == DescriptorType.Directory
                ? new DirectoryFd(guest.Process, opened, kept, (Rights)inheriting & directory.Inheriting)
                : new FileFd(guest.Process, opened, kept);
            made.Flags = fdFlags;
            guest.Memory.WriteUInt32(result, guest.Files.Add(made));
            return Errno.Success;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static Rights Needed(OFlags flags) => Rights.PathOpen
        | (flags.HasFlag(OFlags.Creat) ? Rights.PathCreateFile : Rights.None)
        | (flags.HasFlag(OFlags.Trunc) ? Rights.PathFilestatSetSize : Rights.None);

    // What the rights to synchronise are for, besides functions of their own.
    private static Rights SyncRights(FdFlags flags) => (flags & (FdFlags.Sync | FdFlags.Rsync)) != 0 ? Rights.FdSync
        : flags.HasFlag(FdFlags.Dsync) ? Rights.FdDatasync
        : Rights.None;

    private static Rights Inherit(DirectoryFd directory, Rights wanted) => (wanted & ~directory.Inheriting) == 0 ? wanted : throw new ErrnoException(Errno.Notcapable);

    private static OpenFlags ToService(OFlags flags) =>
        (flags.HasFlag(OFlags.Creat) ? OpenFlags.Create : OpenFlags.None)
        | (flags.HasFlag(OFlags.Directory) ? OpenFlags.Directory : OpenFlags.None)
        | (flags.HasFlag(OFlags.Excl) ? OpenFlags.Exclusive : OpenFlags.None)
        | (flags.HasFlag(OFlags.Trunc) ? OpenFlags.Truncate : OpenFlags.None);

    // Compilers' libraries ask for the rights to size and to allocate of files that they only read, too: what is written to says the right to write alone.
    private static DescriptorFlags ToService(Rights rights, FdFlags flags) =>
        (rights.HasFlag(Rights.FdRead) ? DescriptorFlags.Read : DescriptorFlags.None)
        | (rights.HasFlag(Rights.FdWrite) ? DescriptorFlags.Write : DescriptorFlags.None)
        | (flags.HasFlag(FdFlags.Sync) ? DescriptorFlags.FileIntegritySync : DescriptorFlags.None)
        | (flags.HasFlag(FdFlags.Dsync) ? DescriptorFlags.DataIntegritySync : DescriptorFlags.None)
        | (flags.HasFlag(FdFlags.Rsync) ? DescriptorFlags.RequestedWriteSync : DescriptorFlags.None);
}
