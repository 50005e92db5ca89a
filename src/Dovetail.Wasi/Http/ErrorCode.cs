using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.error-code</c>.</summary>
internal abstract record ErrorCode
{
    /// <summary>As the stream of a body tells it.</summary>
    public StreamFault ToFault() => new(GetType().Name, this);

    public sealed record DnsTimeout : ErrorCode;

    public sealed record DnsError(DnsErrorPayload Payload) : ErrorCode;

    public sealed record DestinationNotFound : ErrorCode;

    public sealed record DestinationUnavailable : ErrorCode;

    public sealed record DestinationIpProhibited : ErrorCode;

    public sealed record DestinationIpUnroutable : ErrorCode;

    public sealed record ConnectionRefused : ErrorCode;

    public sealed record ConnectionTerminated : ErrorCode;

    public sealed record ConnectionTimeout : ErrorCode;

    public sealed record ConnectionReadTimeout : ErrorCode;

    public sealed record ConnectionWriteTimeout : ErrorCode;

    public sealed record ConnectionLimitReached : ErrorCode;

    public sealed record TlsProtocolError : ErrorCode;

    public sealed record TlsCertificateError : ErrorCode;

    public sealed record TlsAlertReceived(TlsAlertReceivedPayload Payload) : ErrorCode;

    public sealed record HttpRequestDenied : ErrorCode;

    public sealed record HttpRequestLengthRequired : ErrorCode;

    public sealed record HttpRequestBodySize(ulong? Size) : ErrorCode;

    public sealed record HttpRequestMethodInvalid : ErrorCode;

    public sealed record HttpRequestUriInvalid : ErrorCode;

    public sealed record HttpRequestUriTooLong : ErrorCode;

    public sealed record HttpRequestHeaderSectionSize(uint? Size) : ErrorCode;

    public sealed record HttpRequestHeaderSize(FieldSizePayload? Field) : ErrorCode;

    public sealed record HttpRequestTrailerSectionSize(uint? Size) : ErrorCode;

    public sealed record HttpRequestTrailerSize(FieldSizePayload Field) : ErrorCode;

    public sealed record HttpResponseIncomplete : ErrorCode;

    public sealed record HttpResponseHeaderSectionSize(uint? Size) : ErrorCode;

    public sealed record HttpResponseHeaderSize(FieldSizePayload Field) : ErrorCode;

    public sealed record HttpResponseBodySize(ulong? Size) : ErrorCode;

    public sealed record HttpResponseTrailerSectionSize(uint? Size) : ErrorCode;

    public sealed record HttpResponseTrailerSize(FieldSizePayload Field) : ErrorCode;

    public sealed record HttpResponseTransferCoding(string? Coding) : ErrorCode;

    public sealed record HttpResponseContentCoding(string? Coding) : ErrorCode;

    public sealed record HttpResponseTimeout : ErrorCode;

    public sealed record HttpUpgradeFailed : ErrorCode;

    public sealed record HttpProtocolError : ErrorCode;

    public sealed record LoopDetected : ErrorCode;

    public sealed record ConfigurationError : ErrorCode;

    public sealed record InternalError(string? Message) : ErrorCode;
}

/// <summary><c>wasi:http/types.DNS-error-payload</c>.</summary>
internal sealed record DnsErrorPayload(string? Rcode, ushort? InfoCode);

/// <summary><c>wasi:http/types.TLS-alert-received-payload</c>.</summary>
internal sealed record TlsAlertReceivedPayload(byte? AlertId, string? AlertMessage);

/// <summary><c>wasi:http/types.field-size-payload</c>.</summary>
internal sealed record FieldSizePayload(string? FieldName, uint? FieldSize);
