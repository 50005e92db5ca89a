using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dovetail.Wasi.Filesystem;

/// <summary>Hashes that tell which file it is or whether it changed, and nothing else about it: the key lives as long as the process.</summary>
internal static class MetadataHash
{
    private static readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>A number for an object that tells it from all others of its system and of others.</summary>
    public static ulong NumberOf(NodeIdentity identity)
    {
        Span<byte> facts = stackalloc byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(facts, identity.System);
        BinaryPrimitives.WriteUInt64LittleEndian(facts[8..], identity.Number);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, facts, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    public static MetadataHashValue Of(NodeStat node)
    {
        var (identity, stat) = node;
        Span<byte> facts = stackalloc byte[6 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(facts, identity.System);
        BinaryPrimitives.WriteUInt64LittleEndian(facts[8..], identity.Number);
        BinaryPrimitives.WriteUInt64LittleEndian(facts[16..], stat.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(facts[24..], stat.DataModificationTimestamp?.Seconds ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(facts[32..], stat.DataModificationTimestamp?.Nanoseconds ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(facts[40..], (ulong)stat.Type);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, facts, hash);
        return new MetadataHashValue(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));
    }
}
