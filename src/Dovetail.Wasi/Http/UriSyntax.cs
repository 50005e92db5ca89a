using System.Buffers;

namespace Dovetail.Wasi.Http;

/// <summary>What the parts of a URI may be (RFC 3986). What is more than syntax is looked at when the request is made.</summary>
internal static class UriSyntax
{
    private const int MostLength = 64 << 10;

    private static readonly SearchValues<char> _scheme = SearchValues.Create("+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> _host = SearchValues.Create("!$&'()*+,-.:;=[]_~%0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether it is a <c>scheme</c>.</summary>
    public static bool IsScheme(string scheme) => scheme.Length > 0 && char.IsAsciiLetter(scheme[0]) && !scheme.AsSpan().ContainsAnyExcept(_scheme);

    /// <summary>Whether it is an <c>authority</c> of a host and perhaps a port. Names and passwords of users are none of it.</summary>
    public static bool IsAuthority(string authority)
    {
        if (authority.Length is 0 or > 1024 || authority.AsSpan().ContainsAnyExcept(_host))
            return false;
        var afterHost = authority[0] == '[' ? authority.IndexOf(']', StringComparison.Ordinal) + 1 : authority.IndexOf(':', StringComparison.Ordinal);
        if (authority[0] == '[' && afterHost == 0 || afterHost == 0 && authority[0] == ':')
            return false;
        if (afterHost < 0 || afterHost == authority.Length)
            return true;
        return authority[afterHost] == ':' && (afterHost + 1 == authority.Length
            || ushort.TryParse(authority.AsSpan(afterHost + 1), System.Globalization.NumberStyles.None, null, out _));
    }

    /// <summary>Whether it is a path, perhaps with a query, or the <c>*</c> of <c>OPTIONS</c>: printable ASCII without a fragment.</summary>
    public static bool IsPathWithQuery(string path) => path.Length <= MostLength
        && (path.Length == 0 || path[0] is '/' or '?' || path == "*")
        && !path.AsSpan().ContainsAnyExceptInRange('!', '~')
        && !path.Contains('#', StringComparison.Ordinal);
}
