using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>References that are not null: functions of the module and new objects.</summary>
internal static class Objects
{
    /// <summary>One of the heap type; null where the module has none that needs no further values.</summary>
    public static Code? Make(Body body, HeapType heap) => body.Plan.TopOf(heap) switch
    {
        HeapKind.Func => heap.Kind == HeapKind.NoFunc ? null : Function(body, heap),
        HeapKind.Any => heap.Kind == HeapKind.None || !body.Plan.Has(WasmFeatures.Gc) ? null : Aggregate(body, heap),
        _ => null,
    };

    /// <summary>A type of the module that is of the kind and under the heap type; −1 where there is none.</summary>
    public static int PickType<T>(Body body, HeapType heap, Func<T, bool> isWanted)
        where T : CompositeType
    {
        var plan = body.Plan;
        var fitting = Enumerable.Range(0, plan.NamedTypes)
            .Where(index => plan.Types[index].Composite is T type && isWanted(type) && plan.Matches(HeapType.Concrete(index), heap)).ToArray();
        return fitting.Length == 0 ? -1 : body.Random.Pick<int>(fitting);
    }

    private static Plain? Function(Body body, HeapType heap)
    {
        var plan = body.Plan;
        var fitting = Enumerable.Range(0, plan.FunctionCount)
            .Where(index => plan.Matches(HeapType.Concrete(plan.FunctionTypeIndex(index)), heap)).ToArray();
        if (fitting.Length == 0) return null;
        var function = body.Random.Pick<int>(fitting);
        return Generation.Make.Indexed(Opcode.RefFunc, function, [], ValType.Ref(false, HeapType.Concrete(plan.FunctionTypeIndex(function))));
    }

    private static Code? Aggregate(Body body, HeapType heap)
    {
        var (plan, random) = (body.Plan, body.Random);
        var i31 = HeapType.Abstract(HeapKind.I31);
        if (plan.Matches(i31, heap) && (heap == i31 || random.OneIn(3)))
        {
            return new Plain(Opcode.RefI31, default, [Generation.Make.I32((int)Numbers.Integer(random))]) { Results = [ValType.Ref(false, i31)] };
        }

        var structure = PickType<StructType>(body, heap, _ => true);
        var array = PickType<ArrayType>(body, heap, _ => true);
        if (structure < 0 && array < 0) return null;
        return array < 0 || (structure >= 0 && random.OneIn(2))
            ? Generation.Make.Indexed(Opcode.StructNewDefault, structure, [], ValType.Ref(false, HeapType.Concrete(structure)))
            : Generation.Make.Indexed(
                Opcode.ArrayNewDefault, array, [Generation.Make.I32(random.Below(8))], ValType.Ref(false, HeapType.Concrete(array)));
    }
}
