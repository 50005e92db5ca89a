using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>The value types that a module's features allow.</summary>
internal static class TypePool
{
    /// <summary>A type whose variables start with a value: references are nullable.</summary>
    public static ValType Any(ModulePlan plan, SeededRandom random) => random.Below(10) switch
    {
        0 or 1 or 2 => ValType.I32,
        3 or 4 => ValType.I64,
        5 => ValType.F32,
        6 => ValType.F64,
        7 when plan.Has(WasmFeatures.Simd) => ValType.V128,
        8 or 9 when plan.Has(WasmFeatures.ReferenceTypes) => Reference(plan, random),
        _ => ValType.I32,
    };

    /// <summary>A number type.</summary>
    public static ValType Number(SeededRandom random) => random.Pick<ValType>([ValType.I32, ValType.I64, ValType.F32, ValType.F64]);

    /// <summary>A nullable reference type.</summary>
    public static ValType Reference(ModulePlan plan, SeededRandom random) => ValType.Ref(true, Heap(plan, random));

    /// <summary>Some types, none to <paramref name="most"/>.</summary>
    public static ImmutableArray<ValType> Some(ModulePlan plan, SeededRandom random, int most) =>
        [.. Enumerable.Range(0, random.Below(most + 1)).Select(_ => Any(plan, random))];

    private static HeapType Heap(ModulePlan plan, SeededRandom random)
    {
        var kinds = new List<HeapType> { HeapType.Func, HeapType.Extern };
        if (plan.Has(WasmFeatures.FunctionReferences) && plan.Types.FindLastIndex(type => type.Composite is FunctionType) is >= 0)
            kinds.Add(Concrete(plan, random, type => type is FunctionType));
        if (plan.Has(WasmFeatures.Gc))
        {
            kinds.AddRange(new[] { HeapKind.Any, HeapKind.Eq, HeapKind.I31, HeapKind.Struct, HeapKind.Array }.Select(HeapType.Abstract));
            for (var i = 0; i < 3; i++) kinds.Add(Concrete(plan, random, type => type is not FunctionType));
        }

        return random.Pick<HeapType>([.. kinds]);
    }

    private static HeapType Concrete(ModulePlan plan, SeededRandom random, Func<CompositeType, bool> isWanted)
    {
        var indices = Enumerable.Range(0, plan.NamedTypes).Where(index => isWanted(plan.Types[index].Composite)).ToArray();
        return indices.Length == 0 ? HeapType.Func : HeapType.Concrete(random.Pick<int>(indices));
    }
}
