using System.Net.Sockets;
using Dovetail.Wasi;
using Dovetail.Wasi.Filesystem;
using Dovetail.Wasi.Filesystem.Memory;
using Dovetail.Wasi.Http;
using Dovetail.Wasi.Io;
using Dovetail.Wasi.KeyValue;
using Dovetail.Wasi.Sockets;
using HttpMethod = Dovetail.Wasi.Http.HttpMethod;

namespace Dovetail.Tests.Wasi;

/// <summary>What guests make the host keep has a bound, whatever it is made of.</summary>
public sealed class BoundTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;
    private readonly WasiState _state;

    public BoundTests()
    {
        _store = new Store(_engine);
        _state = new WasiHost(_ => new WasiOptions
        {
            Http = new OutgoingHttp { Allowed = [HttpOrigin.Parse("127.0.0.1:1")] },
            Limits = new WasiLimits { MaxHeldBytes = 1 << 20 },
        }).Of(_store);
    }

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    private Fields Headers(int bytes) => Fields.FromList(_state, [("a", new byte[bytes].Select(_ => (byte)'x').ToArray())]).Value;

    // Makes one after the other until that traps, and as many again when the first ones are gone.
    private static int Fill(Func<WasiResource> make)
    {
        var made = new List<WasiResource>();
        var trap = Assert.Throws<TrapException>(() =>
        {
            while (made.Count < 5000)
                made.Add(make());
        });
        Assert.Equal(TrapCode.LimitReached, trap.Code);
        Assert.Contains("MaxHeldBytes", trap.Message, StringComparison.Ordinal);
        var count = made.Count;
        made.ForEach(resource => resource.Drop());
        for (var i = 0; i < count; i++)
            made.Add(make());
        return count;
    }

    [Fact]
    public void Fields_are_counted_together() => Assert.InRange(Fill(() => Headers(100_000)), 9, 10);

    [Fact]
    public void Fields_that_grow_are_counted_as_they_do() => Assert.InRange(
        Fill(() =>
        {
            var fields = new Fields(_state);
            for (var i = 0; i < 10; i++)
                Assert.True(fields.Append("a", new byte[10_000].Select(_ => (byte)'x').ToArray()).IsOk);
            return fields;
        }), 9, 10);

    [Fact]
    public void Fields_that_are_copied_are_counted_again()
    {
        var fields = Headers(100_000);
        Assert.InRange(Fill(fields.Clone), 8, 9);
    }

    [Fact]
    public void Headers_of_messages_are_counted_once()
    {
        var response = new OutgoingResponse(_state, Headers(100_000).Take());
        for (var i = 0; i < 100; i++)
            _ = response.Headers();
        Assert.InRange(Fill(() => new OutgoingResponse(_state, Headers(100_000).Take())), 8, 9);
    }

    [Fact]
    public void Bodies_that_nobody_has_taken_are_counted() => Assert.InRange(
        Fill(() =>
        {
            var response = new OutgoingResponse(_state, new FieldList(1000));
            _ = response.Body();
            return response;
        }), 15, 16);

    [Fact]
    public void Buffers_of_bodies_that_come_in_are_counted() => Assert.InRange(Fill(() => new IncomingBody(_state, new BodySource(new Endless()))), 15, 16);

    [Fact]
    public void What_a_request_says_of_itself_is_counted() => Assert.InRange(
        Fill(() =>
        {
            var request = new OutgoingRequest(_state, new FieldList(1000));
            Assert.True(request.SetMethod(new HttpMethod.Other(new string('x', 100_000))).IsOk);
            Assert.True(request.SetPathWithQuery("/" + new string('x', 50_000)).IsOk);
            return request;
        }), 3, 3);

    [Fact]
    public void Requests_on_their_way_are_counted_with_the_header_that_may_come() => Assert.InRange(
        Fill(() =>
        {
            var request = new OutgoingRequest(_state, new FieldList(1000));
            request.SetScheme(HttpScheme.Of("http"));
            request.SetAuthority("127.0.0.1:1");
            return OutgoingHandler.Handle(_state, request, null).Value;
        }), 15, 16);

    [Fact]
    public void Values_that_are_kept_to_compare_are_counted() => Assert.InRange(
        Fill(() => new Cas(_state, new MemoryBucket(), "key", new VersionedValue(new byte[100_000], 1))), 9, 10);

    [Fact]
    public void Listings_are_counted()
    {
        var files = new MemoryFileSystem();
        for (var i = 0; i < 6000; i++)
            files.WriteFile($"{i}", []);
        var directory = new Descriptor(_state, Preopen.Memory(files).Open());
        Assert.InRange(Fill(() => DescriptorCalls.ReadDirectory(directory).Value), 8, 11);
    }

    [Fact]
    public void A_file_in_memory_that_shrinks_gives_back_its_memory()
    {
        var file = new MemoryFile(1, DateTimeOffset.UnixEpoch);
        file.Resize(1 << 20);
        file.Resize(600_000);
        Assert.InRange(file.Capacity, 600_000, 1_200_000);
        file.Resize(10);
        Assert.InRange(file.Capacity, 10, 20);
        file.Write("x"u8, 9);
        file.Resize(1000);
        Assert.Equal([0, (byte)'x', 0], file.Bytes[8..11].ToArray());
        file.Resize(0);
        Assert.Equal(0, file.Capacity);
    }

    [Fact]
    public void A_flood_of_flushes_becomes_one()
    {
        using var stream = new Stalling();
        var sink = new StreamSink(stream);
        Assert.True(sink.Write(new byte[10]).IsOk);
        for (var i = 0; i < 10_000; i++)
            Assert.True(sink.Flush().IsOk);
        Assert.Equal(0, sink.CheckWrite().Value);
        stream.Go();
        _store.Wait(sink.WhenReadyAsync);
        Assert.Equal((1, 1), (stream.Writes, stream.Flushes));
        Assert.True(sink.CheckWrite().Value > 0);
    }

    [Fact]
    public void Writes_to_a_stream_that_stalls_go_out_in_order_and_are_bounded()
    {
        using var stream = new Stalling();
        var sink = new StreamSink(stream);
        for (var i = 0; i < 100; i++)
            Assert.True(sink.Write(new[] { (byte)i }).Value);
        Assert.True(sink.Flush().IsOk);
        Assert.False(sink.Write(new byte[1 << 20]).Value);
        stream.Go();
        _store.Wait(sink.WhenReadyAsync);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), stream.Bytes);
        Assert.Equal(1, stream.Flushes);
        Assert.True(sink.Write(new byte[1 << 20]).Value);
    }

    // A socket that has no room: of the system's own kind, since datagrams on the loopback interface are rather dropped.
    [LinuxFact]
    public async Task A_datagram_for_which_there_is_no_room_does_not_block()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        using var receiver = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        using var sending = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        receiver.Bind(new UnixDomainSocketEndPoint(path));
        try
        {
            var sender = new DatagramSender(sending);
            var sent = 0;
            for (; sender.HasRoom() && sent < 100_000; sent++)
                sender.Send("x"u8.ToArray(), new UnixDomainSocketEndPoint(path));
            Assert.InRange(sent, 1, 99_999);
            Assert.False(sender.IsReady);
            for (var received = 0; received < sent; received++)
                Assert.Equal(1, await receiver.ReceiveAsync(new byte[10], SocketFlags.None));
            await sender.WhenReadyAsync(CancellationToken.None);
            Assert.True(sender.HasRoom());
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class Endless : IncomingContent
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => new(buffer.Length);

        public override FieldList? Trailers() => null;

        public override Dovetail.Wasi.Http.ErrorCode Explain(Exception exception) => new Dovetail.Wasi.Http.ErrorCode.InternalError(null);
    }

    /// <summary>Takes its first bytes when it is told to.</summary>
    private sealed class Stalling : MemoryStream
    {
        private readonly TaskCompletionSource _go = new();

        public int Writes { get; private set; }

        public int Flushes { get; private set; }

        public byte[] Bytes => ToArray();

        public void Go() => _go.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _go.Task;
            if (!buffer.IsEmpty)
                Writes++;
            Write(buffer.Span);
        }

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            Flushes++;
            return Task.CompletedTask;
        }
    }
}
