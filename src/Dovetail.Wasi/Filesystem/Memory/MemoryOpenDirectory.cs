using System.Runtime.CompilerServices;

namespace Dovetail.Wasi.Filesystem.Memory;

/// <summary>A directory in memory that is open. Each operation is one under the lock of its filesystem.</summary>
internal sealed class MemoryOpenDirectory(MemoryFileSystem system, MemoryFolder folder) : OpenDirectory
{
    private MemoryFileSystem System => system;

    private MemoryFolder Folder => folder;

    public override NodeStat Examine() => system.Locked(() => folder.Examine(system.Number));

    public override void SetTimes(NewTimestamp access, NewTimestamp modification) => system.Locked(() => system.SetTimes(folder, access, modification));

    public override void Sync(bool dataAlone)
    {
    }

    public override OpenNode Open(string path, OpenRequest request) => system.Locked<OpenNode>(() =>
    {
        var place = MemoryWalk.Instance.Locate(folder, path, request.Follow);
        var node = MemoryWalk.At(place);
        if (node is not null && request.Open.HasFlag(OpenFlags.Create) && request.Open.HasFlag(OpenFlags.Exclusive))
            throw new FileFault(ErrorCode.Exist);
        if (node is null)
            node = Create(place, request);
        switch (node)
        {
            case MemoryLink:
                throw new FileFault(ErrorCode.Loop);
            case MemoryFolder found:
                return request.Write || request.Open.HasFlag(OpenFlags.Truncate) || request.Open.HasFlag(OpenFlags.Create)
                    ? throw new FileFault(ErrorCode.IsDirectory)
                    : new MemoryOpenDirectory(system, found);
        }
        if (place.HasSlash || request.Open.HasFlag(OpenFlags.Directory))
            throw new FileFault(ErrorCode.NotDirectory);
        var file = (MemoryFile)node;
        if (request.Open.HasFlag(OpenFlags.Truncate))
            system.Resize(file, 0);
        file.Opens++;
        return new MemoryOpenFile(system, file);
    });

    public override NodeStat ExamineAt(string path, bool follow) => system.Locked(() => MemoryWalk.Instance.Find(folder, path, follow).Examine(system.Number));

    public override void SetTimesAt(string path, bool follow, NewTimestamp access, NewTimestamp modification) =>
        system.Locked(() => system.SetTimes(MemoryWalk.Instance.Find(folder, path, follow), access, modification));

    public override void CreateDirectory(string path) => system.Locked(() =>
    {
        var place = Vacant(path);
        system.Add(place.Parent, place.Name, system.NewFolder());
    });

    public override void Symlink(string target, string path) => system.Locked(() =>
    {
        if (target.Length == 0)
            throw new FileFault(ErrorCode.NoEntry);
        var place = Vacant(path);
        if (place.HasSlash)
            throw new FileFault(ErrorCode.NoEntry);
        system.Add(place.Parent, place.Name, system.NewLink(target));
    });

    public override string ReadLink(string path) => system.Locked(() =>
        MemoryWalk.Instance.Find(folder, path, follow: false) is MemoryLink link ? link.Target : throw new FileFault(ErrorCode.Invalid));

    public override void RemoveDirectory(string path) => system.Locked(() =>
    {
        var place = MemoryWalk.Instance.Locate(folder, path, follow: false, followBySlash: false);
        if (place.Name == ".")
            throw new FileFault(ErrorCode.Invalid);
        if ((MemoryWalk.At(place) ?? throw new FileFault(ErrorCode.NoEntry)) is not MemoryFolder found)
            throw new FileFault(ErrorCode.NotDirectory);
        if (found.Entries.Count > 0)
            throw new FileFault(ErrorCode.NotEmpty);
        system.Remove(place.Parent, place.Name);
    });

    public override void UnlinkFile(string path) => system.Locked(() =>
    {
        var place = MemoryWalk.Instance.Locate(folder, path, follow: false, followBySlash: false);
        switch (MemoryWalk.At(place))
        {
            case null: throw new FileFault(ErrorCode.NoEntry);
            case MemoryFolder: throw new FileFault(ErrorCode.IsDirectory);
        }
        if (place.HasSlash)
            throw new FileFault(ErrorCode.NotDirectory);
        system.Remove(place.Parent, place.Name);
    });

    public override void Link(string path, bool follow, OpenDirectory to, string newPath)
    {
        var target = Same(to);
        system.Locked(() =>
        {
            var node = MemoryWalk.Instance.Find(folder, path, follow);
            if (node is MemoryFolder)
                throw new FileFault(ErrorCode.NotPermitted);
            var place = target.Vacant(newPath);
            if (place.HasSlash)
                throw new FileFault(ErrorCode.NoEntry);
            system.Add(place.Parent, place.Name, node);
            node.Links++;
        });
    }

    public override void Rename(string path, OpenDirectory to, string newPath)
    {
        var target = Same(to);
        system.Locked(() => system.Rename(
            MemoryWalk.Instance.Locate(folder, path, follow: false, followBySlash: false),
            MemoryWalk.Instance.Locate(target.Folder, newPath, follow: false, followBySlash: false)));
    }

    public override IEntryReader ReadEntries() => new Reader(system.Locked<DirectoryEntry[]>(
        () => [.. folder.Entries.Select(entry => new DirectoryEntry(entry.Value.Type, entry.Key))]));

    private MemoryOpenDirectory Same(OpenDirectory other) =>
        other is MemoryOpenDirectory same && same.System == system ? same : throw new FileFault(ErrorCode.CrossDevice);

    private MemoryFile Create(MemoryWalk.Place place, OpenRequest request)
    {
        if (!request.Open.HasFlag(OpenFlags.Create))
            throw new FileFault(ErrorCode.NoEntry);
        if (place.HasSlash)
            throw new FileFault(ErrorCode.IsDirectory);
        if (request.Open.HasFlag(OpenFlags.Directory))
            throw new FileFault(ErrorCode.Invalid);
        var file = system.NewFile();
        system.Add(place.Parent, place.Name, file);
        return file;
    }

    private MemoryWalk.Place Vacant(string path)
    {
        var place = MemoryWalk.Instance.Locate(folder, path, follow: false, followBySlash: false);
        return MemoryWalk.At(place) is null ? place : throw new FileFault(ErrorCode.Exist);
    }

    private sealed class Reader(DirectoryEntry[] entries) : IEntryReader
    {
        private int _next;

        public int HeldBytes => Unsafe.SizeOf<DirectoryEntry>() * entries.Length;

        public DirectoryEntry? Next() => _next < entries.Length ? entries[_next++] : null;

        public void Dispose()
        {
        }
    }
}
