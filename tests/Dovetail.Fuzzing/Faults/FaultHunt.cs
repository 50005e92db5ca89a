using System.Globalization;
using Dovetail.Fuzzing.Differential;
using Dovetail.Fuzzing.Processes;
using Dovetail.Wasm;

namespace Dovetail.Fuzzing.Faults;

/// <summary>Plants each fault in a process of its own, and sees how many modules it takes to find it.</summary>
internal static class FaultHunt
{
    private static readonly ChildLimits s_limits = new(TimeSpan.FromMinutes(5), 1L << 30);

    /// <summary>What was found of a fault, in a line; null where no module showed it.</summary>
    public static string? Find(PlantedFault fault, ulong seed, int most)
    {
        string[] arguments = ["fault-batch", fault.Name, seed.ToString(CultureInfo.InvariantCulture), most.ToString(CultureInfo.InvariantCulture)];
        var child = ChildProcess.Run(arguments, s_limits);
        var lines = child.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var finding = lines.FirstOrDefault(line => line.Contains(" finding ", StringComparison.Ordinal));
        if (finding is null && !child.Lived) finding = $"{lines.LastOrDefault()}: the process died";
        return finding is null ? null : finding.Length > 160 ? finding[..160] + "…" : finding;
    }

    /// <summary>The child's side.</summary>
    public static void Run(string node, PlantedFault fault, ulong seed, int most)
    {
        fault.Plant();
        new DifferentialBatch(node, seed, WasmFeatures.Supported) { StopsAtFinding = true }.Run(0, most);
    }
}
