namespace Dovetail.Wasi.Filesystem.Memory;

/// <summary>Resolves paths in memory.</summary>
internal sealed class MemoryWalk : PathWalk<MemoryFolder>
{
    public static MemoryWalk Instance { get; } = new();

    /// <summary>What is at a path.</summary>
    /// <exception cref="FileFault">Nothing is, or not what the path says.</exception>
    public MemoryNode Find(MemoryFolder root, string path, bool follow)
    {
        var place = Locate(root, path, follow);
        var node = At(place) ?? throw new FileFault(ErrorCode.NoEntry);
        return !place.HasSlash || node is MemoryFolder ? node : throw new FileFault(ErrorCode.NotDirectory);
    }

    /// <summary>What is at a place; null where nothing is.</summary>
    public static MemoryNode? At(Place place) => place.Name == "." ? place.Parent : place.Parent.Entries.GetValueOrDefault(place.Name);

    protected override MemoryFolder? Enter(MemoryFolder at, string name, out string? link)
    {
        link = null;
        switch (at.Entries.GetValueOrDefault(name))
        {
            case null: throw new FileFault(ErrorCode.NoEntry);
            case MemoryFolder folder: return folder;
            case MemoryLink found:
                link = found.Target;
                return null;
            default: throw new FileFault(ErrorCode.NotDirectory);
        }
    }

    protected override string? ReadLink(MemoryFolder at, string name) => (at.Entries.GetValueOrDefault(name) as MemoryLink)?.Target;
}
