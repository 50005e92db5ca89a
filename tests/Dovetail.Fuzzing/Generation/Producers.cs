using System.Collections.Concurrent;
using System.Collections.Frozen;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>What code may be wanted for.</summary>
[Flags]
internal enum Goals : byte
{
    Statement = 1,
    I32 = 2,
    I64 = 4,
    F32 = 8,
    F64 = 16,
    V128 = 32,
    Reference = 64,
    Numbers = I32 | I64 | F32 | F64,
    Values = Numbers | V128 | Reference,
    All = Values | Statement,
}

/// <summary>Makes code around one instruction.</summary>
/// <param name="Make">
/// Makes a value of the wanted type, or a statement where it is null; null where the module or the place has not what the instruction needs.
/// </param>
/// <param name="Weight">How often it is picked beside others.</param>
internal sealed record Producer(Opcode Opcode, Goals Goals, int Weight, Func<Body, ValType?, Code?> Make);

/// <summary>
/// The generator's sibling of the instruction table: every instruction has a producer, from its row alone where the row says all, or is
/// left out for a reason.
/// </summary>
internal static class Producers
{
    private static readonly ConcurrentDictionary<(WasmFeatures, Goals), Producer[]> s_choices = new();

    /// <summary>The instructions that no producer stands for, and why.</summary>
    public static FrozenDictionary<Opcode, string> LeftOut { get; } = new Dictionary<Opcode, string>
    {
        [Opcode.Else] = "is written with every `if` that has one",
        [Opcode.End] = "is written with every block",
    }.ToFrozenDictionary();

    /// <summary>One for each instruction of WebAssembly 3.0 but those that are left out.</summary>
    public static IReadOnlyList<Producer> All { get; } =
    [
        .. ControlProducers.All, .. CallProducers.All, .. ExceptionProducers.All, .. VariableProducers.All, .. TableProducers.All,
        .. ReferenceProducers.All, .. StructureProducers.All, .. ArrayProducers.All,
        .. InstructionTable.Rows.Where(row => !row.IsCustom && (row.Features & ~WasmFeatures.WebAssembly3) == 0).Select(RowProducers.Of),
    ];

    /// <summary>A producer for what is wanted, by weight; null where the features leave none.</summary>
    public static Producer? Pick(Body body, ValType? wanted)
    {
        var choices = s_choices.GetOrAdd((body.Plan.Features, GoalOf(wanted)), Choices);
        return choices.Length == 0 ? null : body.Random.Pick<Producer>(choices);
    }

    private static Goals GoalOf(ValType? wanted) => wanted?.Kind switch
    {
        null => Goals.Statement,
        ValKind.I32 => Goals.I32,
        ValKind.I64 => Goals.I64,
        ValKind.F32 => Goals.F32,
        ValKind.F64 => Goals.F64,
        ValKind.V128 => Goals.V128,
        _ => Goals.Reference,
    };

    private static Producer[] Choices((WasmFeatures Features, Goals Goal) key) =>
    [
        .. All.Where(producer => (producer.Goals & key.Goal) != 0 && (InstructionTable.Row(producer.Opcode).Features & ~key.Features) == 0)
            .SelectMany(producer => Enumerable.Repeat(producer, producer.Weight)),
    ];
}
