using System.Diagnostics;
using Dovetail.Wasi;
using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dovetail.AspNetCore;

/// <summary>A component that serves, with what it is linked with, until its last request has ended.</summary>
internal sealed class ServedComponent
{
    // Counts the requests, and one for its being the one that serves.
    private int _users = 1;
    private readonly TaskCompletionSource _retired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ComponentHostOptions _options;
    private readonly ILogger _logger;
    private readonly Linker _linker;
    private readonly WasiHost _wasi;
    private readonly GuestInstances _guests;

    /// <exception cref="LinkException">The component handles no requests.</exception>
    public ServedComponent(Component component, ComponentHostOptions options, ILogger logger)
    {
        if (!IncomingHandler.IsHandler(component))
        {
            throw new LinkException($"the component does not export `wasi:http/incoming-handler` of 0.2; it exports {Names(component.Exports)}");
        }
        (Component, _options, _logger) = (component, options, logger);
        _wasi = new WasiHost(_ => GuestExchange.Current?.Wasi ?? options.Wasi);
        _linker = new Linker(component.Engine).AddWasi(_wasi);
        options.ConfigureLinker?.Invoke(_linker);
        // Functions of others may know a store again, and take it for that of an earlier request.
        _guests = new GuestInstances(component.Engine, options.Limits, options.ConfigureLinker is null ? GuestInstances.Most(component.Engine) : 0);
    }

    public Component Component { get; }

    /// <summary>A request comes; false when the last one has ended already, and another component serves.</summary>
    public bool TryEnter()
    {
        for (var users = Volatile.Read(ref _users); users > 0;)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
                return true;
            users = seen;
        }
        return false;
    }

    /// <summary>Another component serves from now on. Completes when the last request has ended.</summary>
    public Task RetireAsync()
    {
        Exit();
        return _retired.Task;
    }

    /// <summary>Makes an instance, as a request would, and has it answer one where the options name one.</summary>
    /// <exception cref="DovetailException">It cannot be linked, or traps.</exception>
    public void WarmUp()
    {
        using var store = new Store(Component.Engine, _options.Limits);
        var instance = _linker.Instantiate(store, Component);
        Action<IncomingRequest, ResponseOutparam> handle;
        try
        {
            handle = IncomingHandler.Of(instance);
        }
        catch (ArgumentException mismatch)
        {
            throw new LinkException($"the component does not handle requests as `wasi:http/incoming-handler` of 0.2 does: {mismatch.Message}");
        }
        if (_options.WarmUpPath is { } path)
            WarmUpRequest.Run(store, _wasi, handle, path);
    }

    /// <summary>Has a guest answer a request, on this thread. What is left to do then is to wait until the client has taken the end of it.</summary>
    public Task Handle(HttpContext context)
    {
        var exchange = new GuestExchange(context, _options, _logger);
        var start = Stopwatch.GetTimestamp();
        using var activity = ServingMetrics.Activities.StartActivity("handle", ActivityKind.Internal);
        ServingMetrics.Began();
        var end = GuestEnd.Answered;
        try
        {
            end = Run(exchange);
        }
        finally
        {
            ServingMetrics.Ended(end, start, activity, Component.Name);
            Exit();
        }
        return exchange.EndAsync(end);
    }

    private GuestEnd Run(GuestExchange exchange)
    {
        try
        {
            var guest = _guests.Rent();
            var isReusable = false;
            try
            {
                Run(exchange, guest);
                // Otherwise it is stopped some time later, whatever it runs then.
                isReusable = !exchange.IsAborted;
            }
            finally
            {
                _guests.Return(guest, isReusable);
            }
            return GuestEnd.Answered;
        }
        catch (GuestExitException)
        {
            return GuestEnd.Answered;
        }
        catch (TrapException trap) when (exchange.IsAborted)
        {
            Log.Aborted(_logger, exchange.Path, trap.Message);
            return GuestEnd.Aborted;
        }
        catch (TrapException trap) when (trap.Code is TrapCode.DeadlineExceeded)
        {
            Log.TooLong(_logger, exchange.Path, trap.Report);
            return GuestEnd.TooLong;
        }
        catch (TrapException trap)
        {
            Log.Trapped(_logger, exchange.Path, trap.Report);
            return GuestEnd.Trapped;
        }
        catch (LimitException limit)
        {
            Log.NoRoom(_logger, exchange.Path, limit.Message);
            return GuestEnd.NoRoom;
        }
        catch (Exception exception) when (exception is DovetailException)
        {
            Log.Failed(_logger, exception, exchange.Path);
            return GuestEnd.Trapped;
        }
    }

    private void Run(GuestExchange exchange, GuestInstance guest)
    {
        using var watch = exchange.Watch(guest.Store, _options.AbortGrace);
        try
        {
            var handle = guest.Begin(_linker, Component);
            var state = _wasi.Of(guest.Store);
            handle(new IncomingRequest(state, exchange), new ResponseOutparam(state, exchange));
        }
        finally
        {
            exchange.Leave();
        }
    }

    private void Exit()
    {
        if (Interlocked.Decrement(ref _users) != 0)
            return;
        _guests.Clear();
        _retired.SetResult();
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", names.Select(name => $"`{name}`"));
}

/// <summary>How a guest came to its end.</summary>
internal enum GuestEnd
{
    /// <summary>By itself; whether it has answered is seen from the exchange.</summary>
    Answered,
    /// <summary>It trapped, or exceeded a limit.</summary>
    Trapped,
    /// <summary>Its deadline came.</summary>
    TooLong,
    /// <summary>Its client had gone.</summary>
    Aborted,
    /// <summary>The process had no room for an instance.</summary>
    NoRoom,
}
