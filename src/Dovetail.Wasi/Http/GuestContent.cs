using System.IO.Pipelines;
using System.Net;

namespace Dovetail.Wasi.Http;

/// <summary>The body of a request, as the guest writes it.</summary>
internal sealed class GuestContent(long? length) : HttpContent
{
    private const int Ahead = 64 << 10;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: Ahead, resumeWriterThreshold: Ahead / 2, useSynchronizationContext: false));
    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when all of it has been sent.</summary>
    public Task Sent => _sent.Task;

    /// <summary>Where the guest's bytes go.</summary>
    public OutgoingContent Outgoing => new Writer(this);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var part in read.Buffer)
                await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
            _pipe.Reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                break;
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        _sent.TrySetResult();
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _pipe.Reader.Complete();
        base.Dispose(disposing);
    }

    private sealed class Writer(GuestContent content) : OutgoingContent
    {
        public override ErrorCode? Broken => null;

        public override PipeWriter Begin() => content._pipe.Writer;

        public override void Complete(FieldList? trailers, Task? flushing) => content._pipe.Writer.Complete();

        public override void Abort() => content._pipe.Writer.Complete(new IOException("the guest gave up the body of its request"));
    }
}

/// <summary>A body that a request of its method does not have: what is written is thrown away.</summary>
internal sealed class NoContent : OutgoingContent
{
    public static NoContent Instance { get; } = new();

    public override ErrorCode? Broken => null;

    public override PipeWriter Begin() => PipeWriter.Create(Stream.Null);

    public override void Complete(FieldList? trailers, Task? flushing)
    {
    }

    public override void Abort()
    {
    }
}
