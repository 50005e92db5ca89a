using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi;
using Dovetail.Wasi.Preview1;

namespace Dovetail.Tests.Wasi.Preview1;

/// <summary><c>sock_*</c>, of sockets that the host gives.</summary>
public sealed class SocketTests : Preview1FileTestBase
{
    private const uint Listener = 3;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _clients = [];

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _clients.ForEach(client => client.Dispose());
        _listener.Dispose();
    }

    private void Open(WasiLimits? limits = null, StoreOptions? store = null)
    {
        if (!_listener.IsBound)
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
        }
        Open(new WasiOptions { Listeners = [_listener], Limits = limits ?? WasiLimits.Default }, store);
    }

    private Socket Connect()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _clients.Add(client);
        client.Connect(_listener.LocalEndPoint!);
        return client;
    }

    private (Socket Client, uint Fd) Accept(FdFlags flags = FdFlags.None)
    {
        var client = Connect();
        Assert.Equal(Errno.Success, Call("sock_accept", Listener, flags, Result));
        return (client, ResultUInt32);
    }

    [Fact]
    public void A_connection_is_accepted_and_bytes_go_both_ways()
    {
        Open();
        var (client, fd) = Accept();
        client.Send("hello"u8);
        Assert.Equal(Errno.Success, Call("sock_recv", fd, Iovs((Data, 2), (Data + 10, 100)), 2, 0, Result, Result + 8));
        Assert.Equal((5u, 0, "he", "llo"), (ResultUInt32, UInt16(Result + 8), TextAt(Data, 2), TextAt(Data + 10, 3)));
        Assert.Equal(Errno.Success, Call("sock_send", fd, Iovs((Data + 10, 3), (Data, 1)), 2, 0, Result));
        Assert.Equal((4u, "lloh"), (ResultUInt32, Receive(client, 4)));
        Assert.Equal(Errno.Success, Write(fd, "written"));
        Assert.Equal("written", Receive(client, 7));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", Read(fd));
    }

    [Ipv6Fact]
    public void A_host_may_listen_in_both_families_at_once()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Assert.True(listener.DualMode);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        listener.Listen();
        Open(new WasiOptions { Listeners = [listener] });
        using var client = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        Assert.Equal(Errno.Success, Call("sock_accept", Listener, 0, Result));
        var fd = ResultUInt32;
        client.Send("x"u8);
        Assert.Equal("x", Read(fd));
    }

    [Fact]
    public async Task All_of_it_is_waited_for_where_that_is_wanted()
    {
        Open();
        var (client, fd) = Accept();
        var sending = Task.Run(() =>
        {
            foreach (var letter in "abcdefgh"u8.ToArray())
                client.Send([letter]);
        });
        Assert.Equal(Errno.Success, Call("sock_recv", fd, Iovs((Data, 8)), 1, RiFlags.RecvWaitall, Result, Result + 8));
        Assert.Equal((8u, "abcdefgh"), (ResultUInt32, TextAt(Data, 8)));
        await sending.WaitAsync(TimeSpan.FromSeconds(30));
        // Who does not wait gets what has come.
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", fd, FdFlags.Nonblock));
        client.Send("ijk"u8);
        Assert.True(SpinWait.SpinUntil(() => Call("sock_recv", fd, Iovs((Data, 8)), 1, RiFlags.RecvWaitall, Result, Result + 8) == Errno.Success, TimeSpan.FromSeconds(30)));
        Assert.Equal((3u, "ijk"), (ResultUInt32, TextAt(Data, 3)));
        Assert.Equal(Errno.Notsup, Call("sock_recv", fd, Iovs((Data, 8)), 1, RiFlags.RecvPeek, Result, Result + 8));
        Assert.Equal(Errno.Inval, Call("sock_recv", fd, Iovs((Data, 8)), 1, 4, Result, Result + 8));
        Assert.Equal(Errno.Inval, Call("sock_send", fd, Iovs((Data, 8)), 1, 1, Result));
    }

    [Fact]
    public async Task What_breaks_behind_the_first_bytes_is_said_by_the_next_call()
    {
        Open();
        var (client, fd) = Accept();
        client.Send("ab"u8);
        var breaking = Task.Delay(100).ContinueWith(_ => client.Close(0), TaskScheduler.Default);
        Assert.Equal(Errno.Success, Call("sock_recv", fd, Iovs((Data, 8)), 1, RiFlags.RecvWaitall, Result, Result + 8));
        Assert.Equal((2u, "ab"), (ResultUInt32, TextAt(Data, 2)));
        Assert.Equal(Errno.Connreset, Call("sock_recv", fd, Iovs((Data, 8)), 1, 0, Result, Result + 8));
        await breaking;
    }

    [Fact]
    public void Nothing_waits_that_must_not()
    {
        Open();
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", Listener, FdFlags.Nonblock));
        Assert.Equal(Errno.Again, Call("sock_accept", Listener, 0, Result));
        var client = Connect();
        Assert.True(SpinWait.SpinUntil(() => Call("sock_accept", Listener, FdFlags.Nonblock, Result) == Errno.Success, TimeSpan.FromSeconds(30)));
        var fd = ResultUInt32;
        Assert.Equal("Again", Read(fd));
        client.Send("x"u8);
        Assert.True(SpinWait.SpinUntil(() => Read(fd) == "x", TimeSpan.FromSeconds(30)));
        Assert.Equal(Errno.Inval, Call("sock_accept", Listener, FdFlags.Append, Result));
    }

    [Fact]
    public void A_side_that_is_shut_down_takes_and_gives_nothing()
    {
        Open();
        var (client, fd) = Accept();
        Assert.Equal((Errno.Inval, Errno.Inval), (Call("sock_shutdown", fd, 0), Call("sock_shutdown", fd, 4)));
        Assert.Equal(Errno.Success, Call("sock_shutdown", fd, SdFlags.Wr));
        Assert.Equal("", Receive(client, 1));
        Assert.Equal(Errno.Pipe, Write(fd, "x"));
        client.Send("still"u8);
        Assert.Equal("still", Read(fd));
        Assert.Equal(Errno.Success, Call("sock_shutdown", fd, SdFlags.Rd));
        Assert.Equal("", Read(fd));
        Assert.Equal(Errno.Notconn, Call("sock_shutdown", Listener, SdFlags.Rd));
    }

    [Fact]
    public void What_is_no_socket_is_none_for_any_function()
    {
        Open();
        foreach (var fd in new[] { 0u, 1u })
        {
            Assert.Equal(Errno.Notsock, Call("sock_accept", fd, 0, Result));
            Assert.Equal(Errno.Notsock, Call("sock_recv", fd, Vectors, 0, 0, Result, Result + 8));
            Assert.Equal(Errno.Notsock, Call("sock_send", fd, Vectors, 0, 0, Result));
            Assert.Equal(Errno.Notsock, Call("sock_shutdown", fd, 1));
        }
        var (_, connection) = Accept();
        Assert.Equal(Errno.Inval, Call("sock_accept", connection, 0, Result));
        Assert.Equal(Errno.Notconn, Call("sock_recv", Listener, Vectors, 0, 0, Result, Result + 8));
        Assert.Equal(Errno.Notconn, Call("sock_send", Listener, Vectors, 0, 0, Result));
        Assert.Equal(Errno.Notconn, Call("fd_read", Listener, Iovs((Data, 1)), 1, Result));
        Assert.Equal(Errno.Spipe, Call("fd_seek", connection, 0, 0, Result));
        Assert.Equal(Errno.Success, Call("fd_fdstat_get", connection, Result));
        Assert.Equal(((byte)FileType.SocketStream, (ulong)Rights.OfConnection), (Bytes(Result, 1)[0], UInt64(Result + 8)));
    }

    [Fact]
    public void Rights_are_asked_for()
    {
        Open();
        var (_, fd) = Accept();
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_rights", fd, Rights.None, 0));
        Assert.Equal(Errno.Notcapable, Call("sock_recv", fd, Vectors, 0, 0, Result, Result + 8));
        Assert.Equal(Errno.Notcapable, Call("sock_send", fd, Vectors, 0, 0, Result));
        Assert.Equal(Errno.Notcapable, Call("sock_shutdown", fd, 1));
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_rights", Listener, Rights.None, 0));
        Assert.Equal(Errno.Notcapable, Call("sock_accept", Listener, 0, Result));
    }

    [Fact]
    public void As_many_connections_are_open_as_may_be()
    {
        Open(new WasiLimits { MaxSockets = 1 });
        var (_, fd) = Accept();
        var second = Connect();
        Poll(Listener);
        Assert.Equal(Errno.Mfile, Call("sock_accept", Listener, 0, Result));
        Assert.Equal(Errno.Mfile, Call("sock_accept", Listener, 0, Result));
        Assert.Equal(Errno.Success, Call("fd_close", fd));
        // Who came meanwhile waits.
        Assert.Equal(Errno.Success, Call("sock_accept", Listener, 0, Result));
        Assert.Equal(Errno.Success, Write(ResultUInt32, "x"));
        Assert.Equal("x", Receive(second, 1));
    }

    [Fact]
    public void A_listener_that_the_host_has_closed_is_an_error()
    {
        Open();
        Assert.Equal(Errno.Success, Call("fd_fdstat_set_flags", Listener, FdFlags.Nonblock));
        Assert.Equal(Errno.Again, Call("sock_accept", Listener, 0, Result));
        _listener.Dispose();
        Poll(Listener);
        Assert.Equal(Errno.Connaborted, Call("sock_accept", Listener, 0, Result));
        Assert.Equal(Errno.Inval, Call("sock_accept", Listener, 0, Result));
        Poll(Listener);
        Assert.Equal(Errno.Success, Call("fd_close", Listener));
    }

    [Fact]
    public void A_socket_of_the_hosts_that_does_not_listen_is_an_error()
    {
        using var idle = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Open(new WasiOptions { Listeners = [idle] });
        Assert.Equal(Errno.Inval, Call("sock_accept", Listener, 0, Result));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void What_was_taken_without_waiting_is_sent_before_the_end(bool isShutDown)
    {
        Open();
        var (client, fd) = Accept(FdFlags.Nonblock);
        var written = 0u;
        while (Call("fd_write", fd, Iovs((0x10000, 0x10000)), 1, Result) == Errno.Success)
            written += ResultUInt32;
        Assert.Equal(Errno.Success, isShutDown ? Call("sock_shutdown", fd, SdFlags.Rd | SdFlags.Wr) : Call("fd_close", fd));
        var (received, buffer) = (0u, new byte[1 << 16]);
        client.ReceiveTimeout = 30_000;
        while (client.Receive(buffer) is > 0 and var some)
            received += (uint)some;
        Assert.Equal(written, received);
    }

    [Fact]
    public void A_guest_that_waits_for_nobody_is_stopped_and_the_socket_stays_the_hosts()
    {
        Open(store: new StoreOptions { Deadline = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => Call("sock_accept", Listener, 0, Result)).Code);
        Open();
        Assert.Equal(Errno.Success, Call("fd_close", Listener));
        Assert.True(_listener.IsBound);
    }

    [Fact]
    public void A_poll_waits_for_a_connection_and_for_bytes()
    {
        Open();
        var client = Connect();
        Poll(Listener);
        Assert.Equal(Errno.Success, Call("sock_accept", Listener, 0, Result));
        var fd = ResultUInt32;
        client.Send("x"u8);
        Poll(fd);
        Assert.Equal("x", Read(fd));
    }

    // Waits until there is something to read.
    private void Poll(uint fd)
    {
        Memory.Write(Data, new byte[48]);
        Memory.Write(Data + 8, [(byte)EventType.FdRead]);
        Memory.WriteInt32(Data + 16, (int)fd);
        Assert.Equal(Errno.Success, Call("poll_oneoff", Data, Data + 64, 1, Result));
        Assert.Equal((1u, Errno.Success), (ResultUInt32, (Errno)UInt16(Data + 64 + 8)));
    }

    private static string Receive(Socket client, int count)
    {
        var (bytes, all) = (new byte[count], 0);
        while (all < count && client.Receive(bytes, all, count - all, SocketFlags.None) is > 0 and var some)
            all += some;
        return System.Text.Encoding.ASCII.GetString(bytes, 0, all);
    }
}
