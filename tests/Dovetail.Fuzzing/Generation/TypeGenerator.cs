using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Adds the types that references and calls name: recursive groups of structures and arrays, and functions.</summary>
internal static class TypeGenerator
{
    /// <summary>Adds all of them.</summary>
    public static void AddTypes(ModulePlan plan, SeededRandom random)
    {
        if (plan.Has(WasmFeatures.Gc))
        {
            for (var groups = 1 + random.Below(3); groups > 0; groups--) AddGroup(plan, random);
        }

        plan.NamedTypes = plan.Types.Count;
        for (var functions = 3 + random.Below(4); functions > 0; functions--) AddFunction(plan, random);
        plan.NamedTypes = plan.Types.Count;
    }

    private static void AddGroup(ModulePlan plan, SeededRandom random)
    {
        var (first, count) = (plan.Types.Count, 1 + random.Below(3));
        for (var i = 0; i < count; i++)
        {
            plan.Types.Add(random.Below(5) < 3
                ? Structure(plan, random, first + count)
                : new SubType(random.OneIn(2), null, new ArrayType(Field(random, plan, first + count))));
        }

        plan.Groups.Add(new RecursiveGroup(first, count));
    }

    // A subtype begins with the fields of its supertype.
    private static SubType Structure(ModulePlan plan, SeededRandom random, int end)
    {
        var open = Enumerable.Range(0, plan.Types.Count).Where(index => plan.Types[index] is { IsFinal: false, Composite: StructType }).ToArray();
        var parent = open.Length > 0 && !random.OneIn(3) ? random.Pick<int>(open) : -1;
        var inherited = parent < 0 ? [] : ((StructType)plan.Types[parent].Composite).Fields;
        ImmutableArray<FieldType> fields = [.. inherited, .. Enumerable.Range(0, 1 + random.Below(3)).Select(_ => Field(random, plan, end))];
        return new SubType(random.OneIn(4), parent < 0 ? null : parent, new StructType(fields));
    }

    private static FieldType Field(SeededRandom random, ModulePlan plan, int end)
    {
        var type = random.Below(8) switch
        {
            0 or 1 => ValType.I32,
            2 => ValType.I64,
            3 => ValType.F32,
            4 => ValType.F64,
            5 when plan.Has(WasmFeatures.Simd) => ValType.V128,
            5 or 6 => ValType.Ref(true, HeapType.Abstract(random.Pick<HeapKind>(
                [HeapKind.Any, HeapKind.Eq, HeapKind.I31, HeapKind.Struct, HeapKind.Array, HeapKind.Func, HeapKind.Extern]))),
            _ => ValType.Ref(true, HeapType.Concrete(random.Below(end))),
        };
        var packed = type == ValType.I32 ? random.Pick<PackedKind>([PackedKind.None, PackedKind.I8, PackedKind.I16]) : PackedKind.None;
        return new FieldType(type, packed, !random.OneIn(4));
    }

    private static void AddFunction(ModulePlan plan, SeededRandom random)
    {
        var parameters = TypePool.Some(plan, random, 3);
        if (plan.Has(WasmFeatures.FunctionReferences) && random.OneIn(3))
            parameters = [.. parameters.Select(type => type.IsReference && random.OneIn(2) ? ValType.Ref(false, type.Heap) : type)];
        var results = random.OneIn(4) ? [] : TypePool.Some(plan, random, plan.Has(WasmFeatures.MultiValue) ? 3 : 1);
        var type = new FunctionType(parameters, results);
        if (!plan.Has(WasmFeatures.Gc) || !random.OneIn(3))
        {
            plan.TypeIndexOf(parameters, results);
            return;
        }

        var parent = plan.AddType(new SubType(false, null, type));
        if (random.OneIn(2)) plan.AddType(new SubType(random.OneIn(2), parent, type));
    }
}
