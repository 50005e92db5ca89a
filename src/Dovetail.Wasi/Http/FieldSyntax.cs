using System.Buffers;

namespace Dovetail.Wasi.Http;

/// <summary>What names and values of fields may be (RFC 9110 §5), and which names belong to the host.</summary>
internal static class FieldSyntax
{
    private static readonly SearchValues<char> _token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // CR, LF and NUL would end a line or a string somewhere; the other controls have no business in a field.
    private static readonly SearchValues<byte> _controls = SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(control => control != '\t').Select(control => (byte)control), 0x7F]);

    // They say how a message travels over one connection, which is the host's.
    private static readonly HashSet<string> _forbidden = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "transfer-encoding", "upgrade", "host", "http2-settings",
    };

    private const string ContentLength = "content-length";
    private const int MostDigits = 18;

    /// <summary>Whether it is a <c>token</c>.</summary>
    public static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(_token);

    /// <summary>Whether a guest may not set the field.</summary>
    public static bool IsForbidden(string name) => _forbidden.Contains(name);

    /// <summary>Whether the field may have the value.</summary>
    public static bool IsValue(string name, ReadOnlySpan<byte> value) => !value.ContainsAny(_controls)
        && (value.IsEmpty || !IsSpace(value[0]) && !IsSpace(value[^1]))
        && (!name.Equals(ContentLength, StringComparison.OrdinalIgnoreCase) || LengthOf(value) is not null);

    /// <summary>A <c>content-length</c>, which is nothing but digits; null where it is something else.</summary>
    public static long? LengthOf(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value.Length > MostDigits)
            return null;
        var length = 0L;
        foreach (var digit in value)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return null;
            length = length * 10 + digit - '0';
        }
        return length;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t';
}
