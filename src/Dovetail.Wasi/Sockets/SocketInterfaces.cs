using System.Net.Sockets;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Sockets;

/// <summary><c>wasi:sockets/tcp.shutdown-type</c>.</summary>
internal enum ShutdownType
{
    Receive,
    Send,
    Both,
}

/// <summary><c>wasi:sockets@0.2</c>: what the services throw becomes an <c>error-code</c>.</summary>
internal static class SocketInterfaces
{
    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("sockets/network"), network => network
            .Resource<Network>("network", network => network.Drop())
            .Function("network-error-code", (IoError error) => error.Fault.Code as ErrorCode?));
        linker.Define(WasiHost.Name("sockets/instance-network"), instance => instance
            .Function("instance-network", (Store store) => new Network(host.Of(store))));
        linker.Define(WasiHost.Name("sockets/ip-name-lookup"), lookup => lookup
            .Resource<ResolveAddressStream>("resolve-address-stream", stream => stream.Drop())
            .Function("resolve-addresses", (Network network, string name) => Try(() => ResolveAddressStream.Begin(network.State, name)))
            .Function("[method]resolve-address-stream.resolve-next-address", (ResolveAddressStream stream) => Try(stream.Next))
            .Function("[method]resolve-address-stream.subscribe", (ResolveAddressStream stream) => stream.Subscribe()));
        linker.Define(WasiHost.Name("sockets/tcp-create-socket"), create => create
            .Function("create-tcp-socket", (Store store, IpAddressFamily family) => Try(() => new TcpSocket(
                host.Of(store), SharedSocket.Create(host.Of(store), family, SocketType.Stream, "wasi:sockets/tcp-create-socket.create-tcp-socket")))));
        linker.Define(WasiHost.Name("sockets/udp-create-socket"), create => create
            .Function("create-udp-socket", (Store store, IpAddressFamily family) => Try(() => new UdpSocket(
                host.Of(store), SharedSocket.Create(host.Of(store), family, SocketType.Dgram, "wasi:sockets/udp-create-socket.create-udp-socket")))));
        linker.Define(WasiHost.Name("sockets/tcp"), tcp =>
        {
            AddTcp(tcp);
            AddTcpOptions(tcp);
        });
        linker.Define(WasiHost.Name("sockets/udp"), AddUdp);
    }

    private static void AddTcp(InterfaceBuilder tcp) => tcp
        .Resource<TcpSocket>("tcp-socket", socket => socket.Drop())
        .Function("[method]tcp-socket.start-bind", (TcpSocket socket, Network _, IpSocketAddress address) => Try(() => socket.StartBind(address)))
        .Function("[method]tcp-socket.finish-bind", (TcpSocket socket) => Try(socket.FinishBind))
        .Function("[method]tcp-socket.start-connect", (TcpSocket socket, Network _, IpSocketAddress address) => Try(() => socket.StartConnect(address)))
        .Function("[method]tcp-socket.finish-connect", (TcpSocket socket) => Try(socket.FinishConnect))
        .Function("[method]tcp-socket.start-listen", (TcpSocket socket) => Try(socket.StartListen))
        .Function("[method]tcp-socket.finish-listen", (TcpSocket socket) => Try(socket.FinishListen))
        .Function("[method]tcp-socket.accept", (TcpSocket socket) => Try(socket.Accept))
        .Function("[method]tcp-socket.local-address", (TcpSocket socket) => Try(socket.LocalAddress))
        .Function("[method]tcp-socket.remote-address", (TcpSocket socket) => Try(socket.RemoteAddress))
        .Function("[method]tcp-socket.is-listening", (TcpSocket socket) => socket.IsListening)
        .Function("[method]tcp-socket.address-family", (TcpSocket socket) => socket.Family)
        .Function("[method]tcp-socket.set-listen-backlog-size", (TcpSocket socket, ulong value) => Try(() => socket.SetBacklog(value)))
        .Function("[method]tcp-socket.subscribe", (TcpSocket socket) => socket.Subscribe())
        .Function("[method]tcp-socket.shutdown", (TcpSocket socket, ShutdownType type) => Try(() => socket.Shutdown(type switch
        {
            ShutdownType.Receive => SocketShutdown.Receive,
            ShutdownType.Send => SocketShutdown.Send,
            _ => SocketShutdown.Both,
        })));

    private static void AddTcpOptions(InterfaceBuilder tcp) => tcp
        .Function("[method]tcp-socket.keep-alive-enabled", (TcpSocket socket) => Try(() => SocketOptions.GetKeepAlive(socket.Options())))
        .Function("[method]tcp-socket.set-keep-alive-enabled", (TcpSocket socket, bool value) => Try(() => SocketOptions.SetKeepAlive(socket.Options(), value)))
        .Function("[method]tcp-socket.keep-alive-idle-time", (TcpSocket socket) => Try(() => SocketOptions.GetTime(socket.Options(), SocketOptionName.TcpKeepAliveTime)))
        .Function("[method]tcp-socket.set-keep-alive-idle-time", (TcpSocket socket, ulong value) => Try(() => SocketOptions.SetTime(socket.Options(), SocketOptionName.TcpKeepAliveTime, value)))
        .Function("[method]tcp-socket.keep-alive-interval", (TcpSocket socket) => Try(() => SocketOptions.GetTime(socket.Options(), SocketOptionName.TcpKeepAliveInterval)))
        .Function("[method]tcp-socket.set-keep-alive-interval", (TcpSocket socket, ulong value) => Try(() => SocketOptions.SetTime(socket.Options(), SocketOptionName.TcpKeepAliveInterval, value)))
        .Function("[method]tcp-socket.keep-alive-count", (TcpSocket socket) => Try(() => SocketOptions.GetCount(socket.Options())))
        .Function("[method]tcp-socket.set-keep-alive-count", (TcpSocket socket, uint value) => Try(() => SocketOptions.SetCount(socket.Options(), value)))
        .Function("[method]tcp-socket.hop-limit", (TcpSocket socket) => Try(() => SocketOptions.GetHopLimit(socket.Options())))
        .Function("[method]tcp-socket.set-hop-limit", (TcpSocket socket, byte value) => Try(() => SocketOptions.SetHopLimit(socket.Options(), value)))
        .Function("[method]tcp-socket.receive-buffer-size", (TcpSocket socket) => Try(() => SocketOptions.GetReceiveBuffer(socket.Options())))
        .Function("[method]tcp-socket.set-receive-buffer-size", (TcpSocket socket, ulong value) => Try(() => SocketOptions.SetReceiveBuffer(socket.Options(), value)))
        .Function("[method]tcp-socket.send-buffer-size", (TcpSocket socket) => Try(() => SocketOptions.GetSendBuffer(socket.Options())))
        .Function("[method]tcp-socket.set-send-buffer-size", (TcpSocket socket, ulong value) => Try(() => SocketOptions.SetSendBuffer(socket.Options(), value)));

    private static void AddUdp(InterfaceBuilder udp) => udp
        .Resource<UdpSocket>("udp-socket", socket => socket.Drop())
        .Resource<IncomingDatagramStream>("incoming-datagram-stream", stream => stream.Drop())
        .Resource<OutgoingDatagramStream>("outgoing-datagram-stream", stream => stream.Drop())
        .Function("[method]udp-socket.start-bind", (UdpSocket socket, Network _, IpSocketAddress address) => Try(() => socket.StartBind(address)))
        .Function("[method]udp-socket.finish-bind", (UdpSocket socket) => Try(socket.FinishBind))
        .Function("[method]udp-socket.stream", (UdpSocket socket, IpSocketAddress? remote) => Try(() => socket.Streams(remote)))
        .Function("[method]udp-socket.local-address", (UdpSocket socket) => Try(socket.LocalAddress))
        .Function("[method]udp-socket.remote-address", (UdpSocket socket) => Try(socket.RemoteAddress))
        .Function("[method]udp-socket.address-family", (UdpSocket socket) => socket.Family)
        .Function("[method]udp-socket.unicast-hop-limit", (UdpSocket socket) => Try(() => SocketOptions.GetHopLimit(socket.Options)))
        .Function("[method]udp-socket.set-unicast-hop-limit", (UdpSocket socket, byte value) => Try(() => SocketOptions.SetHopLimit(socket.Options, value)))
        .Function("[method]udp-socket.receive-buffer-size", (UdpSocket socket) => Try(() => SocketOptions.GetReceiveBuffer(socket.Options)))
        .Function("[method]udp-socket.set-receive-buffer-size", (UdpSocket socket, ulong value) => Try(() => SocketOptions.SetReceiveBuffer(socket.Options, value)))
        .Function("[method]udp-socket.send-buffer-size", (UdpSocket socket) => Try(() => SocketOptions.GetSendBuffer(socket.Options)))
        .Function("[method]udp-socket.set-send-buffer-size", (UdpSocket socket, ulong value) => Try(() => SocketOptions.SetSendBuffer(socket.Options, value)))
        .Function("[method]udp-socket.subscribe", (UdpSocket socket) => socket.Subscribe())
        .Function("[method]incoming-datagram-stream.receive", (IncomingDatagramStream stream, ulong most) => Try(() => stream.Receive(most)))
        .Function("[method]incoming-datagram-stream.subscribe", (IncomingDatagramStream stream) => stream.Subscribe())
        .Function("[method]outgoing-datagram-stream.check-send", (OutgoingDatagramStream stream) => Try(stream.CheckSend))
        .Function("[method]outgoing-datagram-stream.send", (OutgoingDatagramStream stream, OutgoingDatagram[] datagrams) => Try(() => stream.Send(datagrams)))
        .Function("[method]outgoing-datagram-stream.subscribe", (OutgoingDatagramStream stream) => stream.Subscribe());

    private static Result<T, ErrorCode> Try<T>(Func<T> operation)
    {
        try
        {
            return Result<T, ErrorCode>.Ok(operation());
        }
        catch (SocketFault fault)
        {
            return Result<T, ErrorCode>.Err(fault.Code);
        }
    }

    private static Result<ValueTuple, ErrorCode> Try(Action operation) => Try(() =>
    {
        operation();
        return default(ValueTuple);
    });
}
