using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Values that need no further values: constants, variables, new objects.</summary>
internal static class Leaves
{
    /// <summary>A value of the type.</summary>
    public static Code Make(Body body, ValType type) => body.Random.Below(3) switch
    {
        0 => Constant(body, type),
        1 => Global(body, type) ?? Local(body, type) ?? Constant(body, type),
        _ => Local(body, type) ?? Global(body, type) ?? Constant(body, type),
    };

    /// <summary>A local whose values are of the type; null where there is none.</summary>
    public static Code? Local(Body body, ValType type)
    {
        var locals = body.Function.Locals;
        var fitting = Enumerable.Range(0, locals.Count)
            .Where(index => body.Plan.Matches(locals[index], type) && !body.Function.Hidden.Contains(index)).ToArray();
        if (fitting.Length == 0) return null;
        var local = body.Random.Pick<int>(fitting);
        return Generation.Make.Indexed(Opcode.LocalGet, local, [], locals[local]) with { NaNs = NaNRules.OpenOf(type) };
    }

    /// <summary>A global whose values are of the type; null where there is none.</summary>
    public static Code? Global(Body body, ValType type)
    {
        var plan = body.Plan;
        var fitting = Enumerable.Range(0, plan.GlobalCount).Where(index => plan.Matches(plan.Global(index).Value, type)).ToArray();
        if (fitting.Length == 0) return null;
        var global = body.Random.Pick<int>(fitting);
        return Generation.Make.Indexed(Opcode.GlobalGet, global, [], plan.Global(global).Value) with { NaNs = NaNRules.OpenOf(type) };
    }

    /// <summary>A constant, or a new object.</summary>
    public static Code Constant(Body body, ValType type)
    {
        var random = body.Random;
        return type.Kind switch
        {
            ValKind.I32 => Generation.Make.I32((int)Numbers.Integer(random)),
            ValKind.I64 => Generation.Make.I64((long)Numbers.Integer(random)),
            ValKind.F32 => Generation.Make.F32(Numbers.Float32(random)),
            ValKind.F64 => Generation.Make.F64(Numbers.Float64(random)),
            ValKind.V128 => new Plain(Opcode.V128Const, Generation.Make.Bytes(writer => Numbers.WriteVector(writer, random)), [])
            {
                Results = [type],
            },
            _ => Reference(body, type),
        };
    }

    private static Code Reference(Body body, ValType type)
    {
        if (type.Nullable && body.Random.OneIn(4)) return Generation.Make.Null(type.Heap);
        return Objects.Make(body, type.Heap) ?? (type.Nullable ? Generation.Make.Null(type.Heap) : NotNull(body, type));
    }

    // Of some types a module has no object: then the code that would need one ends.
    private static Code NotNull(Body body, ValType type) =>
        (Local(body, ValType.Ref(true, type.Heap)) ?? Global(body, ValType.Ref(true, type.Heap))) is { } nullable && body.Plan.Has(WasmFeatures.FunctionReferences)
            ? new Plain(Opcode.RefAsNonNull, default, [nullable]) { Results = [type] }
            : Generation.Make.Op(Opcode.Unreachable) with { Results = [type] };
}
