using System.Collections.Concurrent;
using Dovetail.Wasi.Http;

namespace Dovetail.AspNetCore;

/// <summary>
/// Instances of a handler, each for one request at a time. One whose guest returned is kept, and made anew in its place for another request: that is quicker than to make one. Safe from many
/// threads.
/// </summary>
/// <param name="most">How many are kept that nobody uses.</param>
internal sealed class GuestInstances(Engine engine, StoreOptions limits, int most)
{
    // Each thread finds first what it kept itself, which is still in the processor's cache.
    private readonly ConcurrentBag<GuestInstance> _free = [];
    private int _count;

    /// <summary>How many are worth keeping: as many as run at the same time, and some that wait between; no more than memories are kept (<see cref="EngineOptions.MaxPooledMemories"/>).</summary>
    public static int Most(Engine engine) => Math.Min(2 * Environment.ProcessorCount, engine.Options.MaxPooledMemories);

    /// <summary>An instance that no other request has. <see cref="Return"/> must follow.</summary>
    public GuestInstance Rent()
    {
        if (!_free.TryTake(out var kept))
            return new GuestInstance(new Store(engine, limits) { Runs = most == 0 ? null : [] });
        Interlocked.Decrement(ref _count);
        return kept;
    }

    /// <summary>Takes an instance whose request has ended.</summary>
    /// <param name="isReusable">Whether the guest returned by itself, and nobody will stop it later.</param>
    public void Return(GuestInstance guest, bool isReusable)
    {
        // It counts before it is kept: many may come at once.
        var isKept = false;
        try
        {
            isKept = Interlocked.Increment(ref _count) <= most && isReusable && guest.Store.TryClear();
        }
        finally
        {
            if (!isKept)
            {
                Interlocked.Decrement(ref _count);
                guest.Store.Dispose();
            }
        }
        if (isKept)
            _free.Add(guest);
    }

    /// <summary>The last request has ended: keeps none.</summary>
    public void Clear()
    {
        while (_free.TryTake(out var kept))
            kept.Store.Dispose();
    }
}

/// <summary>An instance of a handler, alone in its store. Belongs to the thread of its request.</summary>
internal sealed class GuestInstance(Store store)
{
    private Action<IncomingRequest, ResponseOutparam>? _handle;

    public Store Store { get; } = store;

    /// <summary>Makes the instance, or makes it anew where it has answered a request before.</summary>
    /// <returns>What handles one request.</returns>
    /// <exception cref="DovetailException">A start function trapped, or there is no room.</exception>
    public Action<IncomingRequest, ResponseOutparam> Begin(Linker linker, Component component)
    {
        if (_handle is null)
            _handle = IncomingHandler.Of(linker.Instantiate(Store, component));
        else
            Store.Renew();
        return _handle;
    }
}
