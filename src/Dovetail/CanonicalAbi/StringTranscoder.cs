using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// Copies strings from one linear memory to another, between any two encodings (CanonicalABI.md,
/// <c>store_string_into_range</c>).
/// </summary>
/// <remarks>
/// The calls of <c>realloc</c> are exactly the specification's, because guests see them: first as many bytes as there
/// are code units, then the worst case, then the true size. The result of each is checked. The source is checked and
/// validated before the first, and stays where it is.
/// </remarks>
internal static class StringTranscoder
{
    private const uint Tag = HostStrings.UTF16_TAG;

    /// <summary>
    /// Copies the string at an address of <paramref name="from"/>; gives its place and length in <paramref name="to"/>.
    /// </summary>
    public static (uint Address, uint TaggedCodeUnits) Copy(in LiftLowerContext from, in LiftLowerContext to,
        uint address, uint taggedCodeUnits)
    {
        var source = HostStrings.Range(from, address, taggedCodeUnits, out var encoding);
        from.ChargeCopy(source.Length);
        HostStrings.Validate(source, encoding);
        return (to.Side.Options.Encoding, encoding) switch
        {
            (StringEncoding.Utf8, SimpleEncoding.Utf8) => CopyBytes(to, source, 1, (uint)source.Length),
            (StringEncoding.Utf8, SimpleEncoding.Utf16) => Utf16ToUtf8(to, Units(source)),
            (StringEncoding.Utf8, _) => Latin1ToUtf8(to, source),
            (StringEncoding.Utf16, SimpleEncoding.Utf8) => Utf8ToUtf16(to, source),
            (StringEncoding.Utf16, SimpleEncoding.Utf16) => CopyBytes(to, source, 2, (uint)source.Length / 2),
            (StringEncoding.Utf16, _) => Latin1ToUtf16(to, source),
            (_, SimpleEncoding.Latin1) => CopyBytes(to, source, 2, (uint)source.Length),
            (_, SimpleEncoding.Utf16) when from.Side.Options.Encoding == StringEncoding.CompactUtf16 =>
                ProbablyUtf16(to, source),
            (_, SimpleEncoding.Utf16) => ToLatin1OrUtf16(to, Units(source), (uint)source.Length / 2),
            _ => Utf8ToLatin1OrUtf16(to, source),
        };
    }

    // store_string_copy
    private static (uint, uint) CopyBytes(in LiftLowerContext to, ReadOnlySpan<byte> source, uint alignment,
        uint codeUnits)
    {
        var address = to.Allocate(alignment, (uint)source.Length, AbiBlock.String);
        source.CopyTo(to.Bytes(address, (uint)source.Length));
        return (address, codeUnits);
    }

    // store_string_copy, with each unit widened.
    private static (uint, uint) Latin1ToUtf16(in LiftLowerContext to, ReadOnlySpan<byte> source)
    {
        var size = 2 * (uint)source.Length;
        var address = to.Allocate(2, size, AbiBlock.String);
        Encoding.Latin1.GetChars(source, MemoryMarshal.Cast<byte, char>(to.Bytes(address, size)));
        return (address, (uint)source.Length);
    }

    // store_utf16_to_utf8
    private static (uint, uint) Utf16ToUtf8(in LiftLowerContext to, ReadOnlySpan<char> source)
    {
        var units = (uint)source.Length;
        var address = to.Allocate(1, units, AbiBlock.String);
        Ascii.FromUtf16(source, to.Bytes(address, units), out var ascii);
        if (ascii == source.Length)
        {
            return (address, units);
        }
        var worst = units * 3;
        address = to.Reallocate(address, units, 1, worst, AbiBlock.String);
        Utf8.FromUtf16(source[ascii..], to.Bytes(address, worst)[ascii..], out _, out var written);
        return Shrink(to, address, worst, (uint)(ascii + written), 1);
    }

