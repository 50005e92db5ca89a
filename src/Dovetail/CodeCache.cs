using Dovetail.Compilation.Caching;
using Dovetail.Wasm;

namespace Dovetail;

/// <summary>
/// A folder in which engines keep what they made of modules, from one process to the next: that a module is valid, and the code of its functions as far
/// as it was compiled. Safe from many threads and many processes at once.
/// </summary>
/// <remarks>
/// An entry belongs to a module's exact bytes, to the build of Dovetail that made it and to the engine's options; anything else, and what is
/// cut off or damaged, is ignored and replaced. Code from an entry is verified before it is loaded, as code that was just made is, and functions that are
/// not in it are validated before they are compiled. Files are written as a whole and put in their place at once. A cache that cannot
/// be read or written does nothing.
/// <para>Code that was compiled is written some seconds later, by <see cref="Flush"/>, and by <see cref="Dispose"/>.</para>
/// <para>A forged entry can make a guest compute something else. Keep the folder where only those may write who may also replace the guests: one
/// that is made here is for its owner alone.</para>
/// </remarks>
public sealed class CodeCache : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(3);

    private readonly CacheFolder _folder;
    private readonly Lock _gate = new();
    private readonly HashSet<CacheSession> _unwritten = [];
    private readonly Timer _timer;
    private bool _disposed;

    /// <summary>A cache in <paramref name="directory"/>, which is made if it is not there.</summary>
    /// <param name="directory">The folder. It should hold nothing else.</param>
    /// <param name="maxBytes">How many bytes the entries may take together; 1 GiB unless given. Those that were not used for longest go first.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is negative.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be made, or others may write into it.</exception>
    public CodeCache(string directory, long maxBytes = 1L << 30)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _folder = new CacheFolder(Path.GetFullPath(directory), maxBytes);
        _timer = new Timer(static cache => ((CodeCache)cache!).Flush(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The folder, as an absolute path.</summary>
    public string Directory => _folder.Path;

    /// <summary>How many bytes the entries may take together.</summary>
    public long MaxBytes => _folder.MaxBytes;

    /// <summary>Writes what was compiled since it was last written.</summary>
    public void Flush()
    {
        CacheSession[] sessions;
        lock (_gate)
        {
            sessions = [.. _unwritten];
            _unwritten.Clear();
        }
        foreach (var session in sessions)
            session.Write();
    }

    /// <summary>Writes what was not written yet. Engines that have the cache go on without it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        _timer.Dispose();
        Flush();
    }

    /// <summary>What is kept of the module with these bytes, which may use these features and be charged fuel.</summary>
    internal CacheSession Open(ReadOnlySpan<byte> content, WasmFeatures features, bool metersFuel) =>
        new(this, CacheKey.Of(content, features, metersFuel), _folder);

    /// <summary>Notes that a session has something to write.</summary>
    internal void Note(CacheSession session)
    {
        lock (_gate)
        {
            if (!_disposed && _unwritten.Add(session) && _unwritten.Count == 1)
                _timer.Change(Delay, Timeout.InfiniteTimeSpan);
        }
    }
}
