using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Abi;

namespace Dovetail.Bindings;

/// <summary>Where the bytes of a string or the elements of a list are.</summary>
/// <param name="begin">The address of the first.</param>
/// <param name="length">How many there are: elements, or code units with the tag of <c>latin1+utf16</c>.</param>
internal readonly struct GuestRange(ulong begin, ulong length)
{
    public readonly ulong Begin = begin;
    public readonly ulong Length = length;
}

/// <summary>A string or a list: two numbers that say where in memory the rest is.</summary>
/// <param name="pointer">How wide they are.</param>
internal abstract class RangeCodec<T>(PointerType pointer) : Codec<T>(2 * Layout.PtrSize(pointer), Layout.PtrSize(pointer), 2)
{
    private readonly bool isWide = pointer == PointerType.I64;

    public sealed override PointerType? Range => isWide ? PointerType.I64 : PointerType.I32;

    /// <summary>Checks the range and makes a C# value of what lies there.</summary>
    public abstract T Lift(in LiftLowerContext cx, ulong begin, ulong length);

    /// <summary>Puts the value into memory that the guest allocates for it.</summary>
    public abstract GuestRange Lower(in LiftLowerContext cx, T value);

    public sealed override T Load(in LiftLowerContext cx, ulong address) => isWide
        ? Lift(cx, cx.LoadU64(address), cx.LoadU64(address + 8))
        : Lift(cx, cx.LoadU32(address), cx.LoadU32(address + 4));

    public sealed override void Store(in LiftLowerContext cx, ulong address, T value)
    {
        var range = Lower(cx, value);
        cx.StoreRange(address, range, isWide);
    }

    public sealed override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => isWide
        ? Lift(cx, flat.Next(), flat.Next())
        : Lift(cx, (uint)flat.Next(), (uint)flat.Next());

    public sealed override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value)
    {
        var range = Lower(cx, value);
        flat.Add(range.Begin);
        flat.Add(range.Length);
    }
}

/// <summary><c>string</c>.</summary>
internal sealed class StringCodec(PointerType pointer) : RangeCodec<string>(pointer)
{
    public override string Lift(in LiftLowerContext cx, ulong begin, ulong length) => HostStrings.Load(cx, begin, length);

    public override GuestRange Lower(in LiftLowerContext cx, string value) => HostStrings.Store(cx, value);
}

/// <summary>A list of any length as an array.</summary>
internal sealed class ArrayCodec<T>(Codec<T> element, PointerType pointer) : RangeCodec<T[]>(pointer)
{
    public override T[] Lift(in LiftLowerContext cx, ulong begin, ulong length)
    {
        cx.CheckList(begin, length, element.Size, element.Alignment);
        cx.Charge((long)length * Unsafe.SizeOf<T>());
        return element.LoadList(cx, begin, (uint)length);
    }

    public override GuestRange Lower(in LiftLowerContext cx, T[] value) => ListLowering.Lower(cx, element, value ?? throw ListLowering.Null());
}

/// <summary>A list of any length in another C# type than an array, by way of one.</summary>
internal sealed class ConvertedRangeCodec<T, TInner>(RangeCodec<TInner> inner, Func<TInner, T> lift, Func<T, TInner> lower)
    : RangeCodec<T>(inner.Range!.Value)
{
    public override T Lift(in LiftLowerContext cx, ulong begin, ulong length) => lift(inner.Lift(cx, begin, length));

    public override GuestRange Lower(in LiftLowerContext cx, T value) => inner.Lower(cx, lower(value));
}
