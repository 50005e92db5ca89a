using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes instructions on arrays.</summary>
internal static class ArrayProducers
{
    private const int Window = 3;

    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.ArrayNew, Goals.Reference, 3, (body, wanted) => New(body, wanted!.Value, _ => true, (type, element) =>
            Make.Indexed(Opcode.ArrayNew, type, [body.Value(element.Type), Length(body)], StructureProducers.Of(type)))),
        new(Opcode.ArrayNewDefault, Goals.Reference, 2, (body, wanted) => New(body, wanted!.Value, _ => true, (type, _) =>
            Make.Indexed(Opcode.ArrayNewDefault, type, [Length(body)], StructureProducers.Of(type)))),
        new(Opcode.ArrayNewFixed, Goals.Reference, 3, (body, wanted) => New(body, wanted!.Value, _ => true, (type, element) =>
        {
            var count = body.Random.Below(6);
            ImmutableArray<Code> operands = [.. Enumerable.Range(0, count).Select(_ => body.Value(element.Type))];
            return Make.Indexed(Opcode.ArrayNewFixed, type, count, operands, StructureProducers.Of(type));
        })),
        new(Opcode.ArrayNewData, Goals.Reference, 2, (body, wanted) => New(body, wanted!.Value, IsNumeric, (type, _) => body.Plan.Data.Count == 0 ? null
            : Make.Indexed(Opcode.ArrayNewData, type, body.Random.Below(body.Plan.Data.Count), FromSegment(body), StructureProducers.Of(type)))),
        new(Opcode.ArrayNewElem, Goals.Reference, 2, (body, wanted) => New(body, wanted!.Value, element => element.Type.IsReference, (type, element) =>
            Segment(body, element) is { } segment
                ? Make.Indexed(Opcode.ArrayNewElem, type, segment, FromSegment(body), StructureProducers.Of(type))
                : null)),
        new(Opcode.ArrayGet, Goals.Values, 3, (body, wanted) => Get(body, Opcode.ArrayGet, field => field.Packed == PackedKind.None && field.Type == wanted)),
        new(Opcode.ArrayGetS, Goals.I32, 3, (body, _) => Get(body, Opcode.ArrayGetS, field => field.Packed != PackedKind.None)),
        new(Opcode.ArrayGetU, Goals.I32, 3, (body, _) => Get(body, Opcode.ArrayGetU, field => field.Packed != PackedKind.None)),
        new(Opcode.ArraySet, Goals.Statement, 3, (body, _) => Change(body, field => field.Mutable, (type, element) =>
            Make.Indexed(Opcode.ArraySet, type, [Target(body, type), Index(body), body.Value(element.Type)]))),
        new(Opcode.ArrayFill, Goals.Statement, 2, (body, _) => Change(body, field => field.Mutable, (type, element) =>
            Make.Indexed(Opcode.ArrayFill, type, [Target(body, type), Index(body), body.Value(element.Type), Index(body)]))),
        new(Opcode.ArrayCopy, Goals.Statement, 2, (body, _) => Change(body, field => field.Mutable, (type, element) => Copy(body, type, element))),
        new(Opcode.ArrayInitData, Goals.Statement, 2, (body, _) => Change(body, field => field.Mutable && IsNumeric(field), (type, _) => body.Plan.Data.Count == 0
            ? null
            : Make.Indexed(Opcode.ArrayInitData, type, body.Random.Below(body.Plan.Data.Count), [Target(body, type), Index(body), .. FromSegment(body)]))),
        new(Opcode.ArrayInitElem, Goals.Statement, 2, (body, _) => Change(body, field => field.Mutable && field.Type.IsReference, (type, element) =>
            Segment(body, element) is { } segment
                ? Make.Indexed(Opcode.ArrayInitElem, type, segment, [Target(body, type), Index(body), .. FromSegment(body)])
                : null)),
    ];

    private static bool IsNumeric(FieldType element) => !element.Type.IsReference;

    private static Code? New(Body body, ValType wanted, Func<FieldType, bool> isWanted, Func<int, FieldType, Code?> make)
    {
        var type = Objects.PickType<ArrayType>(body, wanted.Heap, array => isWanted(array.Element));
        return type < 0 ? null : make(type, Element(body, type));
    }

    private static Code? Change(Body body, Func<FieldType, bool> isWanted, Func<int, FieldType, Code?> make) =>
        New(body, ValType.Ref(true, HeapType.Abstract(HeapKind.Array)), isWanted, make);

    private static Plain? Get(Body body, Opcode opcode, Func<FieldType, bool> isWanted)
    {
        var type = Objects.PickType<ArrayType>(body, HeapType.Abstract(HeapKind.Array), array => isWanted(array.Element));
        if (type < 0) return null;
        var result = Element(body, type).Type;
        return Make.Indexed(opcode, type, [Target(body, type), Index(body)], result) with { NaNs = NaNRules.OpenOf(result) };
    }

    private static Plain? Copy(Body body, int to, FieldType element)
    {
        var from = Objects.PickType<ArrayType>(body, HeapType.Abstract(HeapKind.Array), array => array.Element.Packed == element.Packed
            && (element.Packed != PackedKind.None || body.Plan.Matches(array.Element.Type, element.Type)));
        return from < 0 ? null : Make.Indexed(
            Opcode.ArrayCopy, to, from, [Target(body, to), Index(body), Target(body, from), Index(body), Index(body)]);
    }

    // New arrays have some elements, and code looks at the first of them.
    private static Code Length(Body body) => Make.Op(
        Opcode.I32Add, Make.Op(Opcode.I32And, body.Value(ValType.I32), Make.I32(7)), Make.I32(body.Random.Below(6)));

    private static Code Index(Body body) => Addresses.Small(body, AddressType.I32, body.Random.OneIn(2) ? 1 : Window);

    private static ImmutableArray<Code> FromSegment(Body body) =>
        [Addresses.Small(body, AddressType.I32, 1), Addresses.Small(body, AddressType.I32, body.Random.OneIn(2) ? 1 : 3)];

    private static int? Segment(Body body, FieldType element)
    {
        var fitting = Enumerable.Range(0, body.Plan.Elements.Count)
            .Where(index => body.Plan.Matches(body.Plan.Elements[index].Type, element.Type)).ToArray();
        return fitting.Length == 0 ? null : body.Random.Pick<int>(fitting);
    }

    private static Code Target(Body body, int type) => StructureProducers.Target(body, type);

    private static FieldType Element(Body body, int type) => ((ArrayType)body.Plan.Types[type].Composite).Element;
}
