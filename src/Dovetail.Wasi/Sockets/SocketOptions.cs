using System.Net.Sockets;

namespace Dovetail.Wasi.Sockets;

/// <summary>The options that guests may set, each within what systems take. Zero is refused, what is too large is cut off.</summary>
internal static class SocketOptions
{
    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const int MaxSeconds = 32_767;
    private const int MaxCount = 127;
    private const int MaxBuffer = 16 << 20;

    public static bool GetKeepAlive(Socket socket) => Get(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive) != 0;

    public static void SetKeepAlive(Socket socket, bool value) => Set(socket, SocketOptionLevel.Socket, SocketOptionName.KeepAlive, value ? 1 : 0);

    /// <summary>One of the times of keep-alive, in nanoseconds.</summary>
    public static ulong GetTime(Socket socket, SocketOptionName name) => (ulong)Get(socket, SocketOptionLevel.Tcp, name) * NanosecondsPerSecond;

    public static void SetTime(Socket socket, SocketOptionName name, ulong nanoseconds) =>
        Set(socket, SocketOptionLevel.Tcp, name, Bounded(nanoseconds / NanosecondsPerSecond + (nanoseconds % NanosecondsPerSecond == 0 ? 0u : 1u), MaxSeconds));

    public static uint GetCount(Socket socket) => (uint)Get(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount);

    public static void SetCount(Socket socket, uint value) => Set(socket, SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Bounded(value, MaxCount));

    public static byte GetHopLimit(Socket socket) => (byte)SocketFault.Of(() => socket.Ttl);

    public static void SetHopLimit(Socket socket, byte value) => SocketFault.Of(() => socket.Ttl = (short)Bounded(value, byte.MaxValue));

    public static ulong GetReceiveBuffer(Socket socket) => (ulong)SocketFault.Of(() => socket.ReceiveBufferSize);

    public static void SetReceiveBuffer(Socket socket, ulong value) => SocketFault.Of(() => socket.ReceiveBufferSize = Bounded(value, MaxBuffer));

    public static ulong GetSendBuffer(Socket socket) => (ulong)SocketFault.Of(() => socket.SendBufferSize);

    public static void SetSendBuffer(Socket socket, ulong value) => SocketFault.Of(() => socket.SendBufferSize = Bounded(value, MaxBuffer));

    private static int Bounded(ulong value, int most) => value == 0 ? throw new SocketFault(ErrorCode.InvalidArgument) : (int)Math.Min(value, (ulong)most);

    private static int Get(Socket socket, SocketOptionLevel level, SocketOptionName name) => SocketFault.Of(() => (int)socket.GetSocketOption(level, name)!);

    private static void Set(Socket socket, SocketOptionLevel level, SocketOptionName name, int value) => SocketFault.Of(() => socket.SetSocketOption(level, name, value));
}
