using System.Net;
using System.Net.Sockets;

namespace Dovetail.Wasi.Sockets;

/// <summary>A socket of the system, which a guest's socket and its streams share: the last of them closes it. It counts as long as it is open.</summary>
internal sealed class SharedSocket : IDisposable
{
    private readonly WasiState _state;
    private int _references = 1;

    private SharedSocket(WasiState state, Socket system) => (_state, System) = (state, system);

    public Socket System { get; }

    public AddressFamily Family => System.AddressFamily;

    /// <summary>Makes a socket.</summary>
    /// <exception cref="SocketFault">No socket is granted, or there are as many as may be.</exception>
    public static SharedSocket Create(WasiState state, IpAddressFamily family, SocketType type, string function)
    {
        if (state.Options.Network.Allow is null)
            throw Denied(state, function);
        return Adopt(state, () =>
        {
            var system = new Socket(Addresses.ToSystem(family), type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
            if (family == IpAddressFamily.Ipv6)
                system.DualMode = false;
            return system;
        });
    }

    /// <summary>Takes a socket that the system made.</summary>
    /// <exception cref="SocketFault">There are as many as may be.</exception>
    public static SharedSocket Adopt(WasiState state, Func<Socket> make)
    {
        if (!state.TryEnterSocket())
            throw new SocketFault(ErrorCode.NewSocketLimit);
        try
        {
            return new SharedSocket(state, SocketFault.Of(make));
        }
        catch
        {
            state.LeaveSocket();
            throw;
        }
    }

    /// <exception cref="SocketFault">The address may not be used for that.</exception>
    public static void Demand(WasiState state, SocketUse use, IPEndPoint address, string function)
    {
        if (state.Options.Network.Allow?.Invoke(use, address) != true)
            throw Denied(state, function, address.ToString());
    }

    /// <summary>One more user: as many times as this, <see cref="Dispose"/> must be called once more.</summary>
    public SharedSocket Share()
    {
        Interlocked.Increment(ref _references);
        return this;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _references) != 0)
            return;
        System.Dispose();
        _state.LeaveSocket();
    }

    /// <summary>A use that is not granted, of which the host is told.</summary>
    public static SocketFault Denied(WasiState state, string function, string? target = null)
    {
        state.Report(new MissingGrant(function, "--inherit-network", target));
        return new SocketFault(ErrorCode.AccessDenied);
    }
}
