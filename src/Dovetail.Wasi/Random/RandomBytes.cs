using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dovetail.Wasi.Random;

/// <summary>The random bytes of a store: of the system's cryptographic source, or all of a seed. Belongs to the store's thread.</summary>
internal sealed class RandomBytes(int? seed)
{
    private readonly System.Random? _seeded = seed is { } number ? new System.Random(number) : null;

    public byte[] Take(int count)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(count);
        Fill(bytes);
        return bytes;
    }

    public void Fill(Span<byte> bytes)
    {
        if (_seeded is null)
            RandomNumberGenerator.Fill(bytes);
        else
            _seeded.NextBytes(bytes);
    }

    public ulong TakeU64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
