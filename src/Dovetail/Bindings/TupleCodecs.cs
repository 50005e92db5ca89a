using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

// A tuple, a codec an item. Offsets are from the start of the tuple; Rest has those of its own items from the same
// start, because WIT knows one tuple where C# nests the eighth item and what follows.

internal sealed class TupleCodec<T1>(Codec<T1> c1, uint[] o, uint size, uint alignment)
    : Codec<ValueTuple<T1>>(size, alignment, c1.FlatCount)
{
    public override ValueTuple<T1> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
    }

    public override ValueTuple<T1> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
    }
}

internal sealed class TupleCodec<T1, T2>(Codec<T1> c1, Codec<T2> c2, uint[] o, uint size, uint alignment)
    : Codec<ValueTuple<T1, T2>>(size, alignment, c1.FlatCount + c2.FlatCount)
{
    public override ValueTuple<T1, T2> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]),
        c2.Load(cx, address + o[1]));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1, T2> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
        c2.Store(cx, address + o[1], value.Item2);
    }

    public override ValueTuple<T1, T2> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat),
        c2.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1, T2> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
        c2.LowerFlat(cx, ref flat, value.Item2);
    }
}

internal sealed class TupleCodec<T1, T2,
    T3>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, uint[] o, uint size, uint alignment)
    : Codec<ValueTuple<T1, T2, T3>>(size, alignment, c1.FlatCount + c2.FlatCount + c3.FlatCount)
{
    public override ValueTuple<T1, T2, T3> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]),
        c2.Load(cx, address + o[1]),
        c3.Load(cx, address + o[2]));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1, T2, T3> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
        c2.Store(cx, address + o[1], value.Item2);
        c3.Store(cx, address + o[2], value.Item3);
    }

    public override ValueTuple<T1, T2, T3> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat),
        c2.LiftFlat(cx, ref flat),
        c3.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1, T2, T3> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
        c2.LowerFlat(cx, ref flat, value.Item2);
        c3.LowerFlat(cx, ref flat, value.Item3);
    }
}

internal sealed class TupleCodec<T1, T2, T3,
    T4>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, uint[] o, uint size, uint alignment)
    : Codec<ValueTuple<T1, T2, T3, T4>>(size, alignment,
        c1.FlatCount + c2.FlatCount + c3.FlatCount + c4.FlatCount)
{
    public override ValueTuple<T1, T2, T3, T4> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]),
        c2.Load(cx, address + o[1]),
        c3.Load(cx, address + o[2]),
        c4.Load(cx, address + o[3]));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1, T2, T3, T4> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
        c2.Store(cx, address + o[1], value.Item2);
        c3.Store(cx, address + o[2], value.Item3);
        c4.Store(cx, address + o[3], value.Item4);
    }

    public override ValueTuple<T1, T2, T3, T4> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat),
        c2.LiftFlat(cx, ref flat),
        c3.LiftFlat(cx, ref flat),
        c4.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1, T2, T3, T4> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
        c2.LowerFlat(cx, ref flat, value.Item2);
        c3.LowerFlat(cx, ref flat, value.Item3);
        c4.LowerFlat(cx, ref flat, value.Item4);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4,
    T5>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, uint[] o, uint size, uint alignment)
    : Codec<ValueTuple<T1, T2, T3, T4, T5>>(size, alignment,
        c1.FlatCount + c2.FlatCount + c3.FlatCount + c4.FlatCount + c5.FlatCount)
{
    public override ValueTuple<T1, T2, T3, T4, T5> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]),
        c2.Load(cx, address + o[1]),
        c3.Load(cx, address + o[2]),
        c4.Load(cx, address + o[3]),
        c5.Load(cx, address + o[4]));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1, T2, T3, T4, T5> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
        c2.Store(cx, address + o[1], value.Item2);
        c3.Store(cx, address + o[2], value.Item3);
        c4.Store(cx, address + o[3], value.Item4);
        c5.Store(cx, address + o[4], value.Item5);
    }

    public override ValueTuple<T1, T2, T3, T4, T5> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat),
        c2.LiftFlat(cx, ref flat),
        c3.LiftFlat(cx, ref flat),
        c4.LiftFlat(cx, ref flat),
        c5.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1, T2, T3, T4, T5> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
        c2.LowerFlat(cx, ref flat, value.Item2);
        c3.LowerFlat(cx, ref flat, value.Item3);
        c4.LowerFlat(cx, ref flat, value.Item4);
        c5.LowerFlat(cx, ref flat, value.Item5);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5,
    T6>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6, uint[] o, uint size,
    uint alignment)
    : Codec<ValueTuple<T1, T2, T3, T4, T5, T6>>(size, alignment,
        c1.FlatCount + c2.FlatCount + c3.FlatCount + c4.FlatCount + c5.FlatCount
        + c6.FlatCount)
{
    public override ValueTuple<T1, T2, T3, T4, T5, T6> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]),
        c2.Load(cx, address + o[1]),
        c3.Load(cx, address + o[2]),
        c4.Load(cx, address + o[3]),
        c5.Load(cx, address + o[4]),
        c6.Load(cx, address + o[5]));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1, T2, T3, T4, T5, T6> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
        c2.Store(cx, address + o[1], value.Item2);
        c3.Store(cx, address + o[2], value.Item3);
        c4.Store(cx, address + o[3], value.Item4);
        c5.Store(cx, address + o[4], value.Item5);
        c6.Store(cx, address + o[5], value.Item6);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat),
        c2.LiftFlat(cx, ref flat),
        c3.LiftFlat(cx, ref flat),
        c4.LiftFlat(cx, ref flat),
        c5.LiftFlat(cx, ref flat),
        c6.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1, T2, T3, T4, T5,
        T6> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
        c2.LowerFlat(cx, ref flat, value.Item2);
        c3.LowerFlat(cx, ref flat, value.Item3);
        c4.LowerFlat(cx, ref flat, value.Item4);
        c5.LowerFlat(cx, ref flat, value.Item5);
        c6.LowerFlat(cx, ref flat, value.Item6);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6,
    T7>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6, Codec<T7> c7, uint[] o,
    uint size, uint alignment)
    : Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7>>(size, alignment,
        c1.FlatCount + c2.FlatCount + c3.FlatCount + c4.FlatCount + c5.FlatCount
        + c6.FlatCount + c7.FlatCount)
{
    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]),
        c2.Load(cx, address + o[1]),
        c3.Load(cx, address + o[2]),
        c4.Load(cx, address + o[3]),
        c5.Load(cx, address + o[4]),
        c6.Load(cx, address + o[5]),
        c7.Load(cx, address + o[6]));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1, T2, T3, T4, T5, T6, T7> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
        c2.Store(cx, address + o[1], value.Item2);
        c3.Store(cx, address + o[2], value.Item3);
        c4.Store(cx, address + o[3], value.Item4);
        c5.Store(cx, address + o[4], value.Item5);
        c6.Store(cx, address + o[5], value.Item6);
        c7.Store(cx, address + o[6], value.Item7);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat),
        c2.LiftFlat(cx, ref flat),
        c3.LiftFlat(cx, ref flat),
        c4.LiftFlat(cx, ref flat),
        c5.LiftFlat(cx, ref flat),
        c6.LiftFlat(cx, ref flat),
        c7.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1, T2, T3, T4, T5, T6,
        T7> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
        c2.LowerFlat(cx, ref flat, value.Item2);
        c3.LowerFlat(cx, ref flat, value.Item3);
        c4.LowerFlat(cx, ref flat, value.Item4);
        c5.LowerFlat(cx, ref flat, value.Item5);
        c6.LowerFlat(cx, ref flat, value.Item6);
        c7.LowerFlat(cx, ref flat, value.Item7);
    }
}

