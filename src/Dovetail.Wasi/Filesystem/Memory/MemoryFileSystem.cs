using Dovetail.Wasi.Clocks;
using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Filesystem.Memory;

namespace Dovetail.Wasi;

/// <summary>Files in memory, for guests that shall touch none of the system's. Shared by all stores that it is granted to. Safe from many threads.</summary>
/// <param name="maxBytes">
/// How many bytes its files may have together, and two for each character of a name or of a link's target; 64 MiB unless given. Guests that want more are told that there is
/// no space. The memory behind a file that grows is up to twice its size.
/// </param>
/// <param name="maxNodes">How many files, directories and links there may be; 100,000 unless given.</param>
public sealed class MemoryFileSystem(long maxBytes = 64 << 20, int maxNodes = 100_000)
{
    private static long _systems;

    private long _bytes;
    private int _nodes = 1;
    private ulong _lastNumber = 1;

    /// <summary>Where files get their times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal Lock Gate { get; } = new();

    internal MemoryFolder Root { get; } = new(1, TimeProvider.System.GetUtcNow());

    /// <summary>What tells it from other filesystems.</summary>
    internal ulong Number { get; } = (ulong)Interlocked.Increment(ref _systems) | 1UL << 63;

    private DateTimeOffset Now => TimeProvider.GetUtcNow();

    /// <summary>Makes or replaces a file, and the directories that lead to it.</summary>
    /// <param name="path">With slashes, relative to the root.</param>
    /// <exception cref="IOException">The path leads through a file, or there is no space.</exception>
    public void WriteFile(string path, ReadOnlySpan<byte> bytes)
    {
        lock (Gate)
        {
            try
            {
                using var root = new MemoryOpenDirectory(this, Root);
                for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
                {
                    if (MemoryWalk.At(MemoryWalk.Instance.Locate(Root, path[..slash], follow: true)) is null)
                        root.CreateDirectory(path[..slash]);
                }
                using var file = (OpenFile)root.Open(path, new OpenRequest(true, false, true, OpenFlags.Create | OpenFlags.Truncate, DescriptorFlags.None));
                file.Write(bytes, 0);
            }
            catch (FileFault fault)
            {
                throw new IOException($"`{path}` in memory cannot be written: {fault.Code}", fault);
            }
        }
    }

    /// <summary>The contents of a file.</summary>
    /// <param name="path">With slashes, relative to the root.</param>
    /// <exception cref="IOException">There is no such file.</exception>
    public byte[] ReadFile(string path)
    {
        lock (Gate)
        {
            try
            {
                return MemoryWalk.Instance.Find(Root, path, follow: true) is MemoryFile file ? file.Bytes.ToArray() : throw new FileFault(ErrorCode.IsDirectory);
            }
            catch (FileFault fault)
            {
                throw new IOException($"`{path}` in memory cannot be read: {fault.Code}", fault);
            }
        }
    }

    internal OpenDirectory OpenRoot() => new MemoryOpenDirectory(this, Root);

    internal T Locked<T>(Func<T> operation)
    {
        lock (Gate)
            return operation();
    }

    internal void Locked(Action operation)
    {
        lock (Gate)
            operation();
    }

    // What follows is called under the lock.

    internal MemoryFile NewFile() => new(NextNumber(), Now);

    internal MemoryFolder NewFolder() => new(NextNumber(), Now);

    internal MemoryLink NewLink(string target) => new(NextNumber(), Now, target);

    internal void Add(MemoryFolder folder, string name, MemoryNode node)
    {
        if (folder.IsRemoved)
            throw new FileFault(ErrorCode.NoEntry);
        if (_nodes >= maxNodes)
            throw new FileFault(ErrorCode.InsufficientSpace);
        Charge(Size(name, node));
        Attach(folder, name, node);
        _nodes++;
    }

    internal void Remove(MemoryFolder folder, string name)
    {
        var node = folder.Entries[name];
        folder.Entries.Remove(name);
        folder.Touch(Now);
        _nodes--;
        _bytes -= Size(name, node);
        node.Links--;
        if (node is MemoryFolder removed)
            (removed.Parent, removed.IsRemoved) = (null, true);
        Free(node);
    }

