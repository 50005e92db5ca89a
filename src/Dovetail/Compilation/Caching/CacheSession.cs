namespace Dovetail.Compilation.Caching;

/// <summary>What is kept of one module: what was found in the cache when it was loaded, and what was compiled since. Safe from many threads.</summary>
internal sealed class CacheSession
{
    private readonly CodeCache _cache;
    private readonly byte[] _key;
    private readonly CacheFile? _file;
    private readonly Lock _gate = new();
    private Dictionary<UnitRange, byte[]> _unwritten = [];

    internal CacheSession(CodeCache cache, byte[] key, CacheFolder folder)
    {
        (_cache, _key) = (cache, key);
        _file = folder.Open(key) is { } handle ? CacheFile.Read(handle, key) : null;
    }

    /// <summary>Whether there is an entry, which says that the module was valid.</summary>
    public bool IsKnown => _file is not null;

    /// <summary>The units whose code was found, in the order in which it was made. Anybody may have written it.</summary>
    public IEnumerable<UnitRange> Units => _file?.Units ?? [];

    /// <summary>The code of a unit; null where it was not kept. Anybody may have written it.</summary>
    public byte[]? Find(UnitRange unit) => _file?.Find(unit);

    /// <summary>Keeps that the module is valid.</summary>
    public void AddValid() => _cache.Note(this);

    /// <summary>Keeps the code of a unit.</summary>
    public void Add(UnitRange unit, byte[] code)
    {
        lock (_gate)
            _unwritten[unit] = code;
        _cache.Note(this);
    }

    /// <summary>Writes what is in the file by now, whoever wrote it, and behind it what is new.</summary>
    public void Write(CacheFolder folder)
    {
        Dictionary<UnitRange, byte[]> added, units = [];
        lock (_gate)
            (added, _unwritten) = (_unwritten, []);
        if (folder.Open(_key) is { } handle && CacheFile.Read(handle, _key) is { } current)
        {
            using (current)
            {
                foreach (var unit in current.Units)
                {
                    if ((added.Remove(unit, out var code) ? code : current.Find(unit)) is { } kept)
                        units.Add(unit, kept);
                }
            }
        }
        foreach (var (unit, code) in added)
            units.Add(unit, code);
        folder.Put(_key, output => CacheFile.Write(output, _key, [.. units.Select(pair => (pair.Key, pair.Value))]));
    }
}
