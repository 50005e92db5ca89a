using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using Dovetail.Wasi.Filesystem.Host;
using Dovetail.Wasi.Http;
using Dovetail.Wasi.Sockets;
using SocketCode = Dovetail.Wasi.Sockets.ErrorCode;

namespace Dovetail.Tests.Wasi;

/// <summary>What the system and .NET say, in the words of WASI: among it what no test can have them say.</summary>
public sealed class ErrorCodeTests
{
    // By glibc's texts, so that not one list of numbers is held against another.
    [GlibcTheory]
    [InlineData("access", "Permission denied")]
    [InlineData("would-block", "Resource temporarily unavailable")]
    [InlineData("already", "Operation already in progress")]
    [InlineData("bad-descriptor", "Bad file descriptor")]
    [InlineData("busy", "Device or resource busy")]
    [InlineData("deadlock", "Resource deadlock avoided")]
    [InlineData("quota", "Disk quota exceeded")]
    [InlineData("quota", "Too many open files")]
    [InlineData("quota", "Too many open files in system")]
    [InlineData("exist", "File exists")]
    [InlineData("file-too-large", "File too large")]
    [InlineData("illegal-byte-sequence", "Invalid or incomplete multibyte or wide character")]
    [InlineData("in-progress", "Operation now in progress")]
    [InlineData("interrupted", "Interrupted system call")]
    [InlineData("invalid", "Invalid argument")]
    [InlineData("io", "Input/output error")]
    [InlineData("is-directory", "Is a directory")]
    [InlineData("loop", "Too many levels of symbolic links")]
    [InlineData("too-many-links", "Too many links")]
    [InlineData("message-size", "Message too long")]
    [InlineData("name-too-long", "File name too long")]
    [InlineData("no-device", "No such device")]
    [InlineData("no-entry", "No such file or directory")]
    [InlineData("no-lock", "No locks available")]
    [InlineData("insufficient-memory", "Cannot allocate memory")]
    [InlineData("insufficient-space", "No space left on device")]
    [InlineData("not-directory", "Not a directory")]
    [InlineData("not-empty", "Directory not empty")]
    [InlineData("not-recoverable", "State not recoverable")]
    [InlineData("unsupported", "Operation not supported")]
    [InlineData("unsupported", "Function not implemented")]
    [InlineData("no-tty", "Inappropriate ioctl for device")]
    [InlineData("no-such-device", "No such device or address")]
    [InlineData("overflow", "Value too large for defined data type")]
    [InlineData("not-permitted", "Operation not permitted")]
    [InlineData("pipe", "Broken pipe")]
    [InlineData("read-only", "Read-only file system")]
    [InlineData("invalid-seek", "Illegal seek")]
    [InlineData("text-file-busy", "Text file busy")]
    [InlineData("cross-device", "Invalid cross-device link")]
    [InlineData("io", "Machine is not on the network")]
    public void An_error_of_linux_has_a_code(string code, string text)
    {
        var number = Enumerable.Range(1, 133).First(error => Marshal.GetPInvokeErrorMessage(error) == text);
        Assert.Equal(code.Replace("-", "", StringComparison.Ordinal), $"{HostErrors.Of(number).Code}", ignoreCase: true);
    }

    [Theory]
    [InlineData("access-denied", SocketError.AccessDenied)]
    [InlineData("not-supported", SocketError.AddressFamilyNotSupported)]
    [InlineData("not-supported", SocketError.OperationNotSupported)]
    [InlineData("invalid-argument", SocketError.InvalidArgument)]
    [InlineData("out-of-memory", SocketError.NoBufferSpaceAvailable)]
    [InlineData("timeout", SocketError.TimedOut)]
    [InlineData("concurrency-conflict", SocketError.AlreadyInProgress)]
    [InlineData("would-block", SocketError.WouldBlock)]
    [InlineData("invalid-state", SocketError.NotConnected)]
    [InlineData("new-socket-limit", SocketError.TooManyOpenSockets)]
    [InlineData("address-not-bindable", SocketError.AddressNotAvailable)]
    [InlineData("address-in-use", SocketError.AddressAlreadyInUse)]
    [InlineData("remote-unreachable", SocketError.HostUnreachable)]
    [InlineData("remote-unreachable", SocketError.NetworkUnreachable)]
    [InlineData("connection-refused", SocketError.ConnectionRefused)]
    [InlineData("connection-reset", SocketError.ConnectionReset)]
    [InlineData("connection-aborted", SocketError.ConnectionAborted)]
    [InlineData("datagram-too-large", SocketError.MessageSize)]
    [InlineData("name-unresolvable", SocketError.HostNotFound)]
    [InlineData("temporary-resolver-failure", SocketError.TryAgain)]
    [InlineData("permanent-resolver-failure", SocketError.NoRecovery)]
    [InlineData("unknown", SocketError.SystemNotReady)]
    public void An_error_of_sockets_has_a_code(string code, SocketError error) =>
        Assert.Equal(code.Replace("-", "", StringComparison.Ordinal), $"{SocketFault.CodeOf(new SocketException((int)error))}", ignoreCase: true);

    [Fact]
    public void An_operation_that_ends_with_its_socket_is_aborted() =>
        Assert.Equal(SocketCode.ConnectionAborted, SocketFault.CodeOf(Task.FromException(new ObjectDisposedException("socket"))));

    public static TheoryData<string, Exception> HttpErrors => new()
    {
        { "DNS-timeout", Of(SocketError.TryAgain) },
        { "DNS-error", Of(SocketError.HostNotFound) },
        { "DNS-error", new HttpRequestException(HttpRequestError.NameResolutionError) },
        { "destination-unavailable", new HttpRequestException(HttpRequestError.ConnectionError) },
        { "destination-IP-unroutable", Of(SocketError.NetworkUnreachable) },
        { "connection-refused", Of(SocketError.ConnectionRefused) },
        { "connection-terminated", Of(SocketError.ConnectionReset) },
        { "connection-terminated", new IOException() },
        { "connection-timeout", Of(SocketError.TimedOut) },
        { "TLS-protocol-error", new HttpRequestException(HttpRequestError.SecureConnectionError) },
        { "TLS-protocol-error", new HttpRequestException(null, new AuthenticationException("no version in common")) },
        { "TLS-certificate-error", new HttpRequestException(null, new AuthenticationException("the remote certificate is invalid")) },
        { "HTTP-response-incomplete", new HttpIOException(HttpRequestError.ResponseEnded) },
        { "HTTP-response-header-section-size", new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded) },
        { "HTTP-upgrade-failed", new HttpRequestException(HttpRequestError.VersionNegotiationError) },
        { "HTTP-protocol-error", new HttpRequestException(HttpRequestError.InvalidResponse) },
        { "internal-error", new InvalidOperationException("the text stays here") },
    };

    [Theory, MemberData(nameof(HttpErrors), DisableDiscoveryEnumeration = true)]
    public void An_error_of_requests_has_a_code(string code, Exception error)
    {
        var explained = HttpFailure.Explain(error);
        Assert.Equal(code.Replace("-", "", StringComparison.Ordinal), explained.GetType().Name, ignoreCase: true);
        Assert.DoesNotContain("stays here", $"{explained}", StringComparison.Ordinal);
    }

    private static HttpRequestException Of(SocketError error) => new(null, new SocketException((int)error));
}

/// <summary>A theory about the texts of glibc; skipped, with the reason, where there are others.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GlibcTheoryAttribute : TheoryAttribute
{
    public GlibcTheoryAttribute() => Skip = Marshal.GetPInvokeErrorMessage(95) == "Operation not supported" ? null : "needs the texts that glibc has for errors";
}
