using System.Text;
using Reply = Dovetail.Result<Dovetail.Wasi.Http.HttpReply, Dovetail.Wasi.Http.ErrorCode>;

namespace Dovetail.Wasi.Http;

/// <summary>A request on its way: from what the guest said to a response, or to what went wrong.</summary>
internal static class HttpClientCall
{
    /// <summary>Makes the request. Never fails but by an error code.</summary>
    /// <param name="stop">Ends it, as long as the header of the response has not come.</param>
    public static async Task<Reply> SendAsync(WasiState state, HttpCall call, Uri uri, CancellationTokenSource stop)
    {
        var options = state.Options.Http;
        var (time, mostFieldBytes) = (state.Options.TimeProvider, state.Limits.MaxFieldBytes);
        using var firstByte = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, firstByte.Token);
        HttpResponseMessage? response = null;
        try
        {
            using var message = MessageOf(call, uri);
            var connect = Least(call.Timeouts.Connect, options.ConnectTimeout);
            message.Options.Set(HttpConnector.Timeout, connect);
            var content = message.Content as GuestContent;
            var wait = Least(call.Timeouts.FirstByte, options.FirstByteTimeout);
            // A guest that sends slowly is not the server's fault: its time begins when the request is whole, and that of one without a body when there is a connection.
            if (content is null)
            {
                firstByte.CancelAfter(wait);
                message.Options.Set(HttpConnector.Connecting, isDone => StartClock(firstByte, isDone ? wait : connect + wait));
            }
            else
            {
                _ = content.Sent.ContinueWith(_ => StartClock(firstByte, wait), TaskScheduler.Default);
            }
            var sending = HttpConnector.For(options).SendAsync(message, both.Token);
            call.Body?.Connect(content is null ? NoContent.Instance : content.Outgoing);
            response = await sending.ConfigureAwait(false);
            var body = new ResponseContent(response, await response.Content.ReadAsStreamAsync(both.Token).ConfigureAwait(false), new ResponseLimits(
                Least(call.Timeouts.BetweenBytes, options.BetweenBytesTimeout), options.MaxBodyBytes, mostFieldBytes, time));
            return Reply.Ok(new HttpReply((ushort)response.StatusCode, ResponseContent.FieldsOf(mostFieldBytes, new ErrorCode.HttpResponseHeaderSectionSize(null), response.Headers, response.Content.Headers), body));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            response?.Dispose();
            var error = firstByte.IsCancellationRequested ? new ErrorCode.HttpResponseTimeout() : HttpFailure.Explain(exception);
            call.Body?.Abort(error);
            return Reply.Err(error);
        }
    }

    private static void StartClock(CancellationTokenSource clock, TimeSpan wait)
    {
        try
        {
            clock.CancelAfter(wait);
        }
        catch (ObjectDisposedException)
        {
            // The response was quicker than the end of the request.
        }
    }

    private static HttpRequestMessage MessageOf(HttpCall call, Uri uri)
    {
        var message = new HttpRequestMessage(System.Net.Http.HttpMethod.Parse(call.Method.ToString()), uri);
        if (call.Body is not null && call.Method is not (HttpMethod.Get or HttpMethod.Head or HttpMethod.Trace))
            message.Content = new GuestContent(call.Headers.ContentLength);
        else if (call.Body is not null)
            message.Content = call.Headers.ContentLength > 0 ? new GuestContent(call.Headers.ContentLength) : null;
        foreach (var (name, value) in call.Headers.Entries)
        {
            var text = Encoding.Latin1.GetString(value);
            if (!message.Headers.TryAddWithoutValidation(name, text) && !name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
                (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, text);
        }
        return message;
    }

    private static TimeSpan Least(ulong? nanoseconds, TimeSpan most) => nanoseconds is { } asked && asked / TimeSpan.NanosecondsPerTick < (ulong)most.Ticks
        ? TimeSpan.FromTicks(Math.Max(TimeSpan.TicksPerMillisecond, (long)(asked / TimeSpan.NanosecondsPerTick)))
        : most;
}