    internal void Rename(MemoryWalk.Place from, MemoryWalk.Place to)
    {
        if (from.Name == "." || to.Name == ".")
            throw new FileFault(ErrorCode.Busy);
        var node = MemoryWalk.At(from) ?? throw new FileFault(ErrorCode.NoEntry);
        var replaced = MemoryWalk.At(to);
        if (node is not MemoryFolder && (from.HasSlash || to.HasSlash))
            throw new FileFault(ErrorCode.NotDirectory);
        if (replaced == node)
            return;
        if (to.Parent.IsRemoved)
            throw new FileFault(ErrorCode.NoEntry);
        for (var at = to.Parent; at is not null; at = at.Parent)
        {
            if (at == node)
                throw new FileFault(ErrorCode.Invalid);
        }
        switch (node, replaced)
        {
            case (MemoryFolder, MemoryFolder { Entries.Count: > 0 }): throw new FileFault(ErrorCode.NotEmpty);
            case (MemoryFolder, not MemoryFolder and not null): throw new FileFault(ErrorCode.NotDirectory);
            case (not MemoryFolder, MemoryFolder): throw new FileFault(ErrorCode.IsDirectory);
        }
        Charge(Size(to.Name, node) - Size(from.Name, node) - (replaced is null ? 0 : Size(to.Name, replaced)));
        if (replaced is not null)
        {
            _bytes += Size(to.Name, replaced);
            Remove(to.Parent, to.Name);
        }
        from.Parent.Entries.Remove(from.Name);
        from.Parent.Touch(Now);
        Attach(to.Parent, to.Name, node);
    }

    internal void Write(MemoryFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (bytes.IsEmpty)
            return;
        Reserve(file, offset > long.MaxValue - bytes.Length ? long.MaxValue : offset + bytes.Length);
        file.Write(bytes, (int)offset);
        file.Touch(Now);
    }

    internal void Resize(MemoryFile file, long size)
    {
        Reserve(file, size);
        _bytes -= Math.Max(0, (long)file.Size - size);
        file.Resize((int)size);
        file.Touch(Now);
    }

    internal void Release(MemoryFile file)
    {
        file.Opens--;
        Free(file);
    }

    internal void SetTimes(MemoryNode node, NewTimestamp access, NewTimestamp modification)
    {
        node.Accessed = Apply(access, node.Accessed);
        node.Modified = Apply(modification, node.Modified);
        node.Changed = Datetime.Of(Now);
    }

    private Datetime Apply(NewTimestamp time, Datetime before) => time switch
    {
        NewTimestamp.Now => Datetime.Of(Now),
        NewTimestamp.Timestamp { Value: var value } => value,
        _ => before,
    };

    private void Attach(MemoryFolder folder, string name, MemoryNode node)
    {
        folder.Entries.Add(name, node);
        folder.Touch(Now);
        if (node is MemoryFolder child)
            child.Parent = folder;
    }

    // Bytes that are to come count before they are there.
    private void Reserve(MemoryFile file, long size)
    {
        var more = size - (long)file.Size;
        if (more <= 0)
            return;
        if (size > Array.MaxLength)
            throw new FileFault(ErrorCode.FileTooLarge);
        Charge(more);
    }

    private void Charge(long more)
    {
        if (more > maxBytes - _bytes)
            throw new FileFault(ErrorCode.InsufficientSpace);
        _bytes += more;
    }

    // What an entry takes besides a file's bytes; that of a link with several names counts with each.
    private static long Size(string name, MemoryNode node) => sizeof(char) * (name.Length + ((node as MemoryLink)?.Target.Length ?? 0L));

    private void Free(MemoryNode node)
    {
        if (node is MemoryFile { Opens: 0, Links: 0 } file)
            Resize(file, 0);
    }

    private ulong NextNumber() => ++_lastNumber;
}
