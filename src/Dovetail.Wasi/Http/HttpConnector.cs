using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dovetail.Wasi.Http;

/// <summary>Makes connections for requests, to addresses that may be connected to.</summary>
/// <remarks>
/// What a name leads to is looked up here, judged, and connected to: nobody asks the name again in between. Nothing is done behind the guest's back, so that what was
/// allowed is what happens.
/// </remarks>
internal sealed class HttpConnector
{
    private static readonly ConditionalWeakTable<OutgoingHttp, HttpMessageInvoker> _known = [];

    private readonly OutgoingHttp _options;

    private HttpConnector(OutgoingHttp options) => _options = options;

    /// <summary>How long the connection for a request may take.</summary>
    public static HttpRequestOptionsKey<TimeSpan> Timeout { get; } = new("dovetail.connect-timeout");

    /// <summary>Told when a connection for a request begins to be made (false), and when it is made (true). None is where one is at hand.</summary>
    public static HttpRequestOptionsKey<Action<bool>> Connecting { get; } = new("dovetail.connecting");

    /// <summary>Who sends the requests that <paramref name="options"/> allow.</summary>
    public static HttpMessageInvoker For(OutgoingHttp options) => _known.GetValue(options, options => new HttpMessageInvoker(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        Credentials = null,
        PreAuthenticate = false,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.MaxConnections,
        MaxResponseHeadersLength = options.MaxHeaderBytes / 1024,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ConnectCallback = new HttpConnector(options).ConnectAsync,
    }));

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        using var clock = new CancellationTokenSource();
        if (context.InitialRequestMessage.Options.TryGetValue(Timeout, out var timeout))
            clock.CancelAfter(timeout);
        _ = context.InitialRequestMessage.Options.TryGetValue(Connecting, out var connecting);
        connecting?.Invoke(false);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, clock.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var addresses = await AddressesAsync(context.InitialRequestMessage.RequestUri!, both.Token).ConfigureAwait(false);
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, both.Token).ConfigureAwait(false);
            connecting?.Invoke(true);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception exception)
        {
            socket.Dispose();
            // Of the two clocks, the request's and the handler's, either may be the first; a guest that has dropped its request is told nothing.
            if (exception is OperationCanceledException)
                throw new HttpRefusedException(new ErrorCode.ConnectionTimeout());
            throw;
        }
    }

    private async Task<IPAddress[]> AddressesAsync(Uri uri, CancellationToken cancellation)
    {
        var host = HttpOrigin.Normal(uri).Trim('[', ']');
        var isLiteral = IPAddress.TryParse(host, out var literal);
        var found = isLiteral ? [literal!] : await Dns.GetHostAddressesAsync(host, cancellation).ConfigureAwait(false);
        var allowed = Array.FindAll(found, address => MayConnect(uri, isLiteral, host, address));
        return allowed.Length > 0 ? allowed : throw new HttpRefusedException(new ErrorCode.DestinationIpProhibited());
    }

    // An address that is not public is what somebody wanted only where it was named.
    private bool MayConnect(Uri uri, bool isLiteral, string host, IPAddress address) => _options.AllowsPrivateAddresses
        || PublicAddress.Is(address)
        || (isLiteral || host == "localhost" && IPAddress.IsLoopback(address))
            && _options.Allowed.Any(origin => origin.Covers(uri) && origin.Host == HttpOrigin.Normal(uri));
}

/// <summary>A request was refused on this side.</summary>
internal sealed class HttpRefusedException(ErrorCode code) : IOException(code.GetType().Name)
{
    /// <summary>What the guest is told.</summary>
    public ErrorCode Code { get; } = code;
}
