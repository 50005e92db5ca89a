using System.Runtime.CompilerServices;
using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Fuzzing.Faults;

/// <summary>
/// A mistake that an emitter may have, planted in this process: a comparison with V8 that is worth its name finds it. What the verifier
/// proves stays true of most of them, so that it takes a wrong result to see them.
/// </summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Plant">Plants it, for good.</param>
internal sealed record PlantedFault(string Name, Action Plant)
{
    /// <summary>The one list of faults.</summary>
    public static IReadOnlyList<PlantedFault> All { get; } =
    [
        Rule("unsigned-compare-is-signed", Opcode.I32LtU, rule => rule with { Condition = Condition.LtS }),
        Rule("NaN-is-less", Opcode.F64Lt, rule => rule with { Condition = Condition.LtU }),
        Rule("load-loses-its-sign", Opcode.I32Load8S, rule => rule with { Op = CilOp.LdindU1 }),
        Rule("unsigned-extension-is-signed", Opcode.I64ExtendI32U, rule => rule with { Op = CilOp.ConvI8 }),
        Rule("remainder-is-unsigned", Opcode.I64RemS, _ => EmitTable.Rule(Opcode.I64RemU)),
        Rule("truncation-never-traps", Opcode.I32TruncF64S, _ => EmitTable.Rule(Opcode.I32TruncSatF64S)),
        Rule("nearest-truncates", Opcode.F64Nearest, _ => EmitTable.Rule(Opcode.F64Trunc)),
        Body("subtraction-swaps-its-operands", CodeFaults.SwapSubtraction),
        Body("shift-count-loses-a-bit", CodeFaults.NarrowShiftCount),
        Body("offset-is-one-less", CodeFaults.ShortenOffset),
        Body("a-local-is-read-after-it-was-set", CodeFaults.ReadLocalLate),
        Body("the-default-of-br_table-is-its-first-label", CodeFaults.BranchToFirst),
        Body("globals-swap-their-places", CodeFaults.SwapGlobals),
        Body("a-vector-adds-without-saturation", CodeFaults.AddWithoutSaturation),
        Body("fields-of-a-structure-swap-their-places", ObjectFaults.SwapFields),
        Body("a-packed-field-loses-its-sign", ObjectFaults.DropSign),
        Body("an-unsigned-i31-has-a-sign", ObjectFaults.KeepSignOfI31),
        Body("a-test-for-i31-takes-every-value", ObjectFaults.TestForAnyValue),
        Body("a-clause-catches-every-tag", ObjectFaults.CatchEveryTag),
        Body("the-second-value-of-an-exception-is-its-first", ObjectFaults.RepeatPayload),
    ];

    /// <summary>The fault called <paramref name="name"/>.</summary>
    public static PlantedFault Named(string name) =>
        All.FirstOrDefault(fault => fault.Name == name) ?? throw new ArgumentException($"no fault is called `{name}`");

    private static PlantedFault Rule(string name, Opcode opcode, Func<EmitRule, EmitRule> change) => new(name, () =>
    {
        ref var rule = ref Unsafe.AsRef(in EmitTable.Rule(opcode));
        rule = change(rule);
    });

    private static PlantedFault Body(string name, Func<CilBody, CilBody> change) => new(name, () => FunctionCompiler.PlantedFault = change);
}
