namespace Dovetail.Compilation.Caching;

/// <summary>What is kept of one module: what was found in the cache when it was loaded, and what was compiled since. Safe from many threads.</summary>
/// <remarks>
/// A program may have more modules than it may have files open, and compile few of them. So the file is closed when nobody reads it soon (<see cref="Close"/>),
/// and opened again for who asks for code after all: whatever entry there is by then.
/// </remarks>
internal sealed class CacheSession
{
    private readonly CodeCache _cache;
    private readonly byte[] _key;
    private readonly CacheFolder _folder;
    private readonly Lock _gate = new();
    private CacheFile? _file;
    private bool _isClosed;
    private Dictionary<UnitRange, byte[]> _unwritten = [];

    internal CacheSession(CodeCache cache, byte[] key, CacheFolder folder)
    {
        (_cache, _key, _folder) = (cache, key, folder);
        _file = Read();
        IsKnown = _file is not null;
        if (IsKnown)
            folder.Touch(key);
    }

    /// <summary>Whether there was an entry, which says that the module was valid.</summary>
    public bool IsKnown { get; }

    /// <summary>The units whose code was found, in the order in which it was made. Anybody may have written it.</summary>
    public IEnumerable<UnitRange> Units => Open()?.Units ?? [];

    /// <summary>The code of a unit; null where it was not kept. Anybody may have written it.</summary>
    public byte[]? Find(UnitRange unit) => Open()?.Find(unit);

    /// <summary>Closes the file until code is asked for.</summary>
    public void Close()
    {
        lock (_gate)
        {
            if (_file is null)
                return;
            _file.Dispose();
            (_file, _isClosed) = (null, true);
        }
    }

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
    public void Write()
    {
        Dictionary<UnitRange, byte[]> added, units = [];
        lock (_gate)
            (added, _unwritten) = (_unwritten, []);
        if (Read() is { } current)
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
        _folder.Put(_key, output => CacheFile.Write(output, _key, [.. units.Select(pair => (pair.Key, pair.Value))]));
    }

    private CacheFile? Open()
    {
        lock (_gate)
        {
            if (_isClosed)
                (_file, _isClosed) = (Read(), false);
            return _file;
        }
    }

    private CacheFile? Read() => _folder.Open(_key) is { } handle ? CacheFile.Read(handle, _key) : null;
}
