namespace Dovetail.AspNetCore;

/// <summary>Watches the file that a host's component came from, and has the host take what is written to it (see <see cref="ComponentFolder"/>), beside the requests.</summary>
public sealed class ComponentWatcher : IDisposable
{
    private readonly ComponentFolder _folder;

    /// <summary>Begins to watch.</summary>
    /// <param name="path">The file; what it holds now is what serves.</param>
    /// <param name="engine">The engine of the host's component.</param>
    /// <param name="host">The host.</param>
    /// <param name="swapped">Told of each component that took over, on the watching thread. What it throws is logged.</param>
    /// <param name="refused">Told why a file was refused, on the watching thread. What it throws is logged.</param>
    /// <exception cref="IOException">The file's folder cannot be read.</exception>
    public ComponentWatcher(string path, Engine engine, ComponentHost host, Action<ComponentSwap>? swapped = null, Action<Exception>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(host);
        var file = Path.GetFileName(path);
        _folder = new ComponentFolder(engine, Path.GetDirectoryName(Path.GetFullPath(path))!, Take, Refuse, pattern: file, takesExisting: false);

        // Where a file's own name has a wildcard, others are seen too.
        void Take(string name, Component component)
        {
            if (name != file)
                return;
            var swap = host.Swap(component);
            Log.Swapped(host.Logger, name, swap.Difference);
            Tell(host, name, swapped, swap);
        }

        void Refuse(string name, Exception exception)
        {
            if (name != file)
                return;
            Log.Refused(host.Logger, name, (exception as TrapException)?.Report ?? exception.Message);
            Tell(host, name, refused, exception);
        }
    }

    /// <summary>Ends the watch. A file that is being loaded is still loaded, and takes over.</summary>
    public void Dispose() => _folder.Dispose();

    // An exception that left the watching thread would end the process.
    private static void Tell<T>(ComponentHost host, string name, Action<T>? whom, T what)
    {
        try
        {
            whom?.Invoke(what);
        }
        catch (Exception exception)
        {
            Log.WatchFailed(host.Logger, exception, name);
        }
    }
}
