using Dovetail.CanonicalAbi;

namespace Dovetail.Bindings;

internal delegate T LoadRecord<T>(object[] fields, in LiftLowerContext cx, uint address);

internal delegate void StoreRecord<T>(object[] fields, in LiftLowerContext cx, uint address, T value);

internal delegate T LiftFlatRecord<T>(object[] fields, in LiftLowerContext cx, ref FlatReader flat);

internal delegate void LowerFlatRecord<T>(object[] fields, in LiftLowerContext cx, ref FlatWriter flat, T value);

/// <summary>A record as a C# class or structure, through accessors that were made for it.</summary>
/// <param name="fields">The codecs of the fields, in order.</param>
internal sealed class RecordCodec<T>(object[] fields, uint size, uint alignment, int flatCount, LoadRecord<T> load,
    StoreRecord<T> store,
    LiftFlatRecord<T> liftFlat, LowerFlatRecord<T> lowerFlat) : Codec<T>(size, alignment, flatCount)
{
    public override T Load(in LiftLowerContext cx, uint address) => load(fields, cx, address);

    public override void Store(in LiftLowerContext cx, uint address, T value) =>
        store(fields, cx, address, NotNull(value));

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) => liftFlat(fields, cx, ref flat);

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) =>
        lowerFlat(fields, cx, ref flat, NotNull(value));

    private static T NotNull(T value) =>
        value ?? throw new ArgumentNullException(nameof(value), $"a {typeof(T)} cannot be null");
}
