using System.Globalization;
using Dovetail.Fuzzing;
using Dovetail.Fuzzing.Campaigns;
using Dovetail.Fuzzing.Differential;
using Dovetail.Fuzzing.Scenarios;
using Dovetail.Fuzzing.Serving;
using Dovetail.Fuzzing.Specification;
using Dovetail.Fuzzing.Targets;

// The commands of the fuzzers and kill tests. Exit codes: 0 lived, 1 something was wrong, 2 wrong use; all else is a dead process.
switch (args)
{
    case ["scenario", var name, ..]:
        Scenario.Named(name).Run(args[2..]);
        return 0;
    case ["batch", var name, var seed, var first, var count]:
        new Batch(Target.Named(name), ulong.Parse(seed, CultureInfo.InvariantCulture)).Run(
            int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
        return 0;
    case ["fuzz", var name, var seed, var count]:
        var report = new Supervisor(Target.Named(name), ulong.Parse(seed, CultureInfo.InvariantCulture)).Run(
            int.Parse(count, CultureInfo.InvariantCulture));
        foreach (var finding in report.Findings) Console.WriteLine(finding);
        Console.WriteLine($"{name}: {report}");
        return report.Findings.Count == 0 ? 0 : 1;
    case ["mutant", var name, var seed, var index]:
        var random = new SeededRandom(SeededRandom.SeedOf(
            ulong.Parse(seed, CultureInfo.InvariantCulture), long.Parse(index, CultureInfo.InvariantCulture)));
        using (var output = Console.OpenStandardOutput()) output.Write(Target.Named(name).Mutate(Target.Named(name).Corpus(), random.Next()));
        return 0;
    case ["serving", var seconds, var settled, var seed, var handler]:
        return await new ServingCampaign(ulong.Parse(seed, CultureInfo.InvariantCulture)).RunAsync(
            File.ReadAllBytes(handler), Seconds(seconds), Seconds(settled));
    case ["serving-server", var handler]:
        await ServerProcess.RunAsync(handler);
        return 0;
    default:
        if ((DifferentialCommands.Run(args) ?? OracleCommands.Run(args)) is { } code) return code;
        Console.Error.WriteLine($"""
            usage: Dovetail.Fuzzing fuzz TARGET SEED COUNT        gives mutants to a target, in child processes
                   Dovetail.Fuzzing mutant TARGET SEED INDEX      writes the input of a finding
                   Dovetail.Fuzzing scenario NAME [ARGUMENT…]     does what a hostile guest does, in this process
                   Dovetail.Fuzzing serving SECONDS SETTLED SEED HANDLER
                                                                  faults under load: what the server holds in the end is compared with what it held after SETTLED
                                                                  seconds; HANDLER is tests/Dovetail.Tests/AspNetCore/Guest/handler.wasm
            {DifferentialCommands.Usage}
            {OracleCommands.Usage}
            targets: {string.Join(", ", Target.All.Select(target => target.Name))}
            """);
        return 2;
}

static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
