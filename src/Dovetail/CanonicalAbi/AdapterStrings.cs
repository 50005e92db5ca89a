using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// How adapters check strings and copy them from one linear memory to another, between any two encodings (CanonicalABI.md,
/// <c>load_string_from_range</c>, <c>store_string_into_range</c>).
/// </summary>
/// <remarks>
/// The calls of <c>realloc</c> are exactly the specification's, because guests see them: first as many bytes as there are code units, then
/// the worst case, then the true size. The result of each is checked. A string is checked when it is lifted, and stays where it is until
/// it is copied. Lengths are at most 2^28 bytes from then on.
/// </remarks>
internal static class AdapterStrings
{
    public static void CheckUtf8(AdapterSide from, ulong address, ulong units)
    {
        var bytes = Range(from, address, units, alignment: 1);
        // Most strings are short and ASCII, which is found sooner.
        if (!IsShortAscii(bytes) && !Ascii.IsValid(bytes))
        {
            HostStrings.Validate(bytes, SimpleEncoding.Utf8);
        }
    }

    public static void CheckUtf16(AdapterSide from, ulong address, ulong units) =>
        HostStrings.Validate(Range(from, address, Twice(units), alignment: 2), SimpleEncoding.Utf16);

    public static void CheckLatin1OrUtf16(AdapterSide from, ulong address, ulong units)
    {
        if ((units & from.Utf16Tag) != 0)
        {
            CheckUtf16(from, address, units ^ from.Utf16Tag);
        }
        else
        {
            Range(from, address, units, alignment: 2);
        }
    }

    // store_string_copy; gives the address, the length being the same. One call of the adapter, and all else part of it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong CopyUtf8(AdapterSide from, AdapterSide to, ulong address, ulong units) =>
        Copy(from, to, address, units, 1);

    // The same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong CopyUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units) =>
        Copy(from, to, address, 2 * units, 2);

