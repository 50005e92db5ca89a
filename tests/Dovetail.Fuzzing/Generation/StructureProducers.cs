using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes instructions on structures.</summary>
internal static class StructureProducers
{
    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.StructNew, Goals.Reference, 3, New),
        new(Opcode.StructNewDefault, Goals.Reference, 2, (body, wanted) =>
            Objects.PickType<StructType>(body, wanted!.Value.Heap, _ => true) is var type and >= 0
                ? Make.Indexed(Opcode.StructNewDefault, type, [], Of(type))
                : null),
        new(Opcode.StructGet, Goals.Values, 3, (body, wanted) => Get(body, Opcode.StructGet, field => field.Packed == PackedKind.None && field.Type == wanted)),
        new(Opcode.StructGetS, Goals.I32, 3, (body, _) => Get(body, Opcode.StructGetS, field => field.Packed != PackedKind.None)),
        new(Opcode.StructGetU, Goals.I32, 3, (body, _) => Get(body, Opcode.StructGetU, field => field.Packed != PackedKind.None)),
        new(Opcode.StructSet, Goals.Statement, 4, (body, _) => Set(body)),
    ];

    /// <summary>The reference to a new object of a type.</summary>
    public static ValType Of(int type) => ValType.Ref(false, HeapType.Concrete(type));

    /// <summary>An operand that should not be null, and hardly ever is.</summary>
    public static Code Target(Body body, int type) => body.Value(ValType.Ref(body.Random.OneIn(8), HeapType.Concrete(type)));

    private static Plain? New(Body body, ValType? wanted)
    {
        var type = Objects.PickType<StructType>(body, wanted!.Value.Heap, _ => true);
        return type < 0 ? null : Make.Indexed(Opcode.StructNew, type, [.. Fields(body, type).Select(field => body.Value(field.Type))], Of(type));
    }

    private static Plain? Get(Body body, Opcode opcode, Func<FieldType, bool> isWanted)
    {
        var type = Objects.PickType<StructType>(body, HeapType.Abstract(HeapKind.Struct), structure => structure.Fields.Any(isWanted));
        if (type < 0) return null;
        var field = PickField(body, type, isWanted);
        var result = Fields(body, type)[field].Type;
        return Make.Indexed(opcode, type, field, [Target(body, type)], result) with { NaNs = NaNRules.OpenOf(result) };
    }

    private static Plain? Set(Body body)
    {
        var type = Objects.PickType<StructType>(body, HeapType.Abstract(HeapKind.Struct), structure => structure.Fields.Any(field => field.Mutable));
        if (type < 0) return null;
        var field = PickField(body, type, field => field.Mutable);
        return Make.Indexed(Opcode.StructSet, type, field, [Target(body, type), body.Value(Fields(body, type)[field].Type)]);
    }

    private static int PickField(Body body, int type, Func<FieldType, bool> isWanted)
    {
        var fields = Fields(body, type);
        return body.Random.Pick<int>([.. Enumerable.Range(0, fields.Length).Where(index => isWanted(fields[index]))]);
    }

    private static ImmutableArray<FieldType> Fields(Body body, int type) => ((StructType)body.Plan.Types[type].Composite).Fields;
}
