using System.Collections.Concurrent;
using Dovetail;

namespace Plugins;

/// <summary>What the host calls of a plug-in: the interface `example:text/filter`.</summary>
internal sealed record Filter(Func<string, Result<string, string>> Apply)
{
    public static Filter Of(ComponentInstance instance) =>
        new(instance.GetInterface("example:text/filter@1.0.0").GetFunction<Func<string, Result<string, string>>>("apply"));
}

/// <summary>The plug-ins in a folder, by the names of their files. Each has a store of its own, with limits of its own.</summary>
internal sealed class Filters : IDisposable
{
    private readonly ConcurrentDictionary<string, PlugIn<Filter>> _plugIns = new(StringComparer.Ordinal);
    private readonly Engine _engine;
    private readonly Func<string, StoreOptions> _limits;
    private readonly Action<string> _tell;
    private readonly ComponentFolder _folder;

    /// <summary>Takes the plug-ins that are in a folder, and follows it. `tell` is told what comes and goes, and what plug-ins report.</summary>
    public Filters(Engine engine, string folder, Func<string, StoreOptions> limits, Action<string> tell)
    {
        (_engine, _limits, _tell) = (engine, limits, tell);
        _folder = new ComponentFolder(engine, folder, Take, (name, reason) => tell($"{name} refused: {reason.Message}"), Remove);
    }

    public void Dispose()
    {
        _folder.Dispose();
        foreach (var plugIn in _plugIns.Values)
            plugIn.Dispose();
    }

    /// <summary>Has a plug-in make something of a line, from whatever thread.</summary>
    public string Apply(string name, string line)
    {
        try
        {
            return _plugIns[name].Call(filter => filter.Apply(line)) switch
            {
                { IsError: true, Error: var reason } => $"no: {reason}",
                { Value: var text } => text,
            };
        }
        catch (DovetailException fault)
        {
            return fault.Message;
        }
    }

    private void Take(string name, Component component)
    {
        if (_plugIns.TryGetValue(name, out var plugIn))
        {
            plugIn.Swap(component);
            _tell($"{name} exchanged");
            return;
        }
        var linker = new Linker(_engine).Define("example:text/host@1.0.0", host => host.Function("report", (string message) => _tell($"{name} reports: {message}")));
        _plugIns[name] = new PlugIn<Filter>(linker, component, Filter.Of, new IsolationOptions { Store = _limits(name) });
        _tell($"{name} taken");
    }

    private void Remove(string name)
    {
        if (!_plugIns.TryRemove(name, out var plugIn))
            return;
        plugIn.Dispose();
        _tell($"{name} removed");
    }
}
