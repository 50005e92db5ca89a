using System.Net.Sockets;

namespace Dovetail.Wasi.Sockets;

/// <summary>Why an operation on a socket failed. Adapters catch it, and give its code to the guest.</summary>
internal sealed class SocketFault(ErrorCode code) : Exception($"socket error: {code}")
{
    public ErrorCode Code { get; } = code;

    /// <summary>Does what may throw an error of the system's.</summary>
    /// <exception cref="SocketFault">It did.</exception>
    public static T Of<T>(Func<T> operation)
    {
        try
        {
            return operation();
        }
        catch (SocketException exception)
        {
            throw new SocketFault(CodeOf(exception));
        }
    }

    /// <inheritdoc cref="Of{T}"/>
    public static void Of(Action operation)
    {
        try
        {
            operation();
        }
        catch (SocketException exception)
        {
            throw new SocketFault(CodeOf(exception));
        }
    }

    /// <summary>Why an operation of the system's did not succeed.</summary>
    public static ErrorCode CodeOf(Task failed) => failed.Exception?.InnerException is SocketException exception ? CodeOf(exception) : ErrorCode.ConnectionAborted;

    /// <summary>An error of the system's as a code of WASI.</summary>
    public static ErrorCode CodeOf(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.AccessDenied => ErrorCode.AccessDenied,
        SocketError.OperationNotSupported or SocketError.ProtocolNotSupported or SocketError.AddressFamilyNotSupported => ErrorCode.NotSupported,
        SocketError.InvalidArgument or SocketError.Fault => ErrorCode.InvalidArgument,
        SocketError.NoBufferSpaceAvailable => ErrorCode.OutOfMemory,
        SocketError.TimedOut => ErrorCode.Timeout,
        SocketError.InProgress or SocketError.AlreadyInProgress => ErrorCode.ConcurrencyConflict,
        SocketError.WouldBlock => ErrorCode.WouldBlock,
        SocketError.IsConnected or SocketError.NotConnected or SocketError.Shutdown => ErrorCode.InvalidState,
        SocketError.TooManyOpenSockets => ErrorCode.NewSocketLimit,
        SocketError.AddressNotAvailable => ErrorCode.AddressNotBindable,
        SocketError.AddressAlreadyInUse => ErrorCode.AddressInUse,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => ErrorCode.RemoteUnreachable,
        SocketError.ConnectionRefused => ErrorCode.ConnectionRefused,
        SocketError.ConnectionReset or SocketError.NetworkReset => ErrorCode.ConnectionReset,
        SocketError.ConnectionAborted or SocketError.OperationAborted => ErrorCode.ConnectionAborted,
        SocketError.MessageSize => ErrorCode.DatagramTooLarge,
        SocketError.HostNotFound or SocketError.NoData => ErrorCode.NameUnresolvable,
        SocketError.TryAgain => ErrorCode.TemporaryResolverFailure,
        SocketError.NoRecovery => ErrorCode.PermanentResolverFailure,
        _ => ErrorCode.Unknown,
    };
}
