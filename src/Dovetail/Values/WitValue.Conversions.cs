using System.Text;

namespace Dovetail;

/// <content>From the types of C# by themselves, back to them by a cast.</content>
public readonly partial struct WitValue
{
    /// <summary>Makes a <c>bool</c>.</summary>
    public static implicit operator WitValue(bool value) => new(WitValueKind.Bool, value ? 1UL : 0);

    /// <summary>Makes an <c>s8</c>.</summary>
    public static implicit operator WitValue(sbyte value) => new(WitValueKind.S8, (ulong)value);

    /// <summary>Makes a <c>u8</c>.</summary>
    public static implicit operator WitValue(byte value) => new(WitValueKind.U8, value);

    /// <summary>Makes an <c>s16</c>.</summary>
    public static implicit operator WitValue(short value) => new(WitValueKind.S16, (ulong)value);

    /// <summary>Makes a <c>u16</c>.</summary>
    public static implicit operator WitValue(ushort value) => new(WitValueKind.U16, value);

    /// <summary>Makes an <c>s32</c>.</summary>
    public static implicit operator WitValue(int value) => new(WitValueKind.S32, (ulong)value);

    /// <summary>Makes a <c>u32</c>.</summary>
    public static implicit operator WitValue(uint value) => new(WitValueKind.U32, value);

    /// <summary>Makes an <c>s64</c>.</summary>
    public static implicit operator WitValue(long value) => new(WitValueKind.S64, (ulong)value);

    /// <summary>Makes a <c>u64</c>.</summary>
    public static implicit operator WitValue(ulong value) => new(WitValueKind.U64, value);

    /// <summary>Makes an <c>f32</c>; every NaN becomes the canonical one.</summary>
    public static implicit operator WitValue(float value) =>
        new(WitValueKind.F32, float.IsNaN(value) ? 0x7fc00000u : BitConverter.SingleToUInt32Bits(value));

    /// <summary>Makes an <c>f64</c>; every NaN becomes the canonical one.</summary>
    public static implicit operator WitValue(double value) =>
        new(WitValueKind.F64, double.IsNaN(value) ? 0x7ff8000000000000UL : BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Makes a <c>char</c>.</summary>
    public static implicit operator WitValue(Rune value) => new(WitValueKind.Char, (ulong)value.Value);

    /// <summary>Makes a <c>char</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is half of a surrogate pair.</exception>
    public static implicit operator WitValue(char value) => new Rune(value);

    /// <summary>Makes a <c>string</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="value"/> has half of a surrogate pair without the
    /// other.</exception>
    public static implicit operator WitValue(string value) => String(value);

    /// <summary>Makes a <c>list&lt;u8&gt;</c> of a copy of <paramref name="value"/>.</summary>
    public static implicit operator WitValue(byte[] value) => List<byte>(value);

    /// <summary>The boolean.</summary>
    /// <exception cref="InvalidCastException">The value is of another kind (so for all that follow).</exception>
    public static explicit operator bool(WitValue value) => value.Bits(WitValueKind.Bool) != 0;

    /// <summary>The integer, of any of the eight types.</summary>
    /// <exception cref="OverflowException">The integer is out of range (so for all that follow).</exception>
    public static explicit operator sbyte(WitValue value) => (sbyte)value.Integer(sbyte.MinValue, (ulong)sbyte.MaxValue);

    /// <summary>The integer, of any of the eight types.</summary>
    public static explicit operator byte(WitValue value) => (byte)value.Integer(0, byte.MaxValue);

    /// <summary>The integer, of any of the eight types.</summary>
    public static explicit operator short(WitValue value) => (short)value.Integer(short.MinValue, (ulong)short.MaxValue);

    /// <summary>The integer, of any of the eight types.</summary>
    public static explicit operator ushort(WitValue value) => (ushort)value.Integer(0, ushort.MaxValue);

    /// <summary>The integer, of any of the eight types.</summary>
    public static explicit operator int(WitValue value) => (int)value.Integer(int.MinValue, int.MaxValue);

    /// <summary>The integer, of any of the eight types.</summary>
    public static explicit operator uint(WitValue value) => (uint)value.Integer(0, uint.MaxValue);

    /// <summary>The integer, of any of the eight types.</summary>
    public static explicit operator long(WitValue value) => (long)value.Integer(long.MinValue, long.MaxValue);

    /// <summary>The integer, of any of the eight types.</summary>
    public static explicit operator ulong(WitValue value) => (ulong)value.Integer(0, ulong.MaxValue);

    /// <summary>The <c>f32</c>.</summary>
    public static explicit operator float(WitValue value) =>
        BitConverter.UInt32BitsToSingle((uint)value.Bits(WitValueKind.F32));

    /// <summary>The <c>f64</c>, or the <c>f32</c> as one.</summary>
    public static explicit operator double(WitValue value) =>
        value.Kind == WitValueKind.F32 ? (float)value : BitConverter.UInt64BitsToDouble(value.Bits(WitValueKind.F64));

    /// <summary>The <c>char</c>.</summary>
    public static explicit operator Rune(WitValue value) => new((uint)value.Bits(WitValueKind.Char));

    /// <summary>The <c>string</c>.</summary>
    public static explicit operator string(WitValue value) => (string)value.Payload(WitValueKind.String);

    /// <summary>The <c>error-context</c>.</summary>
    public static explicit operator ErrorContext(WitValue value) => (ErrorContext)value.Payload(WitValueKind.ErrorContext);
}
