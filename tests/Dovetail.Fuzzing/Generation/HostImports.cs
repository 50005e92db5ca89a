using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>What modules import: functions and objects that every host of them defines alike (the module `host`).</summary>
internal static class HostImports
{
    /// <summary>The name of the module that they are imported from.</summary>
    public const string Module = "host";

    /// <summary>An i32 that is global, and immutable.</summary>
    public const int Number = 42;

    /// <summary>What the name <c>index</c> says of null, and of what is none of the two objects.</summary>
    public const int NullIndex = -1, UnknownIndex = -2;

    /// <summary>Adds some of them.</summary>
    public static void Add(ModulePlan plan, SeededRandom random)
    {
        if (random.OneIn(3)) AddFunction(plan, "i32", [ValType.I32], [ValType.I32]);
        if (random.OneIn(3)) AddFunction(plan, "i64", [ValType.I64, ValType.I32], [ValType.I64]);
        if (random.OneIn(3)) AddFunction(plan, "f64", [ValType.F64, ValType.F32], [ValType.F64]);
        if (random.OneIn(3)) AddGlobal(plan, "number", new GlobalType(ValType.I32, false));
        if (!plan.Has(WasmFeatures.ReferenceTypes)) return;
        if (random.OneIn(3)) AddFunction(plan, "same", [ValType.ExternRef], [ValType.ExternRef]);
        if (!random.OneIn(4)) AddFunction(plan, "index", [ValType.ExternRef], [ValType.I32]);
        if (!random.OneIn(4)) AddGlobal(plan, "object0", new GlobalType(ValType.ExternRef, false));
        if (random.OneIn(2)) AddGlobal(plan, "object1", new GlobalType(ValType.ExternRef, false));
    }

    /// <summary>The index of the imported function of that name; −1 where it is not imported.</summary>
    public static int IndexOf(ModulePlan plan, string name) =>
        plan.Imports.Where(import => import.Type is FunctionImport).ToList().FindIndex(import => import.Name == name);

    private static void AddFunction(ModulePlan plan, string name, ImmutableArray<ValType> parameters, ImmutableArray<ValType> results)
    {
        var type = plan.TypeIndexOf(parameters, results);
        plan.Imports.Add(new Import(Module, name, new FunctionImport(type), 0));
        plan.ImportedFunctions.Add(type);
    }

    private static void AddGlobal(ModulePlan plan, string name, GlobalType type)
    {
        plan.Imports.Add(new Import(Module, name, type, 0));
        plan.ImportedGlobals.Add(type);
    }
}
