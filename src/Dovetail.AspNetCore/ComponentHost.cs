using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dovetail.AspNetCore;

/// <summary>Serves a component that handles HTTP requests, an instance for each, and exchanges it while it serves. Safe from many threads.</summary>
/// <remarks>
/// A guest runs on the thread that carries its request, and blocks it when it must. A guest that traps before it has answered gives 500, one that takes too long 504; where
/// the answer has begun, the connection is cut, so that no client takes a part for the whole.
/// </remarks>
public sealed class ComponentHost
{
    private readonly Lock _swapping = new();
    private readonly GuestThreads _threads;
    private volatile ServedComponent _served;

    /// <summary>Makes a host, whose component can serve at once.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="LinkException">The component handles no requests, or imports what it would not be given.</exception>
    public ComponentHost(Component component, ComponentHostOptions? options = null, ILogger<ComponentHost>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(component);
        Options = (options ?? ComponentHostOptions.Default).Checked();
        Logger = logger ?? NullLogger<ComponentHost>.Instance;
        _threads = new GuestThreads(Options.MaxConcurrentRequests, Options.MaxQueuedRequests);
        _served = new ServedComponent(component, Options, Logger);
        _served.WarmUp();
    }

    /// <summary>The options.</summary>
    public ComponentHostOptions Options { get; }

    /// <summary>The component that serves the requests which come now.</summary>
    public Component Component => _served.Component;

    /// <summary>How many requests guests work on.</summary>
    public int ActiveRequests => _threads.Active;

    /// <summary>How many requests wait for their turn.</summary>
    public int QueuedRequests => _threads.Queued;

    /// <summary>How many times the component was exchanged.</summary>
    public int Swaps { get; private set; }

    internal ILogger Logger { get; }

    /// <summary>
    /// Lets another component serve: links it, makes an instance and warms it up, and only then gives it the requests that come. Those that run end on the old one.
    /// </summary>
    /// <returns>What differs, and when the old one has ended its last request.</returns>
    /// <exception cref="ArgumentException">The component is of another engine. The old one serves on, as it does for each of these errors.</exception>
    /// <exception cref="LinkException">The component handles no requests, or imports what it would not be given.</exception>
    /// <exception cref="TrapException">An instance of it could not be made.</exception>
    /// <exception cref="InvalidOperationException">It did not answer the request to warm up with (<see cref="ComponentHostOptions.WarmUpPath"/>).</exception>
    public ComponentSwap Swap(Component next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (_swapping)
        {
            var old = _served;
            if (next.Engine != old.Component.Engine)
                throw new ArgumentException("the component belongs to another engine; load it with the engine of the one that serves", nameof(next));
            var served = new ServedComponent(next, Options, Logger);
            served.WarmUp();
            var difference = ComponentDifference.Between(old.Component, next);
            _served = served;
            Swaps++;
            ServingMetrics.Swapped();
            return new ComponentSwap(difference, old.RetireAsync());
        }
    }

    /// <summary>Handles a request: what <see cref="ComponentEndpoints.MapComponent(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder, string, ComponentHost)"/> does.</summary>
    public Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var turn = _threads.EnterAsync(context.RequestAborted);
        return turn.IsCompletedSuccessfully ? Handle(context, turn.Result) : HandleLaterAsync(context, turn.AsTask());
    }

    private async Task HandleLaterAsync(HttpContext context, Task<GuestTurn?> turn)
    {
        GuestTurn? mine;
        try
        {
            mine = await turn.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        mine?.Start();
        await Handle(context, mine).ConfigureAwait(false);
    }

    private Task Handle(HttpContext context, GuestTurn? turn)
    {
        if (turn is null)
        {
            ServingMetrics.Rejected();
            context.Response.Headers.RetryAfter = "1";
            return ErrorAnswer.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "too many requests wait");
        }
        Task rest;
        try
        {
            rest = Serving().Handle(context);
        }
        finally
        {
            _threads.Exit(turn);
        }
        return rest;
    }

    // One that has ended its last request since it was read takes no more.
    private ServedComponent Serving()
    {
        while (true)
        {
            var served = _served;
            if (served.TryEnter())
                return served;
        }
    }
}
