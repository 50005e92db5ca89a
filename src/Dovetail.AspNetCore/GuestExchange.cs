// CA1001: streams into a log hold nothing.
#pragma warning disable CA1001

using Dovetail.Wasi;
using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using HttpMethod = Dovetail.Wasi.Http.HttpMethod;

namespace Dovetail.AspNetCore;

/// <summary>A request of ASP.NET Core as a guest sees it, and the answer that it gives.</summary>
/// <remarks>Nothing of an answer goes out before its first bytes of body, or its end: until then whatever goes wrong still has a whole answer of its own.</remarks>
internal sealed class GuestExchange(HttpContext context, ComponentHostOptions options, ILogger logger) : HttpExchange
{
    [ThreadStatic]
    private static GuestExchange? _current;

    private FieldList? _headers;
    private bool _isHeaderTooLarge;
    private ResponseBody? _response;
    private ErrorCode? _error;
    private GuestExchange? _outer;
    private LogStream? _stdout;
    private LogStream? _stderr;

    public override HttpMethod Method => HttpMethod.Of(context.Request.Method);

    public override string? PathWithQuery => context.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target ? PathOf(target) : Path;

    public override HttpScheme? Scheme => HttpScheme.Of(context.Request.Scheme);

    public override string? Authority => context.Request.Host.HasValue ? context.Request.Host.Value : null;

    public override FieldList Headers => _headers ??= ReadHeaders();

    public override IncomingContent Body => new RequestBody(context, options.Wasi.Limits.MaxFieldBytes);

    /// <summary>The path, for logs.</summary>
    public string Path => context.Request.Path.Value is { Length: > 0 } path ? path : "/";

    /// <summary>Whether the client has gone.</summary>
    public bool IsAborted => context.RequestAborted.IsCancellationRequested;

    /// <summary>What this request's guest is granted.</summary>
    public WasiOptions Wasi => options.Wasi with
    {
        Stdout = options.Wasi.Stdout ?? (_stdout = new LogStream(logger, LogLevel.Information, this, options.MaxLogBytes)),
        Stderr = options.Wasi.Stderr ?? (_stderr = new LogStream(logger, LogLevel.Warning, this, options.MaxLogBytes)),
        OnMissingGrant = missing =>
        {
            Log.MissingGrant(logger, Path, missing.ToString());
            options.Wasi.OnMissingGrant?.Invoke(missing);
        },
    };

    /// <summary>What the server calls the request.</summary>
    public string Id => context.TraceIdentifier;

    /// <summary>The exchange that the guest of this thread works on; null for none.</summary>
    public static GuestExchange? Current => _current;

    public override void Respond(Result<HttpAnswer, ErrorCode> answer)
    {
        if (answer.IsError)
        {
            _error = answer.Error;
            return;
        }
        _response = new ResponseBody(context, answer.Value);
        if (answer.Value.Body is { } body)
            body.Connect(_response);
        else if (_response.IsWholeWithoutBody)
            _response.Complete(null, null);
    }

    /// <summary>Stops the guest, some time after its client has gone. Begins its turn on this thread.</summary>
    public CancellationTokenRegistration Watch(Store store, TimeSpan grace)
    {
        (_outer, _current) = (_current, this);
        return context.RequestAborted.UnsafeRegister(static state =>
        {
            var (store, grace) = ((Store, TimeSpan))state!;
            _ = Task.Delay(grace).ContinueWith(static (_, state) => ((Store)state!).Interrupt(), store, TaskScheduler.Default);
        }, (store, grace));
    }

    /// <summary>The guest has ended.</summary>
    public void Leave()
    {
        _current = _outer;
        _stdout?.End();
        _stderr?.End();
    }

    /// <summary>Gives what the guest has answered its end; or an error, or where that comes too late, none.</summary>
    public Task EndAsync(GuestEnd end)
    {
        if (IsAborted)
        {
            if (_response is { WasCut: true })
                Log.Cut(logger, Path);
            return Task.CompletedTask;
        }
        if (_response is { IsCompleted: true })
            return _response.EndAsync();
        if (_response is { HasBegun: true } || context.Response.HasStarted)
        {
            Log.Cut(logger, Path);
            context.Abort();
            return Task.CompletedTask;
        }
        var (status, reason) = StatusOf(end);
        context.Response.Clear();
        return ErrorAnswer.WriteAsync(context, status, reason);
    }

    // Only guests that ask for the header are given it, and so find it too large.
    private FieldList ReadHeaders()
    {
        var most = options.Wasi.Limits.MaxFieldBytes;
        try
        {
            return FieldEncoding.ToGuest(context, context.Request.Headers, most, new ErrorCode.HttpRequestHeaderSectionSize(null));
        }
        catch (HttpRefusedException)
        {
            _isHeaderTooLarge = true;
            throw new TrapException(TrapCode.LimitReached, $"a request whose header has more than {most} bytes (WasiLimits.{nameof(WasiLimits.MaxFieldBytes)})");
        }
    }

    // As it was sent. A target in absolute form (RFC 9112 §3.2.2) has the authority before its path, and perhaps no path.
    private string PathOf(string target)
    {
        if (target is ['/', ..] or "*")
            return target;
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority < 0)
            return Path;
        var path = target.AsSpan(authority + 3).IndexOfAny('/', '?');
        return path < 0 ? "/" : target[authority + 3 + path] == '/' ? target[(authority + 3 + path)..] : "/" + target[(authority + 3 + path)..];
    }

    private (int, string) StatusOf(GuestEnd end) => end switch
    {
        GuestEnd.Trapped when _isHeaderTooLarge => (StatusCodes.Status431RequestHeaderFieldsTooLarge, "the request's header is too large for the handler"),
        GuestEnd.TooLong => (StatusCodes.Status504GatewayTimeout, "the handler took too long"),
        GuestEnd.NoRoom => (StatusCodes.Status503ServiceUnavailable, "there is no room for the handler"),
        GuestEnd.Trapped or GuestEnd.Aborted => (StatusCodes.Status500InternalServerError, "the handler failed"),
        _ => _error is null
            ? (StatusCodes.Status500InternalServerError, _response is null ? "the handler did not answer" : "the handler did not finish its answer")
            : StatusOf(_error),
    };

    private static (int, string) StatusOf(ErrorCode error) => error switch
    {
        ErrorCode.ConnectionTimeout or ErrorCode.ConnectionReadTimeout or ErrorCode.ConnectionWriteTimeout or ErrorCode.HttpResponseTimeout or ErrorCode.DnsTimeout =>
            (StatusCodes.Status504GatewayTimeout, "the handler waited for too long"),
        ErrorCode.HttpRequestBodySize => (StatusCodes.Status413PayloadTooLarge, "the request is too large"),
        ErrorCode.HttpRequestDenied => (StatusCodes.Status403Forbidden, "the handler refused the request"),
        ErrorCode.HttpRequestUriTooLong => (StatusCodes.Status414UriTooLong, "the request's path is too long"),
        ErrorCode.HttpRequestMethodInvalid => (StatusCodes.Status405MethodNotAllowed, "the handler does not know the method"),
        ErrorCode.DnsError or ErrorCode.DestinationNotFound or ErrorCode.DestinationUnavailable or ErrorCode.ConnectionRefused or ErrorCode.ConnectionTerminated
            or ErrorCode.HttpResponseIncomplete or ErrorCode.HttpProtocolError => (StatusCodes.Status502BadGateway, "the handler could not reach a server"),
        _ => (StatusCodes.Status500InternalServerError, "the handler failed"),
    };
}
