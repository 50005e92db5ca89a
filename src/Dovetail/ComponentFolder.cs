namespace Dovetail;

/// <summary>Watches a folder, and loads the components in it: those that are there, those that come, and those that change.</summary>
/// <remarks>
/// The folder is looked at five times a second: that works on every file system, and for whatever way in which a file is written. A file that two looks in a row find the same is taken
/// to be whole. One of no bytes is refused and never opened: whoever opens a pipe, a device or a socket, which have none, may wait for ever. All callbacks come one after the other, on a thread of the folder's own; those for what is there at first on that of the constructor, in the order of the names.
/// </remarks>
public sealed class ComponentFolder : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly Engine _engine;
    private readonly string _path;
    private readonly string _pattern;
    private readonly Action<string, Component> _taken;
    private readonly Action<string, Exception>? _refused;
    private readonly Action<string>? _removed;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private Dictionary<string, Stamp> _known;

    /// <summary>Takes what is there, and begins to watch.</summary>
    /// <param name="engine">The engine of the components.</param>
    /// <param name="path">The folder; what is in folders inside of it is not looked at.</param>
    /// <param name="taken">Given the name of a file and the component in it. It refuses that one by any exception.</param>
    /// <param name="refused">Told why a file could not be read or loaded, or what <paramref name="taken"/> threw. The file is tried again when it changes. Must not throw.</param>
    /// <param name="removed">Told of each file that is there no more, whether it was taken or refused. Must not throw.</param>
    /// <param name="pattern">Which files, with <c>*</c> and <c>?</c>. Without either it is the name of one file, and the others are not even looked at.</param>
    /// <param name="takesExisting">Whether what is there at first is taken; otherwise only what changes.</param>
    /// <exception cref="IOException">The folder cannot be read; a <see cref="DirectoryNotFoundException"/> where it does not exist.</exception>
    /// <exception cref="UnauthorizedAccessException">It must not be read.</exception>
    public ComponentFolder(
        Engine engine,
        string path,
        Action<string, Component> taken,
        Action<string, Exception>? refused = null,
        Action<string>? removed = null,
        string pattern = "*.wasm",
        bool takesExisting = true)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(taken);
        ArgumentNullException.ThrowIfNull(pattern);
        (_engine, _path, _taken, _refused, _removed, _pattern) = (engine, Path.GetFullPath(path), taken, refused, removed, pattern);
        _known = Look();
        if (takesExisting)
        {
            foreach (var name in _known.Keys.Order(StringComparer.Ordinal))
                Take(name);
        }
        // Loading is recursive where components are nested.
        _thread = new Thread(Watch, maxStackSize: 16 << 20) { IsBackground = true, Name = "Dovetail component folder" };
        _thread.Start();
    }

    /// <summary>Ends the watch, when the callback that runs has returned.</summary>
    /// <exception cref="InvalidOperationException">It is a callback that calls this.</exception>
    public void Dispose()
    {
        if (Thread.CurrentThread == _thread)
            throw new InvalidOperationException("a callback of the watch cannot wait for its own end");
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        var last = _known;
        while (!_stop.Wait(_pause))
        {
            Dictionary<string, Stamp> now;
            try
            {
                now = Look();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Not to be read for the moment, or gone, which its components are then, too.
                if (Directory.Exists(_path))
                    continue;
                now = [];
            }
            foreach (var name in now.Keys.Union(_known.Keys).Order(StringComparer.Ordinal))
            {
                var stamp = now.GetValueOrDefault(name);
                if (stamp != last.GetValueOrDefault(name) || stamp == _known.GetValueOrDefault(name))
                    continue;
                if (now.ContainsKey(name))
                {
                    _known[name] = stamp;
                    Take(name);
                }
                else
                {
                    _known.Remove(name);
                    _removed?.Invoke(name);
                }
            }
            last = now;
        }
    }

    private void Take(string name)
    {
        try
        {
            if (_known[name].Length == 0)
                throw new InvalidDataException($"`{name}` has no bytes, or is no ordinary file");
            _taken(name, Component.Load(_engine, Path.Combine(_path, name)));
        }
        catch (Exception exception)
        {
            // Whatever it is: left alone it would end the thread, and the process with it.
            _refused?.Invoke(name, exception);
        }
    }

    private Dictionary<string, Stamp> Look() =>
        Files().Select(file => (file.Name, Stamp: Stamp.Of(file))).Where(file => file.Stamp != default)
            .ToDictionary(file => file.Name, file => file.Stamp, StringComparer.Ordinal);

    private IEnumerable<FileInfo> Files()
    {
        var folder = new DirectoryInfo(_path);
        if (_pattern.AsSpan().ContainsAny('*', '?'))
            return folder.EnumerateFiles(_pattern);
        if (!folder.Exists)
            throw new DirectoryNotFoundException($"there is no folder `{_path}`");
        var file = new FileInfo(Path.Combine(_path, _pattern));
        return file.Exists ? [file] : [];
    }

    // What is seen of a file from outside; of a link, what it leads to.
    private readonly record struct Stamp(long Length, DateTime Written)
    {
        public static Stamp Of(FileInfo file)
        {
            try
            {
                var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
                return new Stamp(target.Length, target.LastWriteTimeUtc);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Gone since the folder was read, or leads nowhere.
                return default;
            }
        }
    }
}
