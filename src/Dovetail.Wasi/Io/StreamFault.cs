using System.Net.Sockets;
using Dovetail.Wasi.Sockets;

namespace Dovetail.Wasi.Io;

/// <summary>Why an operation on a stream of bytes did not succeed. Immutable.</summary>
/// <param name="Message">For people. It is passed to the guest.</param>
/// <param name="Code">The error code of the interface that the stream comes from, an enum or a variant of it; null where that has none.</param>
internal sealed record StreamFault(string Message, object? Code = null)
{
    /// <summary>The stream has ended.</summary>
    public static StreamFault Closed { get; } = new("closed");

    /// <summary>Whether the stream had ended before; otherwise it ends with this.</summary>
    public bool IsClosed => ReferenceEquals(this, Closed);

    /// <summary>What an operation of .NET threw. The guest learns the kind of it alone, for the text may name things of the host.</summary>
    public static StreamFault Of(Exception exception) => (exception as SocketException ?? exception.InnerException) is SocketException socket
        ? new StreamFault($"socket error: {SocketFault.CodeOf(socket)}", SocketFault.CodeOf(socket))
        : new StreamFault(exception is IOException ? "input/output error" : exception.GetType().Name);
}
