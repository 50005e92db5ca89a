using System.Diagnostics;
using System.Globalization;
using Dovetail.Fuzzing.Faults;
using Dovetail.Wasm;

namespace Dovetail.Fuzzing.Differential;

/// <summary>The commands of the comparison with V8.</summary>
internal static class DifferentialCommands
{
    /// <summary>What the command line shows of them.</summary>
    public const string Usage = """
               Dovetail.Fuzzing differential SEED COUNT [--first N] [--parallel N] [--ledger FILE]
                                                              runs generated modules in Dovetail and in V8 (DOVETAIL_NODE names Node)
               Dovetail.Fuzzing differential-module SEED INDEX FEATURES
                                                              writes the module of a finding, which begins with these numbers
               Dovetail.Fuzzing differential-shrink SEED INDEX FEATURES [FILE]
                                                              makes it smaller, and shows it
               Dovetail.Fuzzing faults SEED MOST              plants faults in the emitter, one at a time; MOST modules must find each
        """;

    /// <summary>Runs the command, if it is one of these; its exit code.</summary>
    public static int? Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["differential", var seed, var count, .. var options]:
                return RunCampaign(Seed(seed), Number(count), options);
            case ["differential-batch", var seed, var first, var count, var features]:
                new DifferentialBatch(Node(), Seed(seed), (WasmFeatures)Number(features)).Run(Number(first), Number(count));
                return 0;
            case ["differential-module", var seed, var index, var features]:
                using (var output = Console.OpenStandardOutput())
                    output.Write(DifferentialBatch.Module(Seed(seed), Number(index), (WasmFeatures)Number(features)).Bytes);
                return 0;
            case ["differential-shrink", var seed, var index, var features, .. var file]:
                return Shrink(Seed(seed), Number(index), (WasmFeatures)Number(features), file.FirstOrDefault());
            case ["faults", var seed, var most]:
                return HuntFaults(Seed(seed), Number(most));
            case ["fault-batch", var name, var seed, var most]:
                FaultHunt.Run(Node(), PlantedFault.Named(name), Seed(seed), Number(most));
                return 0;
            default:
                return null;
        }
    }

    private static int HuntFaults(ulong seed, int most)
    {
        var missed = 0;
        foreach (var fault in PlantedFault.All)
        {
            var found = FaultHunt.Find(fault, seed, most);
            missed += found is null ? 1 : 0;
            Console.WriteLine($"{fault.Name}: {found ?? $"not found by {most} modules"}");
        }

        Console.WriteLine($"{PlantedFault.All.Count} faults planted, {PlantedFault.All.Count - missed} found");
        return missed == 0 ? 0 : 1;
    }

    private static int Shrink(ulong seed, int index, WasmFeatures features, string? file)
    {
        var finding = "";
        var thread = new Thread(
            () =>
            {
                using var replay = new Replay(Node(), features);
                var module = replay.Shrink(seed, index);
                finding = replay.Finding(module);
                Console.WriteLine(Listing.Of(module.Definition));
                if (file is not null) File.WriteAllBytes(file, module.Bytes);
            },
            Subject.MaxStack + (4 << 20));
        thread.Start();
        thread.Join();
        Console.WriteLine(finding ?? "the engines agree");
        return finding is null ? 0 : 1;
    }

    // A long run is to execute every instruction in one of a thousand modules, and to trap in every way.
    private static int RunCampaign(ulong seed, int count, string[] options)
    {
        const WasmFeatures Features = WasmFeatures.Supported;
        var (node, first, clock) = (Node(), Number(Option(options, "--first") ?? "0"), Stopwatch.StartNew());
        var campaign = new DifferentialCampaign(seed, Features) { Parallel = Number(Option(options, "--parallel") ?? "1") };
        var shown = 0;
        var report = campaign.Run(first, count, part =>
        {
            for (; shown < part.Findings.Count; shown++) Console.Error.WriteLine(part.Findings[shown]);
            Console.Error.WriteLine($"{part.Modules} modules, {part.Findings.Count} differences, {clock.Elapsed.TotalSeconds:F0} s");
        });
        Console.WriteLine(report.ToTable(Features));
        var rare = report.Coverage(Features).Where(item => item.Modules < count / 1000).ToArray();
        foreach (var (row, modules) in rare) Console.WriteLine($"{row} was executed in {modules} modules only");
        var missing = TrapClass.CodesOf(Features).Where(code => count >= 1000 && !report.Traps.ContainsKey(code)).ToArray();
        foreach (var code in missing) Console.WriteLine($"no call trapped with {code}");
        Console.WriteLine($"{report.Modules} modules, {report.Calls} calls, {report.Findings.Count} differences, {clock.Elapsed.TotalSeconds:F0} s");
        if (Option(options, "--ledger") is { } ledger) Ledger.Append(ledger, node, seed, first, Features, report, clock.Elapsed);
        return report.Findings.Count + rare.Length + missing.Length == 0 ? 0 : 1;
    }

    private static string Node() => Oracle.Find(out var reason) ?? throw new InvalidOperationException(reason);

    private static string? Option(string[] options, string name) =>
        Array.IndexOf(options, name) is var at and >= 0 && at + 1 < options.Length ? options[at + 1] : null;

    private static ulong Seed(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
