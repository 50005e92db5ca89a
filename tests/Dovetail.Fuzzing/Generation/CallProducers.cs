using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes calls: as a rule of functions that come earlier, so that most calls end before the fuel does.</summary>
internal static class CallProducers
{
    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.Call, Goals.All, 5, Call),
        new(Opcode.CallIndirect, Goals.All, 4, CallIndirect),
        new(Opcode.CallRef, Goals.All, 4, CallReference),
        new(Opcode.ReturnCall, Goals.Statement, 2, (body, _) => ReturnCall(body)),
        new(Opcode.ReturnCallIndirect, Goals.Statement, 2, (body, _) => ReturnCallIndirect(body)),
        new(Opcode.ReturnCallRef, Goals.Statement, 2, (body, _) => ReturnCallReference(body)),
    ];

    private static Code? Call(Body body, ValType? wanted)
    {
        if (PickFunction(body, results => Gives(results, wanted)) is not { } function) return null;
        var type = body.Plan.FunctionType(function);
        return ControlProducers.Keep(body, Make.Indexed(Opcode.Call, function, Arguments(body, type), type.Results), wanted);
    }

    private static Code? CallIndirect(Body body, ValType? wanted)
    {
        if (PickIndirect(body, results => Gives(results, wanted)) is not var (type, table, index)) return null;
        var signature = (FunctionType)body.Plan.Types[type].Composite;
        var call = Make.Indexed(Opcode.CallIndirect, type, table, [.. Arguments(body, signature), index], signature.Results);
        return ControlProducers.Keep(body, call, wanted);
    }

    private static Code? CallReference(Body body, ValType? wanted)
    {
        if (PickFunction(body, results => Gives(results, wanted)) is not { } function) return null;
        var (type, signature) = (body.Plan.FunctionTypeIndex(function), body.Plan.FunctionType(function));
        var call = Make.Indexed(Opcode.CallRef, type, [.. Arguments(body, signature), Reference(body, type)], signature.Results);
        return ControlProducers.Keep(body, call, wanted);
    }

    private static Code? ReturnCall(Body body)
    {
        if (PickFunction(body, results => Returns(body, results)) is not { } function) return null;
        return ControlProducers.Sometimes(body, Make.Indexed(Opcode.ReturnCall, function, Arguments(body, body.Plan.FunctionType(function))));
    }

    private static Code? ReturnCallIndirect(Body body)
    {
        if (PickIndirect(body, results => Returns(body, results)) is not var (type, table, index)) return null;
        var signature = (FunctionType)body.Plan.Types[type].Composite;
        return ControlProducers.Sometimes(
            body, Make.Indexed(Opcode.ReturnCallIndirect, type, table, [.. Arguments(body, signature), index]));
    }

    private static Code? ReturnCallReference(Body body)
    {
        if (PickFunction(body, results => Returns(body, results)) is not { } function) return null;
        var (type, signature) = (body.Plan.FunctionTypeIndex(function), body.Plan.FunctionType(function));
        return ControlProducers.Sometimes(body, Make.Indexed(Opcode.ReturnCallRef, type, [.. Arguments(body, signature), Reference(body, type)]));
    }

    private static bool Gives(ImmutableArray<ValType> results, ValType? wanted) => wanted is not { } type || (results.Length > 0 && results[0] == type);

    private static bool Returns(Body body, ImmutableArray<ValType> results) => results.SequenceEqual(body.Function.Type.Results);

    private static ImmutableArray<Code> Arguments(Body body, FunctionType type) => [.. type.Parameters.Select(body.Value)];

    private static Code Reference(Body body, int type) => body.Value(ValType.Ref(body.Random.OneIn(6), HeapType.Concrete(type)));

    private static int? PickFunction(Body body, Func<ImmutableArray<ValType>, bool> isWanted)
    {
        var plan = body.Plan;
        var earlier = plan.ImportedFunctions.Count + body.Number;
        var limit = body.Random.Below(8) switch
        {
            0 => plan.FunctionCount,
            1 => Math.Min(earlier + 1, plan.FunctionCount), // itself
            _ => Math.Min(earlier, plan.FunctionCount),
        };
        var fitting = Enumerable.Range(0, limit).Where(index => isWanted(plan.FunctionType(index).Results)).ToArray();
        return fitting.Length == 0 ? null : body.Random.Pick<int>(fitting);
    }

    // An element that the table starts with, as a rule; or any, of any type.
    private static (int Type, int Table, Code Index)? PickIndirect(Body body, Func<ImmutableArray<ValType>, bool> isWanted)
    {
        var (plan, random) = (body.Plan, body.Random);
        var tables = Enumerable.Range(0, plan.Tables.Count).Where(index => plan.TopOf(plan.Tables[index].Type.Element.Heap) == HeapKind.Func).ToArray();
        if (tables.Length == 0 || PickFunction(body, isWanted) is not { } function) return null;
        var table = random.Pick<int>(tables);
        var address = plan.Tables[table].Type.Address;
        var type = plan.FunctionTypeIndex(function);
        var known = plan.FirstElements.Where(element => element.Table == table && plan.FunctionTypeIndex(element.Function) == type).ToArray();
        if (known.Length > 0 && !random.OneIn(10))
            return (type, table, Make.Address(address, (ulong)random.Pick<(int Table, int Index, int Function)>(known).Index));
        return random.OneIn(4) ? (type, table, Addresses.Small(body, address, 7)) : null;
    }
}
