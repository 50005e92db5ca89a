using Dovetail.CanonicalAbi;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>A list of numbers as a value that keeps them as numbers.</summary>
internal sealed class NumbersValueCodec<T>(Codec<T> element, Codec<WitValue> item, ListType type, PointerType pointer)
    : Codec<WitValue>(2 * Layout.PtrSize(pointer), Layout.PtrSize(pointer), 2)
    where T : unmanaged
{
    private readonly ArrayCodec<T> numbers = new(element, pointer);
    private readonly ArrayCodec<WitValue> values = new(item, pointer);

    public override WitValue Load(in LiftLowerContext cx, ulong address) =>
        WitValue.OfNumbers(numbers.Load(cx, address));

    public override void Store(in LiftLowerContext cx, ulong address, WitValue value)
    {
        if (ValueMismatch.Items(type, value) is T[] array && array.GetType() == typeof(T[]))
        {
            numbers.Store(cx, address, array);
        }
        else
        {
            values.Store(cx, address, [.. value.Items]);
        }
    }

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat) =>
        WitValue.OfNumbers(numbers.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value)
    {
        if (ValueMismatch.Items(type, value) is T[] array && array.GetType() == typeof(T[]))
        {
            numbers.LowerFlat(cx, ref flat, array);
        }
        else
        {
            values.LowerFlat(cx, ref flat, [.. value.Items]);
        }
    }
}

/// <summary>Any other list as a value.</summary>
internal sealed class ListValueCodec(Codec<WitValue[]> array, WitType type)
    : Codec<WitValue>(array.Size, array.Alignment, array.FlatCount)
{
    public override WitValue Load(in LiftLowerContext cx, ulong address) =>
        WitValue.OfItems(WitValueKind.List, array.Load(cx, address));

    public override void Store(in LiftLowerContext cx, ulong address, WitValue value) =>
        array.Store(cx, address, Items(value));

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat) =>
        WitValue.OfItems(WitValueKind.List, array.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value) =>
        array.LowerFlat(cx, ref flat, Items(value));

    private WitValue[] Items(WitValue value) => ValueMismatch.Items(type, value) as WitValue[] ?? [.. value.Items];
}
