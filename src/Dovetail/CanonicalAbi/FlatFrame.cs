using System.Runtime.CompilerServices;
using Dovetail.Wit.Abi;

namespace Dovetail.CanonicalAbi;

/// <summary>
/// The flat values of one call, a slot each: i32 and the bits of f32 zero-extended, i64, the bits of f64.
/// </summary>
/// <remarks>
/// In this form the coercions between a variant's joined type and a case's own (CanonicalABI.md,
/// <c>CoerceValueIter</c>) are no work at all: a narrower value is the low half of the slot.
/// </remarks>
[InlineArray(Slots)]
internal struct FlatFrame
{
    /// <summary>The most that a call has: all flat parameters and the address of a result area.</summary>
    public const int Slots = Flattening.MAX_FLAT_PARAMS + 1;

    private ulong first;

    // What emitted code calls; the index is a constant below Slots.
    internal static int GetI32(ref FlatFrame frame, int index) => (int)frame[index];

    internal static long GetI64(ref FlatFrame frame, int index) => (long)frame[index];

    internal static float GetF32(ref FlatFrame frame, int index) => BitConverter.UInt32BitsToSingle((uint)frame[index]);

    internal static double GetF64(ref FlatFrame frame, int index) => BitConverter.UInt64BitsToDouble(frame[index]);

    internal static void SetI32(int value, ref FlatFrame frame, int index) => frame[index] = (uint)value;

    internal static void SetI64(long value, ref FlatFrame frame, int index) => frame[index] = (ulong)value;

    internal static void SetF32(float value, ref FlatFrame frame, int index) =>
        frame[index] = BitConverter.SingleToUInt32Bits(value);

    internal static void SetF64(double value, ref FlatFrame frame, int index) =>
        frame[index] = BitConverter.DoubleToUInt64Bits(value);
}

/// <summary>Takes flat values out of a frame, one after the other (CanonicalABI.md, <c>CoreValueIter</c>).</summary>
internal ref struct FlatReader(ref FlatFrame frame)
{
    private readonly ref FlatFrame frame = ref frame;

    public int Position { get; private set; }

    public ulong Next() => frame[Position++];

    /// <summary>An address or a length.</summary>
    public ulong NextPointer(PointerType pointer) => pointer == PointerType.I32 ? (uint)Next() : Next();

    /// <summary>Goes to a position: behind the slots of a variant, of which its case used only some.</summary>
    public void SkipTo(int position) => Position = position;
}

/// <summary>Puts flat values into a frame, one after the other.</summary>
internal ref struct FlatWriter(ref FlatFrame frame)
{
    private readonly ref FlatFrame frame = ref frame;

    public int Position { get; private set; }

    public void Add(ulong bits) => frame[Position++] = bits;

    /// <summary>Fills with zeroes up to a position: the slots of a variant that its case does not use.</summary>
    public void ZeroTo(int position)
    {
        while (Position < position)
        {
            Add(0);
        }
    }
}
