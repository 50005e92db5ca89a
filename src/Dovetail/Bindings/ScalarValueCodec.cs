using Dovetail.CanonicalAbi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>A scalar as a <see cref="WitValue"/>, by way of its own C# type.</summary>
internal sealed class ScalarValueCodec<T>(Codec<T> inner, Func<T, WitValue> lift, Func<WitValue, T> lower, WitType type)
    : Codec<WitValue>(inner.Size, inner.Alignment, inner.FlatCount)
{
    public override WitValue Load(in LiftLowerContext cx, ulong address) => lift(inner.Load(cx, address));

    public override void Store(in LiftLowerContext cx, ulong address, WitValue value) =>
        inner.Store(cx, address, Lower(value));

    public override WitValue LiftFlat(in LiftLowerContext cx, ref FlatReader flat) =>
        lift(inner.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, WitValue value) =>
        inner.LowerFlat(cx, ref flat, Lower(value));

    private T Lower(WitValue value)
    {
        try
        {
            return lower(value);
        }
        catch (Exception fault) when (fault is InvalidCastException or OverflowException)
        {
            throw ValueMismatch.Of(type, value);
        }
    }
}
