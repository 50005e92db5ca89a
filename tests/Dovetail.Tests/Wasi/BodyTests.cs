using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi;
using Dovetail.Wasi.Http;

namespace Dovetail.Tests.Wasi;

/// <summary>Bodies of HTTP between a guest and a connection: how they end, and what their streams say then.</summary>
public sealed class BodyTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly WasiState _state;

    public BodyTests()
    {
        _store = new Store(_engine);
        _state = new WasiHost(_ => WasiOptions.Default).Of(_store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    private static BodySink Sink(long? length = null) => new(length, size => new ErrorCode.HttpRequestBodySize(size));

    [Fact]
    public void Looking_whether_a_body_is_ready_leaves_its_error_to_who_writes()
    {
        var (sink, content) = (Sink(), new Connection());
        sink.Connect(content);
        content.Break(new ErrorCode.ConnectionTerminated());
        Assert.True(sink.IsReady);
        Assert.True(sink.WhenReadyAsync(CancellationToken.None).AsTask().IsCompletedSuccessfully);
        Assert.True(sink.IsReady);
        Assert.IsType<ErrorCode.ConnectionTerminated>(sink.CheckWrite().Error.Code);
        Assert.True(sink.CheckWrite().Error.IsClosed);
    }

    [Fact]
    public void A_body_that_is_given_up_takes_nothing_more()
    {
        var (sink, content) = (Sink(), new Connection());
        sink.Connect(content);
        Assert.True(sink.Write(new byte[10]).IsOk);
        sink.Abort(new ErrorCode.ConnectionRefused());
        Assert.True(content.IsAborted);
        Assert.IsType<ErrorCode.ConnectionRefused>(sink.Write(new byte[10]).Error.Code);
        Assert.True(sink.CheckWrite().Error.IsClosed);
        Assert.True(sink.Flush().Error.IsClosed);
    }

    [Fact]
    public async Task Who_waits_for_room_in_a_body_that_nobody_sends_is_woken()
    {
        var sink = Sink();
        Assert.True(sink.Write(new byte[64 << 10]).IsOk);
        var waiting = sink.WhenReadyAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        sink.Abort();
        await waiting;
        Assert.True(sink.CheckWrite().Error.IsClosed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_body_whose_message_is_dropped_is_closed(bool isRequest)
    {
        var headers = new FieldList(1000);
        var (message, body) = isRequest ? Of(new OutgoingRequest(_state, headers)) : Of(new OutgoingResponse(_state, headers));
        var stream = body.Write().Value;
        Assert.True(stream.CheckWrite().IsOk);
        message.Drop();
        Assert.IsType<Dovetail.Wasi.Io.StreamError.Closed>(stream.CheckWrite().Error);

        static (WasiResource, OutgoingBody) Of(WasiResource message) => (message, ((message as OutgoingRequest)?.Body() ?? ((OutgoingResponse)message).Body()).Value);
    }

    [Fact]
    public void A_body_may_be_connected_to_twice_and_given_up_before()
    {
        var sink = Sink();
        Assert.False(sink.Write(new byte[64 << 10]).IsError);
        _ = sink.WhenReadyAsync(CancellationToken.None).AsTask();
        sink.Abort();
        var content = new Connection();
        sink.Connect(content);
        sink.Connect(content);
        Assert.True(content.IsAborted);
    }

    [Fact]
    public void Trailers_that_are_too_large_are_an_error_of_the_guests()
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK);
        response.TrailingHeaders.Add("X-Large", new string('x', 2000));
        var source = new BodySource(new ResponseContent(response, Stream.Null, new ResponseLimits(TimeSpan.FromSeconds(10), null, 1000, TimeProvider.System)));
        var trailers = new FutureTrailers(_state, source);
        _store.Wait(trailers.WhenReadyAsync);
        Assert.IsType<ErrorCode.HttpResponseTrailerSectionSize>(trailers.Get()!.Value.Value.Error);
        Assert.True(trailers.Get()!.Value.IsError);
    }

    // The server is told ten bytes and gets five: it must see that these are not all.
    [Fact]
    public async Task A_request_whose_body_is_shorter_than_its_header_says_fails_and_is_cut_off()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var headers = new FieldList(1000);
        headers.Append("content-length", "10"u8.ToArray());
        var sink = Sink(10);
        var state = new WasiHost(_ => new WasiOptions { Http = new OutgoingHttp { AllowsPrivateAddresses = true } }).Of(_store);
        var call = new HttpCall(new Dovetail.Wasi.Http.HttpMethod.Post(), null, null, null, headers, sink, default);
        var sending = HttpClientCall.SendAsync(state, call, new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"), new CancellationTokenSource());
        using var server = await listener.AcceptTcpClientAsync();
        Assert.True(sink.Write("short"u8.ToArray()).IsOk);
        Assert.Equal(new ErrorCode.HttpRequestBodySize(5), sink.Finish(null).Error);
        Assert.True((await sending).IsError);
        var received = new MemoryStream();
        try
        {
            await server.GetStream().CopyToAsync(received);
        }
        catch (IOException)
        {
            // Reset, which is an end too.
        }
        var text = System.Text.Encoding.ASCII.GetString(received.ToArray());
        Assert.True(text.Length == 0 || text.EndsWith("\r\n\r\n", StringComparison.Ordinal) || text.EndsWith("\r\n\r\nshort", StringComparison.Ordinal), text);
        Assert.True(sink.CheckWrite().IsError);
    }

    private sealed class Connection : OutgoingContent
    {
        private ErrorCode? _broken;

        public override ErrorCode? Broken => _broken;

        public bool IsAborted { get; private set; }

        public void Break(ErrorCode error) => _broken = error;

        public override PipeWriter Begin() => PipeWriter.Create(Stream.Null);

        public override void Complete(FieldList? trailers, Task? flushing)
        {
        }

        public override void Abort() => IsAborted = true;
    }
}
