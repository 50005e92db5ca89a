using System.Runtime.CompilerServices;
using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

/// <summary>Where the bytes of a string or the elements of a list are.</summary>
/// <param name="begin">The address of the first.</param>
/// <param name="length">How many there are: elements, or code units with the tag of <c>latin1+utf16</c>.</param>
internal readonly struct GuestRange(uint begin, uint length)
{
    public readonly uint Begin = begin;
    public readonly uint Length = length;
}

/// <summary>A string or a list: two numbers that say where in memory the rest is.</summary>
internal abstract class RangeCodec<T>() : Codec<T>(8, 4, 2)
{
    public sealed override bool IsRange => true;

    /// <summary>Checks the range and makes a C# value of what lies there.</summary>
    public abstract T Lift(in LiftLowerContext cx, uint begin, uint length);

    /// <summary>Puts the value into memory that the guest allocates for it.</summary>
    public abstract GuestRange Lower(in LiftLowerContext cx, T value);

    public sealed override T Load(in LiftLowerContext cx, uint address) => Lift(cx, cx.LoadU32(address), cx.LoadU32(address + 4));

    public sealed override void Store(in LiftLowerContext cx, uint address, T value)
    {
        var range = Lower(cx, value);
        cx.StoreU32(address, range.Begin);
        cx.StoreU32(address + 4, range.Length);
    }

    public sealed override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => Lift(cx, (uint)flat.Next(), (uint)flat.Next());

    public sealed override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value)
    {
        var range = Lower(cx, value);
        flat.Add(range.Begin);
        flat.Add(range.Length);
    }
}

/// <summary><c>string</c>.</summary>
internal sealed class StringCodec : RangeCodec<string>
{
    public override string Lift(in LiftLowerContext cx, uint begin, uint length) => HostStrings.Load(cx, begin, length);

    public override GuestRange Lower(in LiftLowerContext cx, string value)
    {
        var (begin, length) = HostStrings.Store(cx, value);
        return new GuestRange(begin, length);
    }
}

/// <summary>A list of any length as an array.</summary>
internal sealed class ArrayCodec<T>(Codec<T> element) : RangeCodec<T[]>
{
    public override T[] Lift(in LiftLowerContext cx, uint begin, uint length)
    {
        cx.CheckList(begin, length, element.Size, element.Alignment);
        cx.Charge(length * (long)Unsafe.SizeOf<T>());
        return element.LoadList(cx, begin, length);
    }

    public override GuestRange Lower(in LiftLowerContext cx, T[] value)
    {
        var (begin, length) = ListLowering.Lower(cx, element, value ?? throw ListLowering.Null());
        return new GuestRange(begin, length);
    }
}

/// <summary>A list of any length in another C# type than an array, by way of one.</summary>
internal sealed class ConvertedRangeCodec<T, TInner>(RangeCodec<TInner> inner, Func<TInner, T> lift, Func<T, TInner> lower) : RangeCodec<T>
{
    public override T Lift(in LiftLowerContext cx, uint begin, uint length) => lift(inner.Lift(cx, begin, length));

    public override GuestRange Lower(in LiftLowerContext cx, T value) => inner.Lower(cx, lower(value));
}
