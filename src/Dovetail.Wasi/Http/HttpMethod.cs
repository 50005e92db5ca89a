namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.method</c>.</summary>
internal abstract record HttpMethod
{
    public sealed record Get : HttpMethod;

    public sealed record Head : HttpMethod;

    public sealed record Post : HttpMethod;

    public sealed record Put : HttpMethod;

    public sealed record Delete : HttpMethod;

    public sealed record Connect : HttpMethod;

    public sealed record Options : HttpMethod;

    public sealed record Trace : HttpMethod;

    public sealed record Patch : HttpMethod;

    public sealed record Other(string Name) : HttpMethod;

    private static readonly Dictionary<string, HttpMethod> _known = new(StringComparer.Ordinal)
    {
        ["GET"] = new Get(),
        ["HEAD"] = new Head(),
        ["POST"] = new Post(),
        ["PUT"] = new Put(),
        ["DELETE"] = new Delete(),
        ["CONNECT"] = new Connect(),
        ["OPTIONS"] = new Options(),
        ["TRACE"] = new Trace(),
        ["PATCH"] = new Patch(),
    };

    /// <summary>The method of a request line.</summary>
    public static HttpMethod Of(string name) => _known.TryGetValue(name, out var known) ? known : new Other(name);

    /// <summary>As a request line has it.</summary>
    public sealed override string ToString() => this is Other other ? other.Name : GetType().Name.ToUpperInvariant();
}

/// <summary><c>wasi:http/types.scheme</c>.</summary>
internal abstract record HttpScheme
{
    public sealed record Http : HttpScheme;

    public sealed record Https : HttpScheme;

    public sealed record Other(string Name) : HttpScheme;

    private static readonly Http _http = new();
    private static readonly Https _https = new();

    /// <summary>The scheme of a URI, in any case.</summary>
    public static HttpScheme Of(string name) => name.ToLowerInvariant() switch
    {
        "http" => _http,
        "https" => _https,
        _ => new Other(name),
    };

    /// <summary>As a URI has it.</summary>
    public sealed override string ToString() => this switch
    {
        Http => "http",
        Https => "https",
        _ => ((Other)this).Name,
    };
}
