using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Dovetail.Wasi.Posix;
using Microsoft.Win32.SafeHandles;

namespace Dovetail.Wasi.Filesystem.Host;

/// <summary>Reads a directory of the host, a buffer at a time.</summary>
/// <param name="directory">Opened for this alone.</param>
internal sealed class HostEntries(SafeFileHandle directory) : IEntryReader
{
    // struct linux_dirent64: number (8), offset (8), length (2), type (1), name with a zero at its end.
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    private static readonly nint _number = Libc.Number(217, 61);

    private readonly byte[] _buffer = new byte[32 << 10];
    private int _next;
    private int _end;

    public int HeldBytes => _buffer.Length;

    public DirectoryEntry? Next()
    {
        while (true)
        {
            if (_next == _end && !Fill())
                return null;
            var entry = _buffer.AsSpan(_next, BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_next + LengthAt)));
            _next += entry.Length;
            var name = entry[NameAt..];
            name = name[..name.IndexOf((byte)0)];
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
                return new DirectoryEntry(TypeOf(entry[TypeAt]), HostWalk.Decode(name));
        }
    }

    public void Dispose() => directory.Dispose();

    private bool Fill()
    {
        var read = Libc.getdents64(_number, directory, _buffer, _buffer.Length);
        // Of a directory that was removed meanwhile there are none.
        if (read < 0 && Marshal.GetLastPInvokeError() == HostErrors.ENOENT)
            return false;
        HostErrors.Check(read);
        (_next, _end) = (0, (int)read);
        return read > 0;
    }

    private static DescriptorType TypeOf(byte type) => type == 0 ? DescriptorType.Unknown : HostStat.TypeOf(new Libc.Statx { Mode = (ushort)(type << 12) });
}