    // store_latin1_to_utf8
    private static (uint, uint) Latin1ToUtf8(in LiftLowerContext to, ReadOnlySpan<byte> source)
    {
        var units = (uint)source.Length;
        var address = to.Allocate(1, units, AbiBlock.String);
        var ascii = source.IndexOfAnyInRange((byte)0x80, (byte)0xff);
        if (ascii < 0)
        {
            source.CopyTo(to.Bytes(address, units));
            return (address, units);
        }
        source[..ascii].CopyTo(to.Bytes(address, units));
        var worst = units * 2;
        address = to.Reallocate(address, units, 1, worst, AbiBlock.String);
        var rest = to.Bytes(address, worst);
        var written = ascii;
        foreach (var unit in source[ascii..])
        {
            if (unit < 0x80)
            {
                rest[written++] = unit;
            }
            else
            {
                rest[written++] = (byte)(0xc0 | unit >> 6);
                rest[written++] = (byte)(0x80 | unit & 0x3f);
            }
        }
        return Shrink(to, address, worst, (uint)written, 1);
    }

    // store_utf8_to_utf16
    private static (uint, uint) Utf8ToUtf16(in LiftLowerContext to, ReadOnlySpan<byte> source)
    {
        var worst = 2 * (uint)source.Length;
        var address = to.Allocate(2, worst, AbiBlock.String);
        var status =
            Utf8.ToUtf16(source, MemoryMarshal.Cast<byte, char>(to.Bytes(address, worst)), out _, out var units);
        Debug.Assert(status == OperationStatus.Done, "the source is valid, and a unit never becomes more than one");
        (address, _) = Shrink(to, address, worst, 2 * (uint)units, 2);
        return (address, (uint)units);
    }

    // store_string_to_latin1_or_utf16, from UTF-8: by way of UTF-16, whose units tell what fits Latin-1.
    private static (uint, uint) Utf8ToLatin1OrUtf16(in LiftLowerContext to, ReadOnlySpan<byte> source)
    {
        var units = ArrayPool<char>.Shared.Rent(source.Length);
        try
        {
            Utf8.ToUtf16(source, units, out _, out var count);
            return ToLatin1OrUtf16(to, units.AsSpan(0, count), (uint)source.Length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(units);
        }
    }

    // store_string_to_latin1_or_utf16; sourceUnits counts what the source has, of whatever size.
    private static (uint, uint) ToLatin1OrUtf16(in LiftLowerContext to, ReadOnlySpan<char> source, uint sourceUnits)
    {
        var address = to.Allocate(2, sourceUnits, AbiBlock.String);
        var wide = source.IndexOfAnyExceptInRange('\0', '\u00ff');
        var latin1 = wide < 0 ? source : source[..wide];
        Encoding.Latin1.GetBytes(latin1, to.Bytes(address, sourceUnits));
        if (wide < 0)
        {
            return Shrink(to, address, sourceUnits, (uint)source.Length, 2);
        }
        var worst = 2 * sourceUnits;
        address = to.Reallocate(address, sourceUnits, 2, worst, AbiBlock.String);
        MemoryMarshal.AsBytes(source).CopyTo(to.Bytes(address, worst));
        (address, _) = Shrink(to, address, worst, 2 * (uint)source.Length, 2);
        return (address, (uint)source.Length | Tag);
    }

    // store_probably_utf16_to_latin1_or_utf16
    private static (uint, uint) ProbablyUtf16(in LiftLowerContext to, ReadOnlySpan<byte> source)
    {
        var size = (uint)source.Length;
        var units = Units(source);
        var address = to.Allocate(2, size, AbiBlock.String);
        source.CopyTo(to.Bytes(address, size));
        if (units.ContainsAnyExceptInRange('\0', '\u00ff'))
        {
            return (address, (uint)units.Length | Tag);
        }
        Encoding.Latin1.GetBytes(units, to.Bytes(address, (uint)units.Length));
        address = to.Reallocate(address, size, 1, (uint)units.Length, AbiBlock.String);
        return (address, (uint)units.Length);
    }

    private static (uint, uint) Shrink(in LiftLowerContext to, uint address, uint size, uint used, uint alignment) =>
        used < size
        ? (to.Reallocate(address, size, alignment, used, AbiBlock.String), used)
        : (address, used);

    private static ReadOnlySpan<char> Units(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, char>(bytes);
}