internal sealed class TupleCodec<T1, T2, T3, T4, T5, T6, T7,
    TRest>(Codec<T1> c1, Codec<T2> c2, Codec<T3> c3, Codec<T4> c4, Codec<T5> c5, Codec<T6> c6, Codec<T7> c7,
    Codec<TRest> c8, uint[] o, uint size, uint alignment)
    : Codec<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>>(size, alignment,
        c1.FlatCount + c2.FlatCount + c3.FlatCount + c4.FlatCount + c5.FlatCount
        + c6.FlatCount + c7.FlatCount + c8.FlatCount)
    where TRest : struct
{
    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest> Load(in LiftLowerContext cx, uint address) => new(
        c1.Load(cx, address + o[0]),
        c2.Load(cx, address + o[1]),
        c3.Load(cx, address + o[2]),
        c4.Load(cx, address + o[3]),
        c5.Load(cx, address + o[4]),
        c6.Load(cx, address + o[5]),
        c7.Load(cx, address + o[6]),
        c8.Load(cx, address));

    public override void Store(in LiftLowerContext cx, uint address, ValueTuple<T1, T2, T3, T4, T5, T6, T7,
        TRest> value)
    {
        c1.Store(cx, address + o[0], value.Item1);
        c2.Store(cx, address + o[1], value.Item2);
        c3.Store(cx, address + o[2], value.Item3);
        c4.Store(cx, address + o[3], value.Item4);
        c5.Store(cx, address + o[4], value.Item5);
        c6.Store(cx, address + o[5], value.Item6);
        c7.Store(cx, address + o[6], value.Item7);
        c8.Store(cx, address, value.Rest);
    }

    public override ValueTuple<T1, T2, T3, T4, T5, T6, T7,
        TRest> LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => new(
        c1.LiftFlat(cx, ref flat),
        c2.LiftFlat(cx, ref flat),
        c3.LiftFlat(cx, ref flat),
        c4.LiftFlat(cx, ref flat),
        c5.LiftFlat(cx, ref flat),
        c6.LiftFlat(cx, ref flat),
        c7.LiftFlat(cx, ref flat),
        c8.LiftFlat(cx, ref flat));

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, ValueTuple<T1, T2, T3, T4, T5, T6, T7,
        TRest> value)
    {
        c1.LowerFlat(cx, ref flat, value.Item1);
        c2.LowerFlat(cx, ref flat, value.Item2);
        c3.LowerFlat(cx, ref flat, value.Item3);
        c4.LowerFlat(cx, ref flat, value.Item4);
        c5.LowerFlat(cx, ref flat, value.Item5);
        c6.LowerFlat(cx, ref flat, value.Item6);
        c7.LowerFlat(cx, ref flat, value.Item7);
        c8.LowerFlat(cx, ref flat, value.Rest);
    }
}
