using System.IO.Pipelines;
using Dovetail.Wasi.Http;
using Microsoft.AspNetCore.Http;

namespace Dovetail.AspNetCore;

/// <summary>The answer of a guest on its way to the client.</summary>
internal sealed class ResponseBody(HttpContext context, HttpAnswer answer) : OutgoingContent
{
    private Task? _end;
    private bool _hasHead;
    private ChunkedWriter? _chunks;

    /// <summary>Whether the connection was cut, since the guest left off.</summary>
    public bool WasCut { get; private set; }

    /// <summary>
    /// Whether bytes were given to the server, so that another answer comes too late. The server itself says so only once they are on their way: while it is still asked what to add
    /// to the header, or a body is compressed, that is later.
    /// </summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether the guest has given all of it.</summary>
    public bool IsCompleted => _end is not null;

    public override ErrorCode? Broken => context.RequestAborted.IsCancellationRequested ? new ErrorCode.ConnectionTerminated() : null;

    /// <summary>Whether the answer is whole without a body: it promises none, or is one of those whose header alone is sent.</summary>
    public bool IsWholeWithoutBody => IsHeaderAlone || answer.Headers.ContentLength is null or 0;

    public override bool IsHeaderAlone => NeverHasBody || answer.Status is StatusCodes.Status304NotModified || HttpMethods.IsHead(context.Request.Method);

    // Nor has it the length of one (RFC 9110 §8.6); of 205 the server says by itself that it is 0 (§15.3.6), and would refuse any other.
    private bool NeverHasBody => answer.Status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent;

    public override PipeWriter Begin()
    {
        WriteHead();
        if (IsHeaderAlone)
            return PipeWriter.Create(Stream.Null);
        HasBegun = true;
        return _chunks ?? context.Response.BodyWriter;
    }

    public override void Complete(FieldList? trailers, Task? flushing)
    {
        if (_end is not null || answer.Status < StatusCodes.Status200OK)
            return;
        WriteHead();
        _end = flushing is null ? EndAsync(trailers) : EndAfterAsync(flushing, trailers);
    }

    public override void Abort()
    {
        if (!HasBegun)
            return;
        WasCut = true;
        context.Abort();
    }

    /// <summary>Completes when the client has got the end, or has gone.</summary>
    public Task EndAsync() => _end!.IsCompletedSuccessfully ? Task.CompletedTask : WaitAsync(_end);

    private Task EndAsync(FieldList? trailers)
    {
        if (_chunks is { } chunks)
            return EndChunksAsync(chunks, trailers);
        if (trailers is not null && context.Response.SupportsTrailers())
        {
            foreach (var group in trailers.Entries.GroupBy(field => field.Name, StringComparer.OrdinalIgnoreCase))
                context.Response.AppendTrailer(group.Key, FieldEncoding.ToServer(context, group.Key, group));
        }
        return context.Response.CompleteAsync();
    }

    private async Task EndChunksAsync(ChunkedWriter chunks, FieldList? trailers)
    {
        await chunks.EndAsync(trailers).ConfigureAwait(false);
        await context.Response.CompleteAsync().ConfigureAwait(false);
    }

    private async Task EndAfterAsync(Task flushing, FieldList? trailers)
    {
        await flushing.ConfigureAwait(false);
        await EndAsync(trailers).ConfigureAwait(false);
    }

    private static async Task WaitAsync(Task end)
    {
        try
        {
            await end.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has gone.
        }
    }

    private void WriteHead()
    {
        if (_hasHead)
            return;
        if (answer.Status < StatusCodes.Status200OK)
            throw new TrapException(TrapCode.HostRule, $"a response of status {answer.Status}, which is none of a final response");
        var response = context.Response;
        response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers.Entries)
        {
            if (!NeverHasBody || !name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
                response.Headers.Append(name, FieldEncoding.ToServer(context, name, value));
        }
        if (!IsHeaderAlone && ChunkedWriter.Fits(context, answer.Headers))
        {
            response.Headers.TransferEncoding = "chunked";
            _chunks = new ChunkedWriter(response.BodyWriter);
        }
        _hasHead = true;
    }
}

/// <summary>Answers that the host gives in a guest's stead.</summary>
internal static class ErrorAnswer
{
    public static Task WriteAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }
}
