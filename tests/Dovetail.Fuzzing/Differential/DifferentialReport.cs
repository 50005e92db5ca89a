using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Fuzzing.Differential;

/// <summary>What a differential campaign saw.</summary>
/// <param name="Findings">Differences and deaths, each with the seed that repeats it.</param>
/// <param name="Executed">In how many modules each instruction was executed.</param>
/// <param name="Traps">How many calls ended with each code in Dovetail.</param>
internal sealed record DifferentialReport(
    int Modules, long Calls, IReadOnlyList<string> Findings, IReadOnlyDictionary<Opcode, int> Executed, IReadOnlyDictionary<TrapCode, int> Traps)
{
    /// <summary>What became of the functions that were compiled.</summary>
    public FunctionCounts Functions { get; init; }

    /// <summary>A report of nothing.</summary>
    public static readonly DifferentialReport Empty = new(0, 0, [], new Dictionary<Opcode, int>(), new Dictionary<TrapCode, int>());

    public static DifferentialReport operator +(DifferentialReport a, DifferentialReport b) => new(
        a.Modules + b.Modules, a.Calls + b.Calls, [.. a.Findings, .. b.Findings], Sum(a.Executed, b.Executed), Sum(a.Traps, b.Traps))
    {
        Functions = a.Functions + b.Functions,
    };

    /// <summary>The instructions that a run with <paramref name="features"/> is to execute, with the number of modules in which it did.</summary>
    public IEnumerable<(InstructionRow Row, int Modules)> Coverage(WasmFeatures features) =>
        InstructionTable.Rows.Where(row => (row.Features & ~features) == 0).Select(row => (row, Executed.GetValueOrDefault(row.Opcode)));

    /// <summary>The table of instructions and traps.</summary>
    public string ToTable(WasmFeatures features) => string.Join(
        '\n',
        Coverage(features).Select(item => $"{item.Modules,9} {item.Row}{(item.Row.Opcode is Opcode.SelectTyped or Opcode.RefTestNull or Opcode.RefCastNull ? $" ({item.Row.Opcode})" : "")}")
            .Concat(TrapClass.CodesOf(features).Select(code => $"{Traps.GetValueOrDefault(code),9} traps {code}"))
            .Append($"{Functions.Compiled,9} functions compiled")
            .Append($"{Functions.Unoptimized,9} beyond what .NET's compiler optimises")
            .Append($"{Functions.Plain,9} with all their checks, since the verifier did not follow what was left out"));

    private static Dictionary<TKey, int> Sum<TKey>(IReadOnlyDictionary<TKey, int> a, IReadOnlyDictionary<TKey, int> b)
        where TKey : notnull
    {
        var sum = new Dictionary<TKey, int>(a);
        foreach (var (key, count) in b) sum[key] = sum.GetValueOrDefault(key) + count;
        return sum;
    }
}

/// <summary>Functions that were compiled, and of them those that are not as fast as they could be.</summary>
/// <param name="Unoptimized">Beyond what the JIT optimises.</param>
/// <param name="Plain">Of units that were emitted again with all their checks, because the verifier could not follow.</param>
internal readonly record struct FunctionCounts(int Compiled, int Unoptimized, int Plain)
{
    public static FunctionCounts operator +(FunctionCounts a, FunctionCounts b) =>
        new(a.Compiled + b.Compiled, a.Unoptimized + b.Unoptimized, a.Plain + b.Plain);
}
