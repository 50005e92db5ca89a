using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Dovetail.Compilation.Caching;

/// <summary>
/// A file of the cache: a head, which is read when the module is loaded, and behind it the code of units, each of which is read when it is needed.
/// </summary>
/// <remarks>
/// <code>
/// "DVC1"  key (32)  count (4)  { first (4) functions (4) offset (8) length (4) checksum (8) } × count  SHA-256 of all this (32)  code …
/// </code>
/// Numbers are little-endian; a checksum is the first eight bytes of the code's SHA-256. They find damage: against forgery stands the verifier.
/// </remarks>
internal sealed class CacheFile : IDisposable
{
    private const uint Magic = 0x31435644;
    private const int FixedPart = 8 + CacheKey.Length;
    private const int RowLength = 28;
    private const int MaxUnits = 2_000_000;

    private readonly Dictionary<UnitRange, Place> _units = [];
    private readonly SafeFileHandle _handle;

    private CacheFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>The units whose code is in the file.</summary>
    public IEnumerable<UnitRange> Units => _units.Keys;

    /// <summary>The entry that <paramref name="handle"/> holds, which it takes over; null where that is no entry for <paramref name="key"/>.</summary>
    public static CacheFile? Read(SafeFileHandle handle, ReadOnlySpan<byte> key)
    {
        var file = new CacheFile(handle);
        if (file.ReadHead(RandomAccess.GetLength(handle), key))
            return file;
        handle.Dispose();
        return null;
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The code of a unit; null where it isn't in the file, or is damaged.</summary>
    public byte[]? Find(UnitRange unit)
    {
        if (!_units.TryGetValue(unit, out var place))
            return null;
        var code = new byte[place.Length];
        return TryRead(code, place.Offset) && Checksum(code) == place.Checksum ? code : null;
    }

    /// <summary>Writes an entry of these units.</summary>
    public static void Write(Stream output, ReadOnlySpan<byte> key, IReadOnlyCollection<(UnitRange Unit, byte[] Code)> units)
    {
        var head = new byte[FixedPart + (RowLength * units.Count) + SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        key.CopyTo(head.AsSpan(4));
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4 + CacheKey.Length), units.Count);
        var (row, offset) = (FixedPart, (long)head.Length);
        foreach (var (unit, code) in units)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(row), unit.First);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(row + 4), unit.Count);
            BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(row + 8), offset);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(row + 16), code.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(row + 20), Checksum(code));
            (row, offset) = (row + RowLength, offset + code.Length);
        }
        SHA256.HashData(head.AsSpan(0, row), head.AsSpan(row));
        output.Write(head);
        foreach (var (_, code) in units)
            output.Write(code);
    }

    private bool ReadHead(long length, ReadOnlySpan<byte> key)
    {
        var start = new byte[FixedPart];
        if (!TryRead(start, 0) || BinaryPrimitives.ReadUInt32LittleEndian(start) != Magic || !key.SequenceEqual(start.AsSpan(4, CacheKey.Length)))
            return false;
        var count = BinaryPrimitives.ReadInt32LittleEndian(start.AsSpan(4 + CacheKey.Length));
        if (count is < 0 or > MaxUnits || length < FixedPart + ((long)RowLength * count) + SHA256.HashSizeInBytes)
            return false;
        var head = new byte[FixedPart + (RowLength * count) + SHA256.HashSizeInBytes];
        var content = head.AsSpan(0, head.Length - SHA256.HashSizeInBytes);
        return TryRead(head, 0) && SHA256.HashData(content).AsSpan().SequenceEqual(head.AsSpan(content.Length))
            && ReadRows(content[FixedPart..], length);
    }

    private bool ReadRows(ReadOnlySpan<byte> rows, long length)
    {
        for (; !rows.IsEmpty; rows = rows[RowLength..])
        {
            var unit = new UnitRange(BinaryPrimitives.ReadInt32LittleEndian(rows), BinaryPrimitives.ReadInt32LittleEndian(rows[4..]));
            var place = new Place(BinaryPrimitives.ReadInt64LittleEndian(rows[8..]), BinaryPrimitives.ReadInt32LittleEndian(rows[16..]),
                BinaryPrimitives.ReadUInt64LittleEndian(rows[20..]));
            if (place.Offset < 0 || place.Length < 0 || place.Offset > length - place.Length)
                return false;
            _units[unit] = place;
        }
        return true;
    }

    private bool TryRead(Span<byte> target, long offset)
    {
        try
        {
            while (!target.IsEmpty)
            {
                var read = RandomAccess.Read(_handle, target, offset);
                if (read == 0)
                    return false;
                target = target[read..];
                offset += read;
            }
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static ulong Checksum(ReadOnlySpan<byte> code)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(code, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private readonly record struct Place(long Offset, int Length, ulong Checksum);
}
