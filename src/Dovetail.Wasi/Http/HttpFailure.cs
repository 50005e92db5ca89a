using System.Net.Sockets;
using System.Security.Authentication;

namespace Dovetail.Wasi.Http;

/// <summary>What exceptions of .NET's HTTP client mean to a guest. Their texts stay here: they may name things of the host.</summary>
internal static class HttpFailure
{
    public static ErrorCode Explain(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpRefusedException refused)
                return refused.Code;
            if (inner is SocketException socket)
                return Explain(socket.SocketErrorCode);
            // The handler's own clock, which runs until TLS is agreed on.
            if (inner is TimeoutException)
                return new ErrorCode.ConnectionTimeout();
            if (inner is AuthenticationException)
                return inner.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) ? new ErrorCode.TlsCertificateError() : new ErrorCode.TlsProtocolError();
        }
        return exception switch
        {
            HttpRequestException { HttpRequestError: var error } => Explain(error),
            HttpIOException { HttpRequestError: var error } => Explain(error),
            OperationCanceledException or IOException => new ErrorCode.ConnectionTerminated(),
            _ => new ErrorCode.InternalError(exception.GetType().Name),
        };
    }

    private static ErrorCode Explain(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => new ErrorCode.DnsError(new DnsErrorPayload(null, null)),
        HttpRequestError.ConnectionError => new ErrorCode.DestinationUnavailable(),
        HttpRequestError.SecureConnectionError => new ErrorCode.TlsProtocolError(),
        HttpRequestError.HttpProtocolError or HttpRequestError.InvalidResponse => new ErrorCode.HttpProtocolError(),
        HttpRequestError.ResponseEnded => new ErrorCode.HttpResponseIncomplete(),
        HttpRequestError.ConfigurationLimitExceeded => new ErrorCode.HttpResponseHeaderSectionSize(null),
        HttpRequestError.VersionNegotiationError => new ErrorCode.HttpUpgradeFailed(),
        _ => new ErrorCode.ConnectionTerminated(),
    };

    private static ErrorCode Explain(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => new ErrorCode.ConnectionRefused(),
        SocketError.TimedOut => new ErrorCode.ConnectionTimeout(),
        SocketError.HostNotFound or SocketError.NoData or SocketError.NoRecovery => new ErrorCode.DnsError(new DnsErrorPayload(null, null)),
        SocketError.TryAgain => new ErrorCode.DnsTimeout(),
        SocketError.HostUnreachable or SocketError.NetworkUnreachable => new ErrorCode.DestinationIpUnroutable(),
        _ => new ErrorCode.ConnectionTerminated(),
    };
}
