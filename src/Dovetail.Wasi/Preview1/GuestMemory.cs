using System.Buffers.Binary;
using System.Text;

namespace Dovetail.Wasi.Preview1;

/// <summary>
/// The memory of an instance that calls, by the name that the ABI gives it. What points outside of it, or is not aligned as its type wants, traps: "the function shall trap
/// rather than returning <c>errno.fault</c>" (witx-docs.md, "Pointers").
/// </summary>
/// <param name="instance">It need have no exports before the first access.</param>
internal sealed class GuestMemory(ModuleInstance instance)
{
    /// <summary>The longest path that any filesystem takes, in bytes.</summary>
    public const int MaxPathBytes = 4096;

    private const string Name = "memory";
    private static readonly UTF8Encoding _strict = new(false, throwOnInvalidBytes: true);

    private Memory? _memory;

    private Memory Memory => _memory ??= Find(instance);

    /// <summary>Checks that so many bytes lie within the memory.</summary>
    /// <exception cref="TrapException">They do not, or the address is not aligned.</exception>
    public void Check(uint address, ulong length, uint alignment = 1)
    {
        if (address % alignment != 0)
            throw new TrapException(TrapCode.UnalignedPointer);
        if (address + length > (ulong)Memory.ByteLength)
            throw new TrapException(TrapCode.MemoryOutOfBounds);
    }

    public void Read(uint address, Span<byte> bytes, uint alignment = 1)
    {
        Check(address, (ulong)bytes.Length, alignment);
        Memory.Read(address, bytes);
    }

    public void Write(uint address, ReadOnlySpan<byte> bytes, uint alignment = 1)
    {
        Check(address, (ulong)bytes.Length, alignment);
        Memory.Write(address, bytes);
    }

    public uint ReadUInt32(uint address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(address, bytes, sizeof(uint));
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    public void WriteUInt32(uint address, uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Write(address, bytes, sizeof(uint));
    }

    public void WriteUInt64(uint address, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(address, bytes, sizeof(ulong));
    }

    /// <summary>A path, or the text of a link.</summary>
    /// <exception cref="ErrnoException">It is too long, or not in UTF-8.</exception>
    /// <exception cref="TrapException">It does not lie within the memory.</exception>
    public string ReadPath(uint address, uint length)
    {
        Check(address, length);
        if (length > MaxPathBytes)
            throw new ErrnoException(Errno.Nametoolong);
        Span<byte> bytes = stackalloc byte[(int)length];
        Memory.Read(address, bytes);
        try
        {
            return _strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new ErrnoException(Errno.Ilseq);
        }
    }

    private static Memory Find(ModuleInstance instance)
    {
        try
        {
            return instance.GetMemory(Name);
        }
        catch (ArgumentException)
        {
            WasiState.Trap($"the module exports no memory `{Name}`, which functions of WASI preview 1 need");
            throw;
        }
    }
}
