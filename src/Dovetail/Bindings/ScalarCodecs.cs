using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>
/// The eight integer types. Lists are copied as blocks: both sides are little-endian, as every platform of .NET 10 but
/// one is.
/// </summary>
internal sealed class IntegerCodec<T>() : Codec<T>((uint)Unsafe.SizeOf<T>(), (uint)Unsafe.SizeOf<T>(), 1)
    where T : unmanaged, IBinaryInteger<T>
{
    public override PrimitiveKind? Scalar => System.Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.SByte => PrimitiveKind.S8,
        TypeCode.Byte => PrimitiveKind.U8,
        TypeCode.Int16 => PrimitiveKind.S16,
        TypeCode.UInt16 => PrimitiveKind.U16,
        TypeCode.Int32 => PrimitiveKind.S32,
        TypeCode.UInt32 => PrimitiveKind.U32,
        TypeCode.Int64 => PrimitiveKind.S64,
        _ => PrimitiveKind.U64,
    };

    public override T Load(in LiftLowerContext cx, ulong address) => MemoryMarshal.Read<T>(cx.Bytes(address, Size));

    public override void Store(in LiftLowerContext cx, ulong address, T value) =>
        MemoryMarshal.Write(cx.Bytes(address, Size), value);

    // Bits beyond the type's are cut off (lift_flat_unsigned, lift_flat_signed).
    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => T.CreateTruncating(flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) =>
        flat.Add(Unsafe.SizeOf<T>() == sizeof(ulong) ? ulong.CreateTruncating(value)
            : (uint)long.CreateTruncating(value));

    public override T[] LoadList(in LiftLowerContext cx, ulong address, uint count) =>
        MemoryMarshal.Cast<byte, T>(cx.Bytes(address, count * Size)).ToArray();

    public override void StoreList(in LiftLowerContext cx, ulong address, ReadOnlySpan<T> items) =>
        MemoryMarshal.AsBytes(items).CopyTo(cx.Bytes(address, (uint)items.Length * Size));
}

/// <summary>
/// <c>f32</c>. A NaN becomes the canonical one, except in lists, which are copied as blocks: the specification lets
/// NaNs change
/// their bits, so keeping them is as good.
/// </summary>
internal sealed class F32Codec() : Codec<float>(sizeof(float), sizeof(float), 1)
{
    public override PrimitiveKind? Scalar => PrimitiveKind.F32;

    public override float Load(in LiftLowerContext cx, ulong address) => Canonical(cx.LoadU32(address));

    public override void Store(in LiftLowerContext cx, ulong address, float value) => cx.StoreU32(address, Bits(value));

    public override float LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Canonical((uint)flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, float value) => flat.Add(Bits(value));

    public override float[] LoadList(in LiftLowerContext cx, ulong address, uint count) =>
        MemoryMarshal.Cast<byte, float>(cx.Bytes(address, count * Size)).ToArray();

    public override void StoreList(in LiftLowerContext cx, ulong address, ReadOnlySpan<float> items) =>
        MemoryMarshal.AsBytes(items).CopyTo(cx.Bytes(address, (uint)items.Length * Size));

    private static float Canonical(uint bits) => Scalars.CanonicalF32(BitConverter.UInt32BitsToSingle(bits));

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(Scalars.CanonicalF32(value));
}

/// <summary><c>f64</c>; of NaNs the same holds as for <see cref="F32Codec"/>.</summary>
internal sealed class F64Codec() : Codec<double>(sizeof(double), sizeof(double), 1)
{
    public override PrimitiveKind? Scalar => PrimitiveKind.F64;

    public override double Load(in LiftLowerContext cx, ulong address) => Canonical(cx.LoadU64(address));

    public override void Store(in LiftLowerContext cx, ulong address, double value) => cx.StoreU64(address, Bits(value));

    public override double LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Canonical(flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, double value) => flat.Add(Bits(value));

    public override double[] LoadList(in LiftLowerContext cx, ulong address, uint count) =>
        MemoryMarshal.Cast<byte, double>(cx.Bytes(address, count * Size)).ToArray();

    public override void StoreList(in LiftLowerContext cx, ulong address, ReadOnlySpan<double> items) =>
        MemoryMarshal.AsBytes(items).CopyTo(cx.Bytes(address, (uint)items.Length * Size));

    private static double Canonical(ulong bits) => Scalars.CanonicalF64(BitConverter.UInt64BitsToDouble(bits));

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(Scalars.CanonicalF64(value));
}

/// <summary><c>bool</c>: anything but 0 is true.</summary>
internal sealed class BoolCodec() : Codec<bool>(1, 1, 1)
{
    public override PrimitiveKind? Scalar => PrimitiveKind.Bool;

    public override bool Load(in LiftLowerContext cx, ulong address) => cx.LoadU8(address) != 0;

    public override void Store(in LiftLowerContext cx, ulong address, bool value) =>
        cx.StoreU8(address, value ? (byte)1 : (byte)0);

    public override bool LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => (uint)flat.Next() != 0;

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, bool value) =>
        flat.Add(value ? 1UL : 0);
}

/// <summary><c>char</c>, a Unicode scalar value.</summary>
internal sealed class CharCodec() : Codec<Rune>(sizeof(uint), sizeof(uint), 1)
{
    public override PrimitiveKind? Scalar => PrimitiveKind.Char;

    public override Rune Load(in LiftLowerContext cx, ulong address) => Scalars.ToRune(cx.LoadU32(address));

    public override void Store(in LiftLowerContext cx, ulong address, Rune value) =>
        cx.StoreU32(address, (uint)value.Value);

    public override Rune LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Scalars.ToRune((uint)flat.Next());

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, Rune value) =>
        flat.Add((uint)value.Value);
}
