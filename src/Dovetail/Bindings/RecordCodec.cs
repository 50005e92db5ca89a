using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Edges;

namespace Dovetail.Bindings;

internal delegate T LoadRecord<T>(in LiftLowerContext cx, ulong address);

internal delegate void StoreRecord<T>(in LiftLowerContext cx, ulong address, T value);

internal delegate T LiftFlatRecord<T>(in LiftLowerContext cx, ref FlatReader flat);

internal delegate void LowerFlatRecord<T>(in LiftLowerContext cx, ref FlatWriter flat, T value);

internal delegate void LoadRecords<T>(in LiftLowerContext cx, ulong address, Span<T> items);

internal delegate void StoreRecords<T>(in LiftLowerContext cx, ulong address, ReadOnlySpan<T> items);

/// <summary>A record or a tuple as a C# class or structure, through methods that are emitted when they are first needed.</summary>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Made only where code can be emitted, which the constructor wants.")]
internal sealed class RecordCodec<T> : Codec<T>
{
    private LoadRecord<T>? load;
    private StoreRecord<T>? store;
    private LiftFlatRecord<T>? liftFlat;
    private LowerFlatRecord<T>? lowerFlat;
    private LoadRecords<T>? loadList;
    private StoreRecords<T>? storeList;

    [RequiresDynamicCode("Emits accessors of C# types at run time.")]
    public RecordCodec(RecordParts parts, uint size, uint alignment)
        : base(size, alignment, parts.Fields.Sum(field => field.FlatCount)) => Parts = parts;

    public override RecordParts Parts { get; }

    public override T Load(in LiftLowerContext cx, ulong address) => (load ??= RecordEmitter.Load(this))(cx, address);

    public override void Store(in LiftLowerContext cx, ulong address, T value) =>
        (store ??= RecordEmitter.Store(this))(cx, address, value);

    public override T LiftFlat(in LiftLowerContext cx, ref FlatReader flat) =>
        (liftFlat ??= RecordEmitter.LiftFlat(this))(cx, ref flat);

    public override void LowerFlat(in LiftLowerContext cx, ref FlatWriter flat, T value) =>
        (lowerFlat ??= RecordEmitter.LowerFlat(this))(cx, ref flat, value);

    public override T[] LoadList(in LiftLowerContext cx, ulong address, uint count)
    {
        var items = new T[count];
        (loadList ??= RecordEmitter.LoadList(this))(cx, address, items);
        return items;
    }

    public override void StoreList(in LiftLowerContext cx, ulong address, ReadOnlySpan<T> items) =>
        (storeList ??= RecordEmitter.StoreList(this))(cx, address, items);
}
