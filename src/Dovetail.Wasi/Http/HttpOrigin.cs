using System.Buffers;
using System.Globalization;

namespace Dovetail.Wasi.Http;

/// <summary>Where requests may go: a scheme, a host and a port. Immutable.</summary>
public sealed record HttpOrigin
{
    private static readonly SearchValues<char> _notOfHosts = SearchValues.Create("/@?#\\ ");

    private readonly string? _scheme;
    private readonly int? _port;

    private HttpOrigin(string? scheme, string host, int? port) => (_scheme, Host, _port) = (scheme, host, port);

    /// <summary>The host, in lower case and in ASCII; <c>*.example.org</c> for all below one, <c>*</c> for any.</summary>
    public string Host { get; }

    /// <summary>
    /// Reads <c>host</c>, <c>host:port</c> or <c>scheme://host:port</c>. Without a scheme both are meant, without a port that of the scheme. The host is a name,
    /// <c>*.name</c> for all names below it, an address (of version 6 in brackets), or <c>*</c>.
    /// </summary>
    /// <exception cref="FormatException">The text is not of this form.</exception>
    public static HttpOrigin Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text;
        string? scheme = null;
        if (text.IndexOf("://", StringComparison.Ordinal) is var at and >= 0)
        {
            scheme = text[..at].ToLowerInvariant();
            rest = text[(at + 3)..].TrimEnd('/');
        }
        var colon = rest.LastIndexOf(':');
        var port = colon > rest.LastIndexOf(']') ? rest[(colon + 1)..] : null;
        var host = port is null ? rest : rest[..colon];
        var isSubdomains = host.StartsWith("*.", StringComparison.Ordinal);
        if (scheme is not (null or "http" or "https")
            || port is not null && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 65535)
            || host != "*" && !Uri.TryCreate($"http://{(isSubdomains ? host[2..] : host)}/", UriKind.Absolute, out _)
            || host.AsSpan().ContainsAny(_notOfHosts))
        {
            throw new FormatException($"expected `host:port` or `scheme://host:port` with the scheme http or https, found `{text}`");
        }
        if (host != "*")
            host = (isSubdomains ? "*." : "") + Normal(new Uri($"http://{(isSubdomains ? host[2..] : host)}/"));
        return new HttpOrigin(scheme, host, port is null ? null : int.Parse(port, CultureInfo.InvariantCulture));
    }

    /// <summary>As it is parsed.</summary>
    public override string ToString() => (_scheme is null ? "" : $"{_scheme}://") + Host + (_port is null ? "" : $":{_port}");

    /// <summary>The host of a URI as it is compared: in lower case and in ASCII, without the dot that may end a name.</summary>
    internal static string Normal(Uri uri) => (uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost).TrimEnd('.').ToLowerInvariant();

    /// <summary>Whether a request to <paramref name="uri"/> may be made.</summary>
    internal bool Covers(Uri uri) => (_scheme is null || _scheme == uri.Scheme)
        && uri.Port == (_port ?? (uri.Scheme == "https" ? 443 : 80))
        && Covers(Normal(uri));

    private bool Covers(string host) => Host == "*" || Host == host || Host.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(Host[1..], StringComparison.Ordinal);
}
