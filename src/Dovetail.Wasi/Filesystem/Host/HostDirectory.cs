using System.Runtime.InteropServices;
using Dovetail.Wasi.Posix;
using Microsoft.Win32.SafeHandles;

namespace Dovetail.Wasi.Filesystem.Host;

/// <summary>A directory of the host that is open. Operations resolve all but the last component, and are then made on that name in the directory it is in.</summary>
internal sealed class HostDirectory(SafeFileHandle handle, HostWalk walk) : OpenDirectory
{
    private const uint FileMode = 0x1b6; // rw-rw-rw-, less what the process's mask takes away
    private const uint DirectoryMode = 0x1ff;

    private SafeFileHandle Handle => handle;

    /// <exception cref="UnsupportedException">It is another system, or one for a processor whose numbers and layouts are not known here.</exception>
    public static void ThrowIfUnsupported()
    {
        if (!OperatingSystem.IsLinux())
            throw new UnsupportedException("directories of the host for guests of WASI, on another system than Linux; use a MemoryFileSystem");
        if (!Libc.IsKnown(RuntimeInformation.ProcessArchitecture))
            throw new UnsupportedException($"directories of the host for guests of WASI, on {RuntimeInformation.ProcessArchitecture}; use a MemoryFileSystem");
    }

    /// <summary>Opens a directory by a path of the host's own.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static OpenDirectory OpenBase(string path, bool byComponents = false)
    {
        var opened = Libc.open_at(Libc.AT_FDCWD, path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return opened >= 0
            ? new HostDirectory(new SafeFileHandle(opened, ownsHandle: true), byComponents ? HostWalk.Components : HostWalk.Kernel)
            : throw new IOException($"the directory `{path}` cannot be granted: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    public override NodeStat Examine() => HostStat.ToGuest(HostStat.Of(handle));

    public override void SetTimes(NewTimestamp access, NewTimestamp modification) =>
        HostErrors.Check(Libc.futimens(handle, HostStat.Times(access, modification)));

    public override void Sync(bool dataAlone) => HostErrors.Check(dataAlone ? Libc.fdatasync(handle) : Libc.fsync(handle));

    public override OpenNode Open(string path, OpenRequest request)
    {
        using var place = Locate(path, request.Follow);
        if (HostStat.Find(place.Parent, place.Name) is { } stat)
        {
            if (request.Open.HasFlag(OpenFlags.Create) && request.Open.HasFlag(OpenFlags.Exclusive))
                throw new FileFault(ErrorCode.Exist);
            Refuse(HostStat.TypeOf(stat), request, place.HasSlash);
        }
        else if (request.Open.HasFlag(OpenFlags.Create) && (place.HasSlash || request.Open.HasFlag(OpenFlags.Directory)))
        {
            throw new FileFault(place.HasSlash ? ErrorCode.IsDirectory : ErrorCode.Invalid);
        }
        var opened = Libc.openat(place.Parent, place.Name, FlagsOf(request), FileMode);
        HostErrors.Check(opened);
        return Wrap(new SafeFileHandle(opened, ownsHandle: true), request, place.HasSlash);
    }

    public override NodeStat ExamineAt(string path, bool follow) => HostStat.ToGuest(Find(path, follow));

    public override void SetTimesAt(string path, bool follow, NewTimestamp access, NewTimestamp modification)
    {
        using var place = Locate(path, follow);
        // Where both times stay the system does not look whether there is a file.
        CheckSlash(place with { HasSlash = place.HasSlash || HostStat.Find(place.Parent, place.Name) is null });
        HostErrors.Check(Libc.utimensat(place.Parent, place.Name, HostStat.Times(access, modification), Libc.AT_SYMLINK_NOFOLLOW));
    }

    public override void CreateDirectory(string path)
    {
        using var place = Locate(path, follow: false, followBySlash: false);
        HostErrors.Check(Libc.mkdirat(place.Parent, place.Name, DirectoryMode));
    }

    public override void RemoveDirectory(string path)
    {
        using var place = Locate(path, follow: false, followBySlash: false);
        HostErrors.Check(Libc.unlinkat(place.Parent, place.Name, Libc.AT_REMOVEDIR));
    }

    public override void UnlinkFile(string path)
    {
        using var place = Locate(path, follow: false, followBySlash: false);
        if (place.HasSlash)
        {
            CheckSlash(place);
            throw new FileFault(ErrorCode.IsDirectory);
        }
        HostErrors.Check(Libc.unlinkat(place.Parent, place.Name, 0));
    }

    public override void Symlink(string target, string path)
    {
        using var place = Locate(path, follow: false, followBySlash: false);
        CheckVacant(place);
        HostErrors.Check(Libc.symlinkat(target, place.Parent, place.Name));
    }

    public override string ReadLink(string path)
    {
        using var place = Locate(path, follow: false);
        var bytes = new byte[4096];
        var length = Libc.readlinkat(place.Parent, place.Name, bytes, (nuint)bytes.Length);
        HostErrors.Check(length);
        return HostWalk.Decode(bytes.AsSpan(0, (int)length));
    }

    public override void Link(string path, bool follow, OpenDirectory to, string newPath)
    {
        using var place = Locate(path, follow);
        using var newPlace = Same(to).Locate(newPath, follow: false, followBySlash: false);
        CheckSlash(place);
        CheckVacant(newPlace);
        HostErrors.Check(Libc.linkat(place.Parent, place.Name, newPlace.Parent, newPlace.Name, 0));
    }

    public override void Rename(string path, OpenDirectory to, string newPath)
    {
        using var place = Locate(path, follow: false, followBySlash: false);
        using var newPlace = Same(to).Locate(newPath, follow: false, followBySlash: false);
        CheckSlash(place with { HasSlash = place.HasSlash || newPlace.HasSlash });
        HostErrors.Check(Libc.renameat(place.Parent, place.Name, newPlace.Parent, newPlace.Name));
    }

    public override IEntryReader ReadEntries()
    {
        var opened = Libc.openat(handle, ".", Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        HostErrors.Check(opened);
        return new HostEntries(new SafeFileHandle(opened, ownsHandle: true));
    }

    protected override void Close() => handle.Dispose();

    private Place Locate(string path, bool follow, bool followBySlash = true)
    {
        var place = walk.Locate(handle, path, follow, followBySlash);
        return new Place(place.Parent, place.Name, place.HasSlash, place.Parent != handle);
    }

    private Libc.Statx Find(string path, bool follow)
    {
        using var place = Locate(path, follow);
        var stat = HostStat.Find(place.Parent, place.Name) ?? throw new FileFault(ErrorCode.NoEntry);
        return !place.HasSlash || HostStat.TypeOf(stat) == DescriptorType.Directory ? stat : throw new FileFault(ErrorCode.NotDirectory);
    }

    private static HostDirectory Same(OpenDirectory other) => other as HostDirectory ?? throw new FileFault(ErrorCode.CrossDevice);

    // What stands before slashes must be a directory: the name itself, for no operation follows it.
    private static void CheckSlash(Place place)
    {
        if (!place.HasSlash)
            return;
        var stat = HostStat.Find(place.Parent, place.Name) ?? throw new FileFault(ErrorCode.NoEntry);
        if (HostStat.TypeOf(stat) != DescriptorType.Directory)
            throw new FileFault(ErrorCode.NotDirectory);
    }

    // The name of something that will be no directory.
    private static void CheckVacant(Place place)
    {
        if (place.HasSlash)
            throw new FileFault(HostStat.Find(place.Parent, place.Name) is null ? ErrorCode.NoEntry : ErrorCode.Exist);
    }

    // Said before it is opened, for a pipe or a device may do something then; and again of what was opened in the end.
    private static void Refuse(DescriptorType type, OpenRequest request, bool hasSlash)
    {
        var mustBeDirectory = hasSlash || request.Open.HasFlag(OpenFlags.Directory);
        switch (type)
        {
            case DescriptorType.SymbolicLink:
                throw new FileFault(ErrorCode.Loop);
            case DescriptorType.Directory:
                if (request.Write || request.Open.HasFlag(OpenFlags.Truncate) || request.Open.HasFlag(OpenFlags.Create))
                    throw new FileFault(ErrorCode.IsDirectory);
                break;
            case DescriptorType.RegularFile:
                if (mustBeDirectory)
                    throw new FileFault(ErrorCode.NotDirectory);
                break;
            default:
                throw new FileFault(mustBeDirectory ? ErrorCode.NotDirectory : ErrorCode.NotPermitted);
        }
    }

    private OpenNode Wrap(SafeFileHandle opened, OpenRequest request, bool hasSlash)
    {
        try
        {
            var type = HostStat.TypeOf(HostStat.Of(opened));
            Refuse(type, request with { Open = request.Open & OpenFlags.Directory }, hasSlash);
            return type == DescriptorType.Directory ? new HostDirectory(opened, walk) : new HostFile(opened);
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private static int FlagsOf(OpenRequest request)
    {
        var flags = Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_NOCTTY | Libc.O_CLOEXEC
            | (request.Write ? request.Read ? Libc.O_RDWR : Libc.O_WRONLY : Libc.O_RDONLY);
        flags |= request.Open.HasFlag(OpenFlags.Create) ? Libc.O_CREAT : 0;
        flags |= request.Open.HasFlag(OpenFlags.Create | OpenFlags.Exclusive) ? Libc.O_EXCL : 0;
        flags |= request.Open.HasFlag(OpenFlags.Truncate) ? Libc.O_TRUNC : 0;
        flags |= request.Open.HasFlag(OpenFlags.Directory) ? Libc.O_DIRECTORY : 0;
        flags |= request.Flags.HasFlag(DescriptorFlags.FileIntegritySync) ? Libc.O_SYNC : 0;
        return flags | (request.Flags.HasFlag(DescriptorFlags.DataIntegritySync) ? Libc.O_DSYNC : 0);
    }

    /// <summary>A name in a directory, which is closed with this unless it is the base.</summary>
    private readonly record struct Place(SafeFileHandle Parent, string Name, bool HasSlash, bool IsOwner) : IDisposable
    {
        public void Dispose()
        {
            if (IsOwner)
                Parent.Dispose();
        }
    }
}