    // store_utf8_to_utf16
    public static StringRange Utf8ToUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units)
    {
        var worst = 2 * units;
        var copy = Allocate(to, 2, worst);
        var status = Utf8.ToUtf16(AdapterMemory.Bytes(from.Source, address, units),
            MemoryMarshal.Cast<byte, char>(AdapterMemory.Bytes(to.Memory, copy, worst)), out _, out var written);
        Debug.Assert(status == OperationStatus.Done, "the source is valid, and a unit never becomes more than one");
        return new(Shrink(to, copy, worst, 2 * (ulong)written, 2), (ulong)written);
    }

    // store_utf16_to_utf8
    public static StringRange Utf16ToUtf8(AdapterSide from, AdapterSide to, ulong address, ulong units)
    {
        var source = Units(from, address, units);
        var copy = Allocate(to, 1, units);
        Ascii.FromUtf16(source, AdapterMemory.Bytes(to.Memory, copy, units), out var ascii);
        if (ascii == source.Length)
        {
            return new(copy, units);
        }
        var worst = 3 * units;
        copy = Reallocate(to, copy, units, 1, worst);
        Utf8.FromUtf16(source[ascii..], AdapterMemory.Bytes(to.Memory, copy, worst)[ascii..], out _, out var written);
        var length = (ulong)(ascii + written);
        return new(Shrink(to, copy, worst, length, 1), length);
    }

    public static StringRange Latin1OrUtf16ToUtf8(AdapterSide from, AdapterSide to, ulong address, ulong units) =>
        (units & from.Utf16Tag) != 0 ? Utf16ToUtf8(from, to, address, units ^ from.Utf16Tag) : Latin1ToUtf8(from, to, address, units);

    public static StringRange Latin1OrUtf16ToUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units) =>
        (units & from.Utf16Tag) != 0 ? new(CopyUtf16(from, to, address, units ^ from.Utf16Tag), units ^ from.Utf16Tag) : Latin1ToUtf16(from, to, address, units);

    public static StringRange Latin1OrUtf16ToLatin1OrUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units) =>
        (units & from.Utf16Tag) != 0 ? ProbablyUtf16(from, to, address, units ^ from.Utf16Tag) : new(Copy(from, to, address, units, 2), units);

    // store_string_to_latin1_or_utf16
    public static StringRange Utf16ToLatin1OrUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units) =>
        ToLatin1OrUtf16(to, Units(from, address, units), units);

    // store_string_to_latin1_or_utf16, by way of UTF-16, whose units tell what fits Latin-1.
    public static StringRange Utf8ToLatin1OrUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units)
    {
        var chars = ArrayPool<char>.Shared.Rent((int)units);
        try
        {
            Utf8.ToUtf16(AdapterMemory.Bytes(from.Source, address, units), chars, out _, out var count);
            return ToLatin1OrUtf16(to, chars.AsSpan(0, count), units);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    // store_latin1_to_utf8
    private static StringRange Latin1ToUtf8(AdapterSide from, AdapterSide to, ulong address, ulong units)
    {
        ReadOnlySpan<byte> source = AdapterMemory.Bytes(from.Source, address, units);
        var copy = Allocate(to, 1, units);
        var ascii = source.IndexOfAnyInRange((byte)0x80, (byte)0xff);
        if (ascii < 0)
        {
            source.CopyTo(AdapterMemory.Bytes(to.Memory, copy, units));
            return new(copy, units);
        }
        source[..ascii].CopyTo(AdapterMemory.Bytes(to.Memory, copy, units));
        var worst = 2 * units;
        copy = Reallocate(to, copy, units, 1, worst);
        var length = (ulong)WriteUtf8(source, ascii, AdapterMemory.Bytes(to.Memory, copy, worst));
        return new(Shrink(to, copy, worst, length, 1), length);
    }

    private static int WriteUtf8(ReadOnlySpan<byte> latin1, int from, Span<byte> target)
    {
        var written = from;
        foreach (var unit in latin1[from..])
        {
            if (unit < 0x80)
            {
                target[written++] = unit;
            }
            else
            {
                target[written++] = (byte)(0xc0 | unit >> 6);
                target[written++] = (byte)(0x80 | unit & 0x3f);
            }
        }
        return written;
    }

    // store_string_copy, with each unit widened.
    private static StringRange Latin1ToUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units)
    {
        var copy = Allocate(to, 2, 2 * units);
        Encoding.Latin1.GetChars(AdapterMemory.Bytes(from.Source, address, units),
            MemoryMarshal.Cast<byte, char>(AdapterMemory.Bytes(to.Memory, copy, 2 * units)));
        return new(copy, units);
    }

    // sourceUnits counts what the source has, of whatever size.
    private static StringRange ToLatin1OrUtf16(AdapterSide to, ReadOnlySpan<char> source, ulong sourceUnits)
    {
        var copy = Allocate(to, 2, sourceUnits);
        var wide = source.IndexOfAnyExceptInRange('\0', '\u00ff');
        Encoding.Latin1.GetBytes(wide < 0 ? source : source[..wide], AdapterMemory.Bytes(to.Memory, copy, sourceUnits));
        var length = (ulong)source.Length;
        if (wide < 0)
        {
            return new(Shrink(to, copy, sourceUnits, length, 2), length);
        }
        var worst = 2 * sourceUnits;
        copy = Reallocate(to, copy, sourceUnits, 2, worst);
        var target = AdapterMemory.Bytes(to.Memory, copy, worst);
        Widen(target, wide);
        MemoryMarshal.AsBytes(source[wide..]).CopyTo(target[(2 * wide)..]);
        return new(Shrink(to, copy, worst, 2 * length, 2), length | to.Utf16Tag);
    }

    // What was written already is widened where realloc left it, which need not be what it was: guests can tell.
    private static void Widen(Span<byte> target, int count)
    {
        Span<byte> block = stackalloc byte[256];
        for (var end = count; end > 0;)
        {
            var start = Math.Max(0, end - block.Length);
            target[start..end].CopyTo(block);
            Encoding.Latin1.GetChars(block[..(end - start)], MemoryMarshal.Cast<byte, char>(target[(2 * start)..(2 * end)]));
            end = start;
        }
    }

    // store_probably_utf16_to_latin1_or_utf16
    private static StringRange ProbablyUtf16(AdapterSide from, AdapterSide to, ulong address, ulong units)
    {
        var source = Units(from, address, units);
        var size = 2 * units;
        var copy = Allocate(to, 2, size);
        MemoryMarshal.AsBytes(source).CopyTo(AdapterMemory.Bytes(to.Memory, copy, size));
        if (source.ContainsAnyExceptInRange('\0', '\u00ff'))
        {
            return new(copy, units | to.Utf16Tag);
        }
        Encoding.Latin1.GetBytes(source, AdapterMemory.Bytes(to.Memory, copy, units));
        return new(Reallocate(to, copy, size, 1, units), units);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Copy(AdapterSide from, AdapterSide to, ulong address, ulong length, uint alignment)
    {
        var copy = Allocate(to, alignment, length);
        AdapterMemory.CopyText(from.Source, address, to.Memory, copy, length);
        return copy;
    }

    // Whether 16 to 64 bytes are all below 0x80: two to four vectors, of which the last may overlap the one before.
    private static bool IsShortAscii(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is < 16 or > 64)
        {
            return false;
        }
        var all = Vector128.Create(bytes) | Vector128.Create(bytes[^16..]);
        for (var i = 16; i < bytes.Length - 16; i += 16)
        {
            all |= Vector128.Create(bytes[i..]);
        }
        return all.ExtractMostSignificantBits() == 0;
    }

    // Checks the place of a string: its length in bytes, its alignment, its bounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> Range(AdapterSide from, ulong address, ulong length, uint alignment)
    {
        if (length > LiftLowerContext.MAX_BYTE_LENGTH)
        {
            AbiTraps.OutOfBounds(AbiBlock.String, isHostEdge: false);
        }
        if ((address & (alignment - 1)) != 0)
        {
            AbiTraps.Unaligned();
        }
        if (!from.Memory.Contains(address, length))
        {
            AbiTraps.OutOfBounds(AbiBlock.String, isHostEdge: false);
        }
        from.Lifted(address, length);
        return AdapterMemory.Bytes(from.Memory, address, length);
    }

    private static ulong Twice(ulong units) => units <= uint.MaxValue ? 2 * units : ulong.MaxValue;

    private static ReadOnlySpan<char> Units(AdapterSide from, ulong address, ulong units) =>
        MemoryMarshal.Cast<byte, char>(AdapterMemory.Bytes(from.Source, address, 2 * units));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Allocate(AdapterSide to, uint alignment, ulong size) => Reallocate(to, 0, 0, alignment, size);

    private static ulong Shrink(AdapterSide to, ulong address, ulong size, ulong used, uint alignment) =>
        used < size ? Reallocate(to, address, size, alignment, used) : address;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Reallocate(AdapterSide to, ulong old, ulong oldSize, uint alignment, ulong size) =>
        AdapterMemory.Reallocate(to, old, oldSize, alignment, size, AbiBlock.String);
}

/// <summary>Where a string was put: its address, and its length in code units with the tag of <c>latin1+utf16</c>.</summary>
internal readonly struct StringRange(ulong address, ulong units)
{
    public readonly ulong Address = address;
    public readonly ulong Units = units;
}
