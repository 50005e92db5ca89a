using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Dovetail.Bindings;
using Dovetail.Values;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>Strings between C# and linear memory (CanonicalABI.md, <c>load_string</c>, <c>store_string</c>).</summary>
/// <remarks>
/// A C# string is lowered with one allocation of its exact size: the specification leaves the encoding that a host's
/// string comes in to the host, so it comes in the guest's own. (<c>latin1+utf16</c> then wants characters looked at,
/// not transcoded.)
/// </remarks>
internal static class HostStrings
{
    private const int ShortString = 256;

    public static string Load(in LiftLowerContext cx, ulong address, ulong taggedCodeUnits)
    {
        var bytes = Range(cx, address, taggedCodeUnits, out var encoding);
        cx.Charge(2L * bytes.Length);
        return encoding switch
        {
            SimpleEncoding.Latin1 => Encoding.Latin1.GetString(bytes),
            SimpleEncoding.Utf16 => LoadUtf16(bytes),
            _ => LoadUtf8(bytes),
        };
    }

    /// <summary>
    /// Checks the place of a string and gives its bytes (CanonicalABI.md, <c>load_string_from_range</c>).
    /// </summary>
    public static ReadOnlySpan<byte> Range(
        in LiftLowerContext cx, ulong address, ulong taggedCodeUnits, out SimpleEncoding encoding)
    {
        encoding = cx.Side.Options.Encoding switch
        {
            StringEncoding.Utf8 => SimpleEncoding.Utf8,
            StringEncoding.Utf16 => SimpleEncoding.Utf16,
            _ => (taggedCodeUnits & cx.Side.Utf16Tag) != 0 ? SimpleEncoding.Utf16 : SimpleEncoding.Latin1,
        };
        var isCompact = cx.Side.Options.Encoding == StringEncoding.CompactUtf16;
        var units = isCompact ? taggedCodeUnits & ~cx.Side.Utf16Tag : taggedCodeUnits;
        var length = encoding == SimpleEncoding.Utf16 ? 2 * units : units;
        if (units > LiftLowerContext.MAX_BYTE_LENGTH || length > LiftLowerContext.MAX_BYTE_LENGTH)
        {
            AbiTraps.OutOfBounds(AbiBlock.String, cx.Side.IsHostEdge);
        }
        if ((address & 1) != 0 && cx.Side.Options.Encoding != StringEncoding.Utf8)
        {
            AbiTraps.Unaligned();
        }
        if (!cx.Side.Memory.Contains(address, length))
        {
            AbiTraps.OutOfBounds(AbiBlock.String, cx.Side.IsHostEdge);
        }
        return cx.Side.Memory.Slice(address, (int)length);
    }

    /// <summary>Traps unless the bytes are of the encoding.</summary>
    public static void Validate(ReadOnlySpan<byte> bytes, SimpleEncoding encoding)
    {
        if (encoding == SimpleEncoding.Utf8 && !Utf8.IsValid(bytes))
        {
            InvalidUtf8(bytes);
        }
        else if (encoding == SimpleEncoding.Utf16
            && UnicodeScalars.IndexOfUnpaired(MemoryMarshal.Cast<byte, char>(bytes)) is >= 0 and var index)
        {
            AbiTraps.InvalidEncoding($"invalid utf-16: unpaired surrogate at index {index}");
        }
    }

    public static GuestRange Store(in LiftLowerContext cx, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (cx.Side.Options.Encoding == StringEncoding.Utf8 && Ascii.IsValid(value))
        {
            var ascii = Allocate(cx, 1, (ulong)value.Length);
            Ascii.FromUtf16(value, cx.Bytes(ascii, (uint)value.Length), out _);
            return new GuestRange(ascii, (uint)value.Length);
        }
        UnicodeScalars.ThrowIfUnpaired(value);
        switch (cx.Side.Options.Encoding)
        {
            case StringEncoding.Utf8:
                var length = Encoding.UTF8.GetByteCount(value);
                var utf8 = Allocate(cx, 1, (ulong)length);
                Encoding.UTF8.GetBytes(value, cx.Bytes(utf8, (uint)length));
                return new GuestRange(utf8, (uint)length);
            case StringEncoding.CompactUtf16 when !value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'):
                var latin1 = Allocate(cx, 2, (ulong)value.Length);
                Encoding.Latin1.GetBytes(value, cx.Bytes(latin1, (uint)value.Length));
                return new GuestRange(latin1, (uint)value.Length);
            default:
                var utf16 = Allocate(cx, 2, 2UL * (ulong)value.Length);
                MemoryMarshal.AsBytes(value.AsSpan()).CopyTo(cx.Bytes(utf16, 2 * (uint)value.Length));
                return new GuestRange(utf16, (uint)value.Length | (cx.Side.Options.Encoding == StringEncoding.Utf16 ? 0 : cx.Side.Utf16Tag));
        }
    }

    private static ulong Allocate(in LiftLowerContext cx, uint alignment, ulong length) =>
        length <= LiftLowerContext.MAX_BYTE_LENGTH
        ? cx.Allocate(alignment, (uint)length, AbiBlock.String)
        : throw new ArgumentException(
            $"a string of {length} bytes is longer than the {LiftLowerContext.MAX_BYTE_LENGTH} that a guest takes");

    private static string LoadUtf16(ReadOnlySpan<byte> bytes)
    {
        Validate(bytes, SimpleEncoding.Utf16);
        return new string(MemoryMarshal.Cast<byte, char>(bytes));
    }

    // Looking for ASCII alone is cheap, and widening it too; all else is looked at once, if it is short, and three times if it is long.
    [SkipLocalsInit]
    private static string LoadUtf8(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return Encoding.Latin1.GetString(bytes);
        }
        Span<char> units = stackalloc char[ShortString];
        if (bytes.Length <= units.Length
            && Utf8.ToUtf16(bytes, units, out _, out var count, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            return new string(units[..count]);
        }
        Validate(bytes, SimpleEncoding.Utf8);
        return Encoding.UTF8.GetString(bytes);
    }

    private static void InvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        var index = 0;
        while (true)
        {
            var status = Rune.DecodeFromUtf8(bytes[index..], out _, out var used);
            if (status != OperationStatus.Done)
            {
                AbiTraps.InvalidEncoding(status == OperationStatus.NeedMoreData
                    ? $"incomplete utf-8 byte sequence from index {index}"
                    : $"invalid utf-8 sequence of {used} bytes from index {index}");
            }
            index += used;
        }
    }
}

/// <summary>How the units of one string are encoded, with the tag of <c>latin1+utf16</c> already read.</summary>
internal enum SimpleEncoding : byte
{
    Utf8,
    Utf16,
    Latin1,
}
