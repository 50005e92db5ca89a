namespace Dovetail.Runtime;

/// <summary>A data segment at its place in a memory.</summary>
internal readonly record struct ImagePart(long Address, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The address behind the last byte.</summary>
    internal long End => Address + Bytes.Length;
}

/// <summary>
/// What the first memory of a module begins with: its data segments, laid out once for all instances. A large image has an area
/// (<see cref="ImageArea"/>), which instances map where the system can; a small one is copied. Safe from many threads.
/// </summary>
internal sealed class MemoryImage
{
    // Below that, copying is cheaper than one more mapping and the faults of its pages.
    private const long SmallestArea = 256 << 10;

    // How many times as large as its segments an area may be: its holes cost memory as soon as a guest looks into one. What Wizer leaves of an engine for scripts has 2.5.
    private const long MostSpread = 4;

    private readonly ImagePart[] _parts;
    private readonly Lazy<ImageArea?> _area;

    /// <summary>An image of <paramref name="parts"/>, a later one over an earlier one. None is beyond the memory's declared minimum.</summary>
    /// <param name="mayMap">Whether it may be mapped.</param>
    internal MemoryImage(ImagePart[] parts, bool mayMap)
    {
        _parts = parts;
        _area = new Lazy<ImageArea?>(() => CreateArea(mayMap));
    }

    ~MemoryImage()
    {
        if (_area is { IsValueCreated: true, Value: { } area })
            area.Abandon();
    }

    /// <summary>The area of a large image; null for a small one. Made when first asked for.</summary>
    internal ImageArea? Area => _area.Value;

    /// <summary>Puts the image into a block that is zero, but for the area where the block has it already.</summary>
    /// <exception cref="LimitException">The system has no room for a mapping.</exception>
    internal void Fill(MemoryBlock block)
    {
        if (Area is { } area)
            block.Take(area);
        if (Area is not { IsMapped: true })
            Copy(block);
    }

    // In bounds: parts and area lie below the declared minimum (of whole pages), and so much is committed.
    private unsafe void Copy(MemoryBlock block)
    {
        var start = (byte*)block.Start;
        var at = Area?.Start ?? long.MaxValue;
        foreach (var part in _parts)
        {
            if (part.Address > at)
                new Span<byte>(start + at, (int)(part.Address - at)).Clear();
            part.Bytes.Span.CopyTo(new Span<byte>(start + part.Address, part.Bytes.Length));
            at = Math.Max(at, part.End);
        }
        if (Area is { } area)
            new Span<byte>(start + at, (int)(area.Start + area.Length - at)).Clear();
    }

    private ImageArea? CreateArea(bool mayMap)
    {
        var (start, end, bytes, isAscending) = (long.MaxValue, 0L, 0L, true);
        foreach (var part in _parts)
        {
            isAscending &= part.Address >= end;
            (start, end) = (Math.Min(start, part.Address), Math.Max(end, part.End));
            bytes += part.Bytes.Length;
        }
        if (bytes < SmallestArea || end - start > MostSpread * bytes)
            return null;
        var area = ImageArea.Create(_parts, start, end, mayMap);
        // What the guest before left is overwritten from front to back, the gaps with zeroes.
        return area.IsMapped || isAscending ? area : null;
    }
}
