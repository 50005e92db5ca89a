using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes instructions on locals, globals and the stack.</summary>
internal static class VariableProducers
{
    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.Drop, Goals.Statement, 2, (body, _) => body.AnyType() is var type && type.IsNumber && !body.Random.OneIn(4)
            ? Mixing.Of(body, body.Value(type))
            : Make.Drop(body.Value(type))),
        new(Opcode.Select, Goals.Numbers | Goals.V128, 3, Select),
        new(Opcode.SelectTyped, Goals.Values, 2, SelectTyped),
        new(Opcode.LocalGet, Goals.Values, 3, (body, wanted) => Leaves.Local(body, wanted!.Value)),
        new(Opcode.LocalSet, Goals.Statement, 14, (body, _) => SetLocal(body)),
        new(Opcode.LocalTee, Goals.Values, 4, (body, wanted) => Tee(body, wanted!.Value)),
        new(Opcode.GlobalGet, Goals.Values, 2, (body, wanted) => Leaves.Global(body, wanted!.Value)),
        new(Opcode.GlobalSet, Goals.Statement, 7, (body, _) => SetGlobal(body)),
    ];

    private static Plain Select(Body body, ValType? wanted)
    {
        var type = wanted!.Value;
        return Make.Select(body.Value(type), body.Value(type), body.Value(ValType.I32)) with { Results = [type], NaNs = NaNRules.OpenOf(type) };
    }

    private static Plain SelectTyped(Body body, ValType? wanted)
    {
        var type = wanted!.Value;
        var immediates = Make.Bytes(writer =>
        {
            writer.WriteIndex(1);
            writer.WriteValType(type);
        });
        return new Plain(Opcode.SelectTyped, immediates, [body.Value(type), body.Value(type), body.Value(ValType.I32)])
        {
            Results = [type],
            NaNs = NaNRules.OpenOf(type),
        };
    }

    private static Code SetLocal(Body body)
    {
        var locals = body.Function.Locals;
        // Locals that a loop counts with or that hold a copy are as good as others: fuel bounds what may come of it.
        var isNew = locals.Count == 0 || (locals.Count < 24 && body.Random.OneIn(3));
        var type = isNew ? body.AnyType() : body.Random.Pick<ValType>([.. locals]);
        var value = body.Value(type);
        return Make.Indexed(Opcode.LocalSet, isNew ? body.NewLocal(type) : PickLocal(body, type), [value]);
    }

    private static Plain? Tee(Body body, ValType type)
    {
        if (type.IsReference && !type.Nullable) return null;
        var value = body.Value(type);
        var local = body.Function.Locals.Contains(type) && !body.Random.OneIn(4) ? PickLocal(body, type) : body.NewLocal(type);
        return Make.Indexed(Opcode.LocalTee, local, [value], type) with { NaNs = NaNRules.OpenOf(type) };
    }

    private static int PickLocal(Body body, ValType type)
    {
        var locals = body.Function.Locals;
        return body.Random.Pick<int>([.. Enumerable.Range(0, locals.Count).Where(index => locals[index] == type)]);
    }

    private static Plain? SetGlobal(Body body)
    {
        var plan = body.Plan;
        var mutable = Enumerable.Range(0, plan.GlobalCount).Where(index => plan.Global(index).Mutable && index != plan.Fuel).ToArray();
        if (mutable.Length == 0) return null;
        var global = body.Random.Pick<int>(mutable);
        return Make.Indexed(Opcode.GlobalSet, global, [body.Value(plan.Global(global).Value)]);
    }
}
