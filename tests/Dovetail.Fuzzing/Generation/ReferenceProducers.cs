using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes instructions on references of any kind: null, tests, casts and the branches that they decide.</summary>
internal static class ReferenceProducers
{
    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.RefNull, Goals.Reference, 1, (_, wanted) => wanted!.Value.Nullable ? Make.Null(wanted.Value.Heap) : null),
        new(Opcode.RefIsNull, Goals.I32, 4, (body, _) =>
            new Plain(Opcode.RefIsNull, default, [body.Value(TypePool.Reference(body.Plan, body.Random))]) { Results = [ValType.I32] }),
        new(Opcode.RefFunc, Goals.Reference, 2, (body, wanted) =>
            body.Plan.TopOf(wanted!.Value.Heap) == HeapKind.Func ? Objects.Make(body, wanted.Value.Heap) : null),
        new(Opcode.RefAsNonNull, Goals.Reference, 2, (body, wanted) =>
            new Plain(Opcode.RefAsNonNull, default, [body.Value(Nullable(wanted!.Value))]) { Results = [NonNull(wanted.Value)] }),
        new(Opcode.BrOnNull, Goals.Statement | Goals.Reference, 2, BranchOnNull),
        new(Opcode.BrOnNonNull, Goals.Reference, 2, (body, wanted) => BranchOnNonNull(body, wanted!.Value)),
        new(Opcode.RefTest, Goals.I32, 3, (body, _) => Test(body, Opcode.RefTest)),
        new(Opcode.RefTestNull, Goals.I32, 3, (body, _) => Test(body, Opcode.RefTestNull)),
        new(Opcode.RefCast, Goals.Reference, 2, (body, wanted) => Cast(body, Opcode.RefCast, wanted!.Value)),
        new(Opcode.RefCastNull, Goals.Reference, 2, (body, wanted) => wanted!.Value.Nullable ? Cast(body, Opcode.RefCastNull, wanted.Value) : null),
        new(Opcode.BrOnCast, Goals.Reference, 3, (body, wanted) => BranchOnCast(body, wanted!.Value)),
        new(Opcode.BrOnCastFail, Goals.Reference, 3, (body, wanted) => BranchOnCastFail(body, wanted!.Value)),
        new(Opcode.AnyConvertExtern, Goals.Reference, 2, (body, wanted) => Convert(body, wanted!.Value, Opcode.AnyConvertExtern, HeapKind.Any, HeapKind.Extern)),
        new(Opcode.ExternConvertAny, Goals.Reference, 2, (body, wanted) => Convert(body, wanted!.Value, Opcode.ExternConvertAny, HeapKind.Extern, HeapKind.Any)),
        new(Opcode.RefI31, Goals.Reference, 3, (body, wanted) => body.Plan.Matches(ValType.Ref(false, HeapType.Abstract(HeapKind.I31)), wanted!.Value)
            ? new Plain(Opcode.RefI31, default, [body.Value(ValType.I32)]) { Results = [ValType.Ref(false, HeapType.Abstract(HeapKind.I31))] }
            : null),
    ];

    private static ValType Nullable(ValType type) => ValType.Ref(true, type.Heap);

    private static ValType NonNull(ValType type) => ValType.Ref(false, type.Heap);

    // (block $null (br_on_null $null value) use (br $done)) on null
    private static Code BranchOnNull(Body body, ValType? wanted)
    {
        var type = wanted ?? TypePool.Reference(body.Plan, body.Random);
        ImmutableArray<ValType> results = wanted is null ? [] : [type];
        Label done = new(results), isNull = new([]);
        var jump = new Jump(Opcode.BrOnNull, [isNull], default, default, [body.Value(Nullable(type))]) { Results = [NonNull(type)] };
        ImmutableArray<Code> use = wanted is null ? [jump, Make.Drop()] : [jump];
        var inner = new Structure(Opcode.Block, isNull, BlockType.Empty, [], [.. use, new Jump(Opcode.Br, [done], default, default, [])]);
        var rest = body.Inside(done, () => [.. body.Statements(1), .. results.Select(body.Value)]);
        return new Structure(Opcode.Block, done, body.BlockType([], results), [], [inner, .. rest]) { Results = results };
    }

    private static Structure BranchOnNonNull(Body body, ValType wanted)
    {
        var type = NonNull(wanted);
        var label = new Label([type]);
        var jump = new Jump(Opcode.BrOnNonNull, [label], default, default, [body.Value(Nullable(wanted))]);
        var rest = body.Inside(label, () => [body.Value(type)]);
        return new Structure(Opcode.Block, label, body.BlockType([], [type]), [], [jump, .. rest]) { Results = [type] };
    }

    private static Plain Test(Body body, Opcode opcode)
    {
        var type = TypePool.Reference(body.Plan, body.Random);
        var source = Super(body, type);
        return new Plain(opcode, Heap(type.Heap), [body.Value(source)]) { Results = [ValType.I32] };
    }

    // Most casts succeed, since most values are made to.
    private static Plain Cast(Body body, Opcode opcode, ValType wanted)
    {
        var source = body.Random.OneIn(6) ? Super(body, wanted) : opcode == Opcode.RefCast ? NonNull(wanted) : Nullable(wanted);
        return new Plain(opcode, Heap(wanted.Heap), [body.Value(source)])
        {
            Results = [opcode == Opcode.RefCast ? NonNull(wanted) : Nullable(wanted)],
        };
    }

    // (block $l (result target) (br_on_cast $l source target value) (drop) other)
    private static Structure BranchOnCast(Body body, ValType wanted)
    {
        var source = Super(body, wanted);
        var label = new Label([wanted]);
        var (before, after) = CastImmediates(source, wanted);
        var jump = new Jump(Opcode.BrOnCast, [label], before, after, [body.Value(source)]) { Results = [Difference(source, wanted)] };
        var rest = body.Inside(label, () => [body.Value(wanted)]);
        return new Structure(Opcode.Block, label, body.BlockType([], [wanted]), [], [jump, Make.Drop(), .. rest]) { Results = [wanted] };
    }

    // (block $l (result what is left of source) (br_on_cast_fail $l source target value) (drop) other)
    private static Structure? BranchOnCastFail(Body body, ValType wanted)
    {
        var target = body.Random.OneIn(2) ? NonNull(wanted) : ValType.Ref(!wanted.Nullable, wanted.Heap);
        var heap = Sub(body, wanted);
        target = ValType.Ref(target.Nullable, heap);
        var source = Nullable(wanted);
        var difference = Difference(source, target);
        if (!body.Plan.Matches(difference, wanted)) return null;
        var label = new Label([difference]);
        var (before, after) = CastImmediates(source, target);
        var jump = new Jump(Opcode.BrOnCastFail, [label], before, after, [body.Value(source)]) { Results = [target] };
        var rest = body.Inside(label, () => [body.Value(difference)]);
        return new Structure(Opcode.Block, label, body.BlockType([], [difference]), [], [jump, Make.Drop(), .. rest]) { Results = [difference] };
    }

    private static Plain? Convert(Body body, ValType wanted, Opcode opcode, HeapKind to, HeapKind from)
    {
        if (wanted.Heap.Kind != to) return null;
        var source = ValType.Ref(wanted.Nullable, HeapType.Abstract(from));
        return new Plain(opcode, default, [body.Value(source)]) { Results = [wanted] };
    }

    private static ValType Difference(ValType source, ValType target) => target.Nullable ? NonNull(source) : source;

    private static (ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> After) CastImmediates(ValType source, ValType target) =>
        (new[] { (byte)((source.Nullable ? 1 : 0) | (target.Nullable ? 2 : 0)) }, Make.Bytes(writer =>
        {
            writer.WriteHeapType(source.Heap);
            writer.WriteHeapType(target.Heap);
        }));

    private static ReadOnlyMemory<byte> Heap(HeapType heap) => Make.Bytes(writer => writer.WriteHeapType(heap));

    /// <summary>A nullable type above.</summary>
    private static ValType Super(Body body, ValType type)
    {
        var top = HeapType.Abstract(body.Plan.TopOf(type.Heap));
        HeapType[] above = [top, top, type.Heap, HeapType.Abstract(HeapKind.Eq), HeapType.Abstract(HeapKind.Struct)];
        return ValType.Ref(true, body.Random.Pick<HeapType>([.. above.Where(heap => body.Plan.Matches(type.Heap, heap))]));
    }

    /// <summary>A heap type below.</summary>
    private static HeapType Sub(Body body, ValType type)
    {
        var below = Enumerable.Range(0, body.Plan.NamedTypes).Select(HeapType.Concrete).Append(HeapType.Abstract(HeapKind.I31)).Append(type.Heap);
        return body.Random.Pick<HeapType>([.. below.Where(heap => body.Plan.Matches(heap, type.Heap))]);
    }
}
