namespace Dovetail.Wasi.Preview1;

/// <summary>
/// A guest's <c>iovec_array</c> or <c>ciovec_array</c>: buffers that are filled or emptied one after the other, with the place where that has come to. Of more than
/// <see cref="Most"/> the first are used; a read or write may always be short.
/// </summary>
internal ref struct IoVectors
{
    // As many as systems of POSIX take.
    private const uint Most = 1024;

    private const uint Size = 8;

    private readonly GuestMemory _memory;
    private readonly uint _array;
    private readonly uint _count;
    private uint _index;
    private uint _used;

    /// <exception cref="TrapException">The array or a buffer does not lie within the memory, or the array is not aligned.</exception>
    public IoVectors(GuestMemory memory, uint array, uint count)
    {
        memory.Check(array, (ulong)count * Size, sizeof(uint));
        (_memory, _array, _count) = (memory, array, Math.Min(count, Most));
        for (var i = 0U; i < _count; i++)
            _ = At(i);
    }

    /// <summary>How many bytes are left of the buffers, or <paramref name="most"/> if that is less.</summary>
    public readonly int Left(int most)
    {
        var left = 0UL;
        for (var i = _index; i < _count && left < (ulong)most + _used; i++)
            left += At(i).Length;
        return (int)Math.Min(left - Math.Min(left, _used), (ulong)most);
    }

    /// <summary>Fills the buffers, which have as many bytes left.</summary>
    public void Put(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && Next(bytes.Length) is { Length: > 0 } part)
        {
            _memory.Write(part.Address, bytes[..part.Length]);
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Empties the buffers, which have as many bytes left.</summary>
    public void Take(Span<byte> bytes)
    {
        while (!bytes.IsEmpty && Next(bytes.Length) is { Length: > 0 } part)
        {
            _memory.Read(part.Address, bytes[..part.Length]);
            bytes = bytes[part.Length..];
        }
    }

    // Nothing is left where the guest has the buffers overwrite what says where they are.
    private (uint Address, int Length) Next(int most)
    {
        while (_index < _count)
        {
            var (address, length) = At(_index);
            if (_used < length)
            {
                var part = (Address: address + _used, Length: (int)Math.Min(length - _used, (uint)most));
                _used += (uint)part.Length;
                return part;
            }
            _index++;
            _used = 0;
        }
        return default;
    }

    private readonly (uint Address, uint Length) At(uint index)
    {
        var at = _array + index * Size;
        var (address, length) = (_memory.ReadUInt32(at), _memory.ReadUInt32(at + sizeof(uint)));
        _memory.Check(address, length);
        return (address, length);
    }
}
