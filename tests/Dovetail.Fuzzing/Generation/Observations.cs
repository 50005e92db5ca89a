using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>
/// Adds the functions by which a module shows what it did: one for each call, which writes the results to memory, and one for all that
/// is left at the end. So nothing but bytes crosses to the hosts, and a v128 or the bits of a NaN is as visible as any number.
/// </summary>
internal static class Observations
{
    private const int ResultsAt = 0x4000;
    private const int SlotSize = 16;
    private const int MostResults = 4;

    /// <summary>Adds the function <c>r…</c> with that number: refills the fuel, calls a function and writes its results.</summary>
    public static void AddRun(ModulePlan plan, SeededRandom random, int number)
    {
        var run = new FunctionPlan(plan.TypeIndexOf([], []), new FunctionType([], []));
        var body = new Body(plan, run, random, 0);
        var function = plan.ImportedFunctions.Count + ((plan.CallableFunctions - 1 - number + (plan.CallableFunctions * 4)) % plan.CallableFunctions);
        var type = plan.FunctionType(function);
        var call = Make.Indexed(Opcode.Call, function, [.. type.Parameters.Select(body.Value)], type.Results);
        ImmutableArray<Code> pops = body.PopIntoLocals(type.Results);
        var last = run.Locals.Count - 1;
        run.Body =
        [
            Fuel.Refill(plan), call, .. pops,
            .. type.Results.Select((result, i) => Store(plan, body, ResultsAt + (((number * MostResults) + i) * SlotSize), Read(run, last - i))),
        ];
        plan.Functions.Add(run);
        plan.Exports.Add(new Export($"r{number}", ExternKind.Function, plan.ImportedFunctions.Count + plan.Functions.Count - 1, 0));
    }

    /// <summary>Adds the function <c>r…</c> with that number, which calls itself until the stack ends, and changes nothing.</summary>
    public static void AddEndlessRecursion(ModulePlan plan, int number)
    {
        ImmutableArray<ValType> parameters = [.. Enumerable.Repeat(ValType.I64, 12)];
        var (index, type) = (plan.ImportedFunctions.Count + plan.Functions.Count, plan.TypeIndexOf(parameters, [ValType.I64]));
        var deep = new FunctionPlan(type, (FunctionType)plan.Types[type].Composite);
        ImmutableArray<Code> next = [.. parameters.Select((_, i) => Make.Op(Opcode.I64Add, Read(deep, i), Make.I64(i)))];
        deep.Body = [Make.Op(Opcode.I64Xor, Make.Indexed(Opcode.Call, index, next, ValType.I64), Read(deep, 0))];
        plan.Functions.Add(deep);
        var run = new FunctionPlan(plan.TypeIndexOf([], []), new FunctionType([], []));
        run.Body = [Make.Drop(Make.Indexed(Opcode.Call, index, [.. parameters.Select(_ => Make.I64(1))], ValType.I64))];
        plan.Functions.Add(run);
        plan.Exports.Add(new Export($"r{number}", ExternKind.Function, index + 1, 0));
    }

    /// <summary>The function <c>d</c>, how many bytes it writes, and where the marks are among them.</summary>
    public static (FunctionPlan Function, int Size, int MarksAt) Dump(ModulePlan plan, int marks)
    {
        var dump = new FunctionPlan(plan.TypeIndexOf([], []), new FunctionType([], []));
        var body = new Body(plan, dump, new SeededRandom(0), 0);
        var items = ImmutableArray.CreateBuilder<Code>();
        var at = 0;
        void Add(Code value)
        {
            items.Add(Store(plan, body, at, value));
            at += SlotSize;
        }

        for (var i = plan.Fuel; i < plan.GlobalCount; i++)
        {
            var type = plan.Global(i).Value;
            Add(Make.Indexed(Opcode.GlobalGet, i, [], type) with { NaNs = NaNRules.OpenOf(type) });
        }

        for (var i = 0; i < plan.Tables.Count; i++) AddTable(plan, i, Add);
        for (var i = 0; i < plan.Memories.Count; i++)
            Add(Make.Indexed(Opcode.MemorySize, i, [], Make.TypeOf(plan.Memories[i].Address)));
        var marksAt = at;
        for (var i = 0; i < marks; i++)
        {
            items.Add(Store(plan, body, at, Make.Indexed(Opcode.GlobalGet, plan.GlobalCount + i, [], ValType.I64)));
            at += sizeof(ulong);
        }

        dump.Body = items.ToImmutable();
        return (dump, at, marksAt);
    }

    private static Plain Read(FunctionPlan function, int local) => Make.Indexed(Opcode.LocalGet, local, [], function.Locals[local]) with
    {
        NaNs = NaNRules.OpenOf(function.Locals[local]),
    };

    private static void AddTable(ModulePlan plan, int table, Action<Code> add)
    {
        if (!plan.Has(WasmFeatures.ReferenceTypes)) return;
        var type = plan.Tables[table].Type;
        add(Make.Indexed(Opcode.TableSize, table, [], Make.TypeOf(type.Address)));
        for (var i = 0UL; i < type.Limits.Minimum; i++)
            add(Make.Indexed(Opcode.TableGet, table, [Make.Address(type.Address, i)], type.Element));
    }

    private static Plain Store(ModulePlan plan, Body body, int at, Code value)
    {
        var type = value.Results[0];
        if (type.IsReference) value = Describe(plan, body, value, type);
        var opcode = type.Kind switch
        {
            ValKind.I64 => Opcode.I64Store,
            ValKind.F32 => Opcode.F32Store,
            ValKind.F64 => Opcode.F64Store,
            ValKind.V128 => Opcode.V128Store,
            _ => Opcode.I32Store,
        };
        return Make.Access(opcode, 0, 0, 0, [Make.Address(plan.Memories[0].Address, (ulong)at), body.Exact(value)]);
    }

    // A number that tells references apart as far as both hosts can: which object of the host it is, or of which types.
    private static Code Describe(ModulePlan plan, Body body, Code value, ValType type)
    {
        if (type.Heap.Kind == HeapKind.Extern && HostImports.IndexOf(plan, "index") is var index and >= 0)
            return Make.Indexed(Opcode.Call, index, [value], ValType.I32);
        var isNull = new Plain(Opcode.RefIsNull, default, [value]) { Results = [ValType.I32] };
        if (!plan.Has(WasmFeatures.Gc) || plan.TopOf(type.Heap) == HeapKind.Extern) return isNull;
        var local = body.NewHiddenLocal(type);
        var copy = Make.Indexed(Opcode.LocalGet, local, [], body.Function.Locals[local]);
        Code sum = isNull with { Operands = [Make.Indexed(Opcode.LocalTee, local, [value], body.Function.Locals[local])] };
        foreach (var heap in HeapsUnder(plan, type.Heap))
        {
            var test = new Plain(Opcode.RefTest, Make.Bytes(writer => Wasm.Binary.TypeWriter.WriteHeapType(writer, heap)), [copy]) { Results = [ValType.I32] };
            sum = Make.Op(Opcode.I32Or, Make.Op(Opcode.I32Shl, sum, Make.I32(1)), test);
        }

        return sum;
    }

    private static IEnumerable<HeapType> HeapsUnder(ModulePlan plan, HeapType top) =>
        new[] { HeapKind.Eq, HeapKind.I31, HeapKind.Struct, HeapKind.Array }.Select(HeapType.Abstract)
            .Concat(Enumerable.Range(0, plan.NamedTypes).Select(HeapType.Concrete)).Where(heap => plan.Matches(heap, top));
}
