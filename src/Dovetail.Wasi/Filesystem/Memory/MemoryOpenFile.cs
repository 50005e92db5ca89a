namespace Dovetail.Wasi.Filesystem.Memory;

/// <summary>A file in memory that is open.</summary>
internal sealed class MemoryOpenFile(MemoryFileSystem system, MemoryFile file) : OpenFile
{
    public override NodeStat Examine() => system.Locked(() => file.Examine(system.Number));

    public override void SetTimes(NewTimestamp access, NewTimestamp modification) => system.Locked(() => system.SetTimes(file, access, modification));

    public override void Sync(bool dataAlone)
    {
    }

    public override int Read(Span<byte> bytes, long offset)
    {
        lock (system.Gate)
            return file.Read(bytes, offset);
    }

    public override void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        lock (system.Gate)
            system.Write(file, bytes, offset);
    }

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        lock (system.Gate)
            system.Write(file, bytes, (long)file.Size);
    }

    public override void SetSize(long size) => system.Locked(() => system.Resize(file, size));

    public override void Allocate(long offset, long length) => system.Locked(() =>
    {
        if (offset + length > (long)file.Size)
            system.Resize(file, offset + length);
    });

    protected override void Close() => system.Locked(() => system.Release(file));
}
