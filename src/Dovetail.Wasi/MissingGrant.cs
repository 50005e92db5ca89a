namespace Dovetail.Wasi;

/// <summary>A guest used what it was not granted. It was told so by the interface's own error.</summary>
/// <param name="Function">What it called: <c>wasi:sockets/tcp-create-socket.create-tcp-socket</c>.</param>
/// <param name="Grant">What would have granted it, as an option of <c>dovetail run</c>: <c>--inherit-network</c>.</param>
/// <param name="Target">What it was about, where there is such a thing: a path, an address.</param>
public sealed record MissingGrant(string Function, string Grant, string? Target = null)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() =>
        Target is null ? $"`{Function}` was refused; `{Grant}` grants it" : $"`{Function}` of `{Target}` was refused; `{Grant}` grants it";
}
