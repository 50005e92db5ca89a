using Dovetail.Wasm;

namespace Dovetail.Compilation.Caching;

/// <summary>
/// What the engine's cache keeps of the core modules of one component, each by its own bytes: asked for when the component is read, and used when the module is
/// compiled. Belongs to one thread at a time.
/// </summary>
internal sealed class CachedModules(Engine engine)
{
    // By where the bytes lie, not by what they are.
    private readonly Dictionary<ReadOnlyMemory<byte>, CacheSession> _sessions = [];

    /// <summary>Whether a module with these bytes was valid before, as anybody may have said.</summary>
    public bool IsKnown(ReadOnlyMemory<byte> module)
    {
        if (SessionOf(module) is not { } session)
            return false;
        session.Close();
        return session.IsKnown;
    }

    /// <summary>What is kept of the module with these bytes; null without a cache, and for a module that has none because it was read from text.</summary>
    public CacheSession? SessionOf(ReadOnlyMemory<byte> module)
    {
        if (engine.Options.Cache is not { } cache || module.IsEmpty)
            return null;
        if (!_sessions.TryGetValue(module, out var session))
        {
            session = cache.Open(module.Span, engine.Options.FeaturesInComponents & WasmFeatures.Supported, engine.Options.MetersFuel);
            _sessions.Add(module, session);
        }
        return session;
    }

    /// <summary>Keeps that the modules which were asked for are valid.</summary>
    public void AddValid()
    {
        foreach (var session in _sessions.Values)
        {
            if (!session.IsKnown)
                session.AddValid();
        }
    }
}
