using Dovetail.Wasm;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Adds functions without their code, memories, tables, globals, tags and segments.</summary>
internal static class SpaceGenerator
{
    /// <summary>Adds all of them.</summary>
    public static void AddSpaces(ModulePlan plan, SeededRandom random)
    {
        AddFunctions(plan, random);
        AddMemories(plan, random);
        AddTables(plan, random);
        AddGlobals(plan, random);
        AddTags(plan, random);
        AddElements(plan, random);
        AddData(plan, random);
    }

    private static void AddFunctions(ModulePlan plan, SeededRandom random)
    {
        int[] types = [.. Enumerable.Range(0, plan.NamedTypes).Where(index => plan.Types[index].Composite is FunctionType)];
        plan.CallableFunctions = 3 + random.Below(4);
        for (var i = 0; i < plan.CallableFunctions; i++)
        {
            var type = random.Pick<int>(types);
            plan.Functions.Add(new FunctionPlan(type, (FunctionType)plan.Types[type].Composite));
        }
    }

    private static void AddMemories(ModulePlan plan, SeededRandom random)
    {
        for (var count = plan.Has(WasmFeatures.MultiMemory) ? 1 + random.Below(3) : 1; count > 0; count--)
        {
            var minimum = 1 + (ulong)random.Below(2);
            plan.Memories.Add(new MemoryType(new Limits(minimum, minimum + (ulong)random.Below(3)), AddressOf(plan, random)));
        }
    }

    private static void AddTables(ModulePlan plan, SeededRandom random)
    {
        for (var count = plan.Has(WasmFeatures.ReferenceTypes) ? 1 + random.Below(3) : 1; count > 0; count--)
        {
            var element = plan.Tables.Count == 0 ? ValType.FuncRef : TypePool.Reference(plan, random);
            var minimum = 4 + (ulong)random.Below(5);
            var type = new TableType(element, new Limits(minimum, minimum + (ulong)random.Below(6)), AddressOf(plan, random));
            var initial = plan.Has(WasmFeatures.FunctionReferences) && random.OneIn(3) ? ConstantExpressions.For(plan, random, element) : (Expression?)null;
            plan.Tables.Add(new Wasm.Modules.Table(type, initial));
        }
    }

    private static void AddGlobals(ModulePlan plan, SeededRandom random)
    {
        plan.Globals.Add(new GlobalPlan(new GlobalType(ValType.I32, true), ConstantExpressions.Of(Make.I32(Fuel.PerCall))));
        plan.Globals.Add(new GlobalPlan(new GlobalType(ValType.I64, true), ConstantExpressions.Of(Make.I64(0))));
        for (var count = 3 + random.Below(6); count > 0; count--)
        {
            var type = TypePool.Any(plan, random);
            plan.Globals.Add(new GlobalPlan(new GlobalType(type, !random.OneIn(5)), ConstantExpressions.For(plan, random, type)));
            // What is exported lies elsewhere than what is not.
            if (random.OneIn(4)) plan.Exports.Add(new Export($"g{plan.GlobalCount - 1}", ExternKind.Global, plan.GlobalCount - 1, 0));
        }
    }

    private static void AddTags(ModulePlan plan, SeededRandom random)
    {
        if (!plan.Has(WasmFeatures.ExceptionHandling)) return;
        for (var count = 1 + random.Below(3); count > 0; count--)
            plan.Tags.Add(new TagType(plan.TypeIndexOf(TypePool.Some(plan, random, 3), [])));
    }

    private static void AddElements(ModulePlan plan, SeededRandom random)
    {
        var (table, type) = (plan.Tables[0].Type, ValType.Ref(false, HeapType.Func));
        var functions = Enumerable.Range(0, 4).Select(_ => random.Below(plan.FunctionCount)).ToArray();
        var start = random.Below(2) * (int)(table.Limits.Minimum - 4);
        plan.Elements.Add(new ElementSegment(
            SegmentMode.Active, 0, ConstantExpressions.Of(Make.Address(table.Address, (ulong)start)), type, [.. functions.Select(Reference)]));
        plan.FirstElements.AddRange(functions.Select((function, index) => (0, start + index, function)));
        if (!plan.Has(WasmFeatures.ReferenceTypes)) return;
        for (var count = random.Below(4); count > 0; count--)
        {
            var element = random.OneIn(3) ? ValType.FuncRef : random.Pick<Wasm.Modules.Table>([.. plan.Tables]).Type.Element;
            plan.Elements.Add(Passive(plan, random, element));
        }

        foreach (var array in plan.Types.Select(item => item.Composite).OfType<ArrayType>().Where(array => array.Element.Type.IsReference))
            plan.Elements.Add(Passive(plan, random, array.Element.Type));

        // What `ref.func` names must be declared somewhere.
        plan.Elements.Add(new ElementSegment(SegmentMode.Declarative, 0, null, type, [.. Enumerable.Range(0, plan.FunctionCount).Select(Reference)]));
    }

    private static ElementSegment Passive(ModulePlan plan, SeededRandom random, ValType element) => new(
        SegmentMode.Passive, 0, null, element, [.. Enumerable.Range(0, 1 + random.Below(5)).Select(_ => ConstantExpressions.For(plan, random, element))]);

    private static void AddData(ModulePlan plan, SeededRandom random)
    {
        // Where most accesses fall there is something to read.
        for (var i = 0; i < plan.Memories.Count; i++) plan.Data.Add(Active(plan, i, 0, Bytes(random, i == 0 ? 0x500 : 0x80)));
        for (var count = random.Below(3); count > 0; count--)
        {
            var bytes = Bytes(random, random.Below(48));
            plan.Data.Add(plan.Has(WasmFeatures.BulkMemory) && random.OneIn(2)
                ? new DataSegment(SegmentMode.Passive, 0, null, bytes)
                : Active(plan, random.Below(plan.Memories.Count), (ulong)random.Below(1024), bytes));
        }
    }

    private static DataSegment Active(ModulePlan plan, int memory, ulong at, byte[] bytes) =>
        new(SegmentMode.Active, memory, ConstantExpressions.Of(Make.Address(plan.Memories[memory].Address, at)), bytes);

    private static byte[] Bytes(SeededRandom random, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < bytes.Length; i++) bytes[i] = random.OneIn(2) ? random.Byte() : (byte)(random.Below(3) - 1);
        return bytes;
    }

    private static Expression Reference(int function) =>
        ConstantExpressions.Of(Make.Indexed(Wasm.Instructions.Opcode.RefFunc, function, [], ValType.FuncRef));

    private static AddressType AddressOf(ModulePlan plan, SeededRandom random) =>
        plan.Has(WasmFeatures.Memory64) && random.OneIn(2) ? AddressType.I64 : AddressType.I32;
}
