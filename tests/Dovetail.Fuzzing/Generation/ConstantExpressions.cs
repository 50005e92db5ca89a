using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes constant expressions.</summary>
internal static class ConstantExpressions
{
    private const int DeepestArithmetic = 3;

    /// <summary>The expression that a piece of code is.</summary>
    public static Expression Of(Code code) => new CodeWriter(-1).Write([code], new Label(code.Results));

    /// <summary>One of the type for a global, made of the globals that stand before it.</summary>
    public static Expression For(ModulePlan plan, SeededRandom random, ValType type) => Of(Value(plan, random, type, DeepestArithmetic));

    private static Code Value(ModulePlan plan, SeededRandom random, ValType type, int depth)
    {
        if (random.OneIn(3) && Imported(plan, type) is { } imported) return imported;
        if (depth > 0 && plan.Has(WasmFeatures.ExtendedConst) && random.OneIn(2) && (type == ValType.I32 || type == ValType.I64))
            return Arithmetic(plan, random, type, depth - 1);
        if (type.IsReference) return Reference(plan, random, type);
        return Leaves.Constant(new Body(plan, new FunctionPlan(0, new FunctionType([], [])), random, 0), type);
    }

    private static Plain Arithmetic(ModulePlan plan, SeededRandom random, ValType type, int depth)
    {
        var opcode = random.Pick<Opcode>(type == ValType.I32
            ? [Opcode.I32Add, Opcode.I32Sub, Opcode.I32Mul]
            : [Opcode.I64Add, Opcode.I64Sub, Opcode.I64Mul]);
        return Make.Op(opcode, Value(plan, random, type, depth), Value(plan, random, type, depth));
    }

    // Functions are counted before they are defined, so that any of them may be named.
    private static Code Reference(ModulePlan plan, SeededRandom random, ValType type)
    {
        if (random.OneIn(3)) return Make.Null(type.Heap);
        var body = new Body(plan, new FunctionPlan(0, new FunctionType([], [])), random, 0);
        return Objects.Make(body, type.Heap) ?? Make.Null(type.Heap);
    }

    private static Plain? Imported(ModulePlan plan, ValType type)
    {
        var index = plan.ImportedGlobals.FindIndex(global => !global.Mutable && plan.Matches(global.Value, type));
        return index < 0 ? null : Make.Indexed(Opcode.GlobalGet, index, [], type);
    }
}
