namespace Dovetail.AspNetCore;

/// <summary>Watches the file that a host's component came from, and has the host take what is written to it.</summary>
/// <remarks>
/// The file is looked at five times a second: that works on every file system, and for whatever way in which a file is replaced. A file that two looks in a row find the same is
/// taken to be whole. It is loaded on a thread of its own, beside the requests.
/// </remarks>
public sealed class ComponentWatcher : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly string _path;
    private readonly Engine _engine;
    private readonly ComponentHost _host;
    private readonly Action<ComponentSwap>? _swapped;
    private readonly Action<Exception>? _refused;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private Stamp _known;

    /// <summary>Begins to watch.</summary>
    /// <param name="path">The file; what it holds now is what serves.</param>
    /// <param name="engine">The engine of the host's component.</param>
    /// <param name="host">The host.</param>
    /// <param name="swapped">Told of each component that took over, on the watching thread.</param>
    /// <param name="refused">Told why a file was refused, on the watching thread.</param>
    public ComponentWatcher(string path, Engine engine, ComponentHost host, Action<ComponentSwap>? swapped = null, Action<Exception>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(host);
        (_path, _engine, _host, _swapped, _refused) = (path, engine, host, swapped, refused);
        _known = Stamp.Of(path);
        _thread = new Thread(Watch, maxStackSize: 16 << 20) { IsBackground = true, Name = "Dovetail component watch" };
        _thread.Start();
    }

    /// <summary>Ends the watch. A file that is being loaded is still loaded, and takes over.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        var last = _known;
        while (!_stop.Wait(_pause))
        {
            var now = Stamp.Of(_path);
            if (now == last && now != _known && now != default)
            {
                _known = now;
                Take();
            }
            last = now;
        }
    }

    private void Take()
    {
        var name = Path.GetFileName(_path);
        try
        {
            var swap = _host.Swap(Component.Load(_engine, _path));
            Log.Swapped(_host.Logger, name, swap.Difference);
            _swapped?.Invoke(swap);
        }
        catch (Exception exception) when (exception is DovetailException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            var reason = (exception as TrapException)?.Report ?? exception.Message;
            Log.Refused(_host.Logger, name, reason);
            _refused?.Invoke(exception);
        }
    }

    // What is seen of a file from outside.
    private readonly record struct Stamp(long Length, DateTime Written)
    {
        public static Stamp Of(string path) => new FileInfo(path) is { Exists: true } file ? new Stamp(file.Length, file.LastWriteTimeUtc) : default;
    }
}
