using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi;
using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Http;
using Dovetail.Wasi.Io;
using Dovetail.Wasi.Sockets;
using DescriptorFlags = Dovetail.Wasi.Filesystem.DescriptorFlags;
using HttpMethod = Dovetail.Wasi.Http.HttpMethod;

namespace Dovetail.Tests.Wasi;

/// <summary>What a resource would have held is freed where a limit traps before there is one.</summary>
public sealed class OwnershipTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly WasiState _state;
    private readonly MemoryFileSystem _files = new();

    public OwnershipTests()
    {
        _store = new Store(_engine);
        _state = new WasiHost(_ => new WasiOptions
        {
            Network = NetworkGrants.Everything,
            Limits = new WasiLimits { MaxResources = 1, MaxSockets = 1, MaxOpenFiles = 1, MaxFieldBytes = 1000 },
        }).Of(_store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    /// <summary>What takes the last place among the resources.</summary>
    private Pollable Fill() => new Pollable(_state, ReadyNow.Instance);

    private static void Traps(Action create) => Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(create).Code);

    [Fact]
    public void Streams_close_what_they_would_have_read_and_written()
    {
        Fill();
        var (source, sink) = (new Source(), new Sink());
        Traps(() => _ = new InputStream(_state, source));
        Traps(() => _ = new OutputStream(_state, sink));
        Assert.True(source.IsClosed && sink.IsClosed);
    }

    [Fact]
    public void A_stream_that_does_not_own_its_bytes_leaves_them()
    {
        Fill();
        var source = new Source();
        Traps(() => _ = new InputStream(_state, source, isOwner: false));
        Assert.False(source.IsClosed);
    }

    [Fact]
    public void Files_are_closed()
    {
        _files.WriteFile("file", "x"u8);
        var descriptor = new Descriptor(_state, Preopen.Memory(_files).Open());
        var file = descriptor.File.Open("file", false, Dovetail.Wasi.Filesystem.OpenFlags.None, DescriptorFlags.Read);
        var isClosed = false;
        file.Node.Closed = () => isClosed = true;
        Traps(() => _ = new Descriptor(_state, file));
        Assert.True(isClosed);
        Traps(() => DescriptorCalls.OpenAt(descriptor, default, "file", default, DescriptorFlags.Read));
        Traps(() => DescriptorCalls.ReadDirectory(descriptor));
        _state.EnterFile();
    }

    [Fact]
    public void The_stream_of_a_file_leaves_no_user_of_it_behind()
    {
        _files.WriteFile("file", "x"u8);
        var file = Preopen.Memory(_files).Open().Open("file", false, Dovetail.Wasi.Filesystem.OpenFlags.None, DescriptorFlags.Read | DescriptorFlags.Write);
        var isClosed = false;
        file.Node.Closed = () => isClosed = true;
        var descriptor = new Descriptor(_state, file);
        Traps(() => DescriptorCalls.ReadViaStream(descriptor, 0));
        Traps(() => DescriptorCalls.AppendViaStream(descriptor));
        descriptor.Drop();
        Assert.True(isClosed);
    }

    [Fact]
    public void Sockets_are_closed()
    {
        var full = Fill();
        SharedSocket Socket(SocketType type) => SharedSocket.Create(_state, IpAddressFamily.Ipv4, type, "test");
        Traps(() => _ = new TcpSocket(_state, Socket(SocketType.Stream)));
        Traps(() => _ = new UdpSocket(_state, Socket(SocketType.Dgram)));
        full.Drop();
        var udp = new UdpSocket(_state, Socket(SocketType.Dgram));
        udp.StartBind(new IpSocketAddress.Ipv4(new(0, (127, 0, 0, 1))));
        udp.FinishBind();
        Traps(() => udp.Streams(null));
        udp.Drop();
        Assert.True(_state.TryEnterSocket());
    }

    [Fact]
    public void A_response_is_given_up_and_a_request_for_one_is_not_made()
    {
        Fill();
        var content = new Content();
        var reply = new HttpReply(200, new FieldList(1000), content);
        Traps(() => _ = new IncomingResponse(_state, reply));
        Assert.True(content.IsClosed);
        Traps(() => _ = new FutureIncomingResponse(_state, 0, _ => throw new InvalidOperationException("sent, where there is no room for a response")));
        var body = new Content();
        Traps(() => _ = new IncomingBody(_state, new BodySource(body)));
        Assert.True(body.IsClosed);
        var trailers = new Content();
        Traps(() => _ = new FutureTrailers(_state, new BodySource(trailers)));
        Assert.True(trailers.IsClosed);
    }

    [Fact]
    public void A_request_ends_where_the_guest_drops_what_stands_for_it()
    {
        var (late, stopped) = (new Content(), default(CancellationToken));
        new FutureIncomingResponse(_state, 0, stop =>
        {
            stopped = stop.Token;
            return Task.FromResult(Result<HttpReply, Dovetail.Wasi.Http.ErrorCode>.Ok(new HttpReply(200, new FieldList(1000), late)));
        }).Drop();
        Assert.True(stopped.IsCancellationRequested);
        Assert.True(SpinWait.SpinUntil(() => late.IsClosed, TimeSpan.FromSeconds(20)));
    }

    // The server goes on for ever: only who closes the connection ends it.
    [Fact]
    public async Task A_response_whose_header_is_too_large_leaves_no_connection_behind()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var call = new HttpCall(new HttpMethod.Get(), null, null, null, new FieldList(1000), null, default);
        var state = new WasiHost(_ => new WasiOptions
        {
            Http = new OutgoingHttp { AllowsPrivateAddresses = true },
            Limits = new WasiLimits { MaxFieldBytes = 1000 },
        }).Of(_store);
        var sending = HttpClientCall.SendAsync(state, call, new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"), new CancellationTokenSource());
        using var server = await listener.AcceptTcpClientAsync();
        var stream = server.GetStream();
        Assert.True(await stream.ReadAsync(new byte[4096]) > 0);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nX-Large: {new string('x', 2000)}\r\nContent-Length: 1000000\r\n\r\nbegun"));
        Assert.IsType<Dovetail.Wasi.Http.ErrorCode.HttpResponseHeaderSectionSize>((await sending).Error);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            Assert.Equal(0, await stream.ReadAsync(new byte[1], patience.Token));
        }
        catch (IOException)
        {
            // Reset, which is an end too.
        }
    }

    private sealed class Source : ByteSource
    {
        public bool IsClosed { get; private set; }

        public override bool IsReady => true;

        public override ValueTask WhenReadyAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public override Result<byte[], StreamFault> Read(int most) => Result<byte[], StreamFault>.Err(StreamFault.Closed);

        protected override void Close() => IsClosed = true;
    }

    private sealed class Sink : ByteSink
    {
        public bool IsClosed { get; private set; }

        public override bool IsReady => true;

        public override ValueTask WhenReadyAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public override Result<int, StreamFault> CheckWrite() => Result<int, StreamFault>.Ok(1);

        public override Result<bool, StreamFault> Write(ReadOnlyMemory<byte> bytes) => Result<bool, StreamFault>.Ok(true);

        public override Result<ValueTuple, StreamFault> Flush() => Result<ValueTuple, StreamFault>.Ok(default);

        protected override void Close() => IsClosed = true;
    }

    private sealed class Content : IncomingContent
    {
        public bool IsClosed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => new(0);

        public override FieldList? Trailers() => null;

        public override Dovetail.Wasi.Http.ErrorCode Explain(Exception exception) => new Dovetail.Wasi.Http.ErrorCode.InternalError(null);

        public override void Close() => IsClosed = true;
    }
}
