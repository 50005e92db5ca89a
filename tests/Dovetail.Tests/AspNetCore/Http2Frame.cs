using System.Buffers.Binary;

namespace Dovetail.Tests.AspNetCore;

/// <summary>Frames of HTTP/2, for what .NET's client does not send.</summary>
internal static class Http2Frame
{
    /// <summary>A frame, by RFC 9113 §4.1: length, type, flags, stream.</summary>
    public static byte[] Of(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }
}
