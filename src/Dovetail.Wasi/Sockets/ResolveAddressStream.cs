using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Sockets;

/// <summary><c>wasi:sockets/ip-name-lookup.resolve-address-stream</c>.</summary>
internal sealed class ResolveAddressStream : WasiResource, IReadiness
{
    private const int MaxNameLength = 253;
    private const int MaxAddresses = 100;
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task<IPAddress[]> _addresses;
    private int _next;

    private ResolveAddressStream(WasiState state, Func<CancellationToken, Task<IPAddress[]>> begin)
        : base(state)
    {
        _stop.CancelAfter(_longest);
        _addresses = begin(_stop.Token);
    }

    public bool IsReady => _addresses.IsCompleted;

    protected override string TypeName => "resolve-address-stream";

    /// <exception cref="SocketFault">It is no name, or may not be looked up.</exception>
    public static ResolveAddressStream Begin(WasiState state, string name)
    {
        const string function = "wasi:sockets/ip-name-lookup.resolve-addresses";
        if (state.Options.Network.AllowLookup is not { } allow)
            throw SharedSocket.Denied(state, function, name);
        // .NET's addresses may have a port, or a scope that cannot be told.
        if (IPAddress.TryParse(name, out var address) && name.AsSpan().IndexOfAny('[', '%') < 0)
            return new ResolveAddressStream(state, _ => Task.FromResult<IPAddress[]>([address]));
        var ascii = Ascii(name);
        return allow(ascii)
            ? new ResolveAddressStream(state, cancellation => LookUpAsync(state, ascii, cancellation))
            : throw SharedSocket.Denied(state, function, name);
    }

    public IpAddress? Next()
    {
        if (!_addresses.IsCompleted)
            throw new SocketFault(ErrorCode.WouldBlock);
        if (!_addresses.IsCompletedSuccessfully)
            throw new SocketFault(_addresses.Exception?.InnerException is SocketException exception ? SocketFault.CodeOf(exception) : ErrorCode.TemporaryResolverFailure);
        if (_next >= _addresses.Result.Length)
            return null;
        var found = _addresses.Result[_next++];
        return Addresses.ToGuest(found.IsIPv4MappedToIPv6 ? found.MapToIPv4() : found);
    }

    public async ValueTask WhenReadyAsync(CancellationToken cancellation) =>
        await ((Task)_addresses).WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Pollable Subscribe() => new(State, this, this);

    public override void Close()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    // Allowed are those that the guest is told, all of them before it is told any.
    private static async Task<IPAddress[]> LookUpAsync(WasiState state, string name, CancellationToken cancellation)
    {
        if (!state.TryEnterSocket())
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        try
        {
            var found = await Dns.GetHostAddressesAsync(name, cancellation).ConfigureAwait(false);
            found = found.Length <= MaxAddresses ? found : found[..MaxAddresses];
            state.Options.Network.Resolved?.Invoke(name, found);
            return found;
        }
        finally
        {
            state.LeaveSocket();
        }
    }

    /// <summary>A host's name as it is looked up.</summary>
    /// <exception cref="SocketFault">It is no name.</exception>
    internal static string Ascii(string name)
    {
        try
        {
            var ascii = new IdnMapping().GetAscii(name.EndsWith('.') ? name[..^1] : name);
            return ascii.Length is > 0 and <= MaxNameLength && Uri.CheckHostName(ascii) == UriHostNameType.Dns ? ascii : throw new SocketFault(ErrorCode.InvalidArgument);
        }
        catch (ArgumentException)
        {
            throw new SocketFault(ErrorCode.InvalidArgument);
        }
    }
}
