using System.Diagnostics;
using Dovetail.Compilation;
using Dovetail.Fuzzing.Targets;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>
/// What the verifier costs beside the emitter, over the shared kernels and guests or over the files named (run it from a release build).
/// </summary>
internal static class VerifierSpeed
{
    private const int Rounds = 20;
    private const int RoundsOfFiles = 3;

    public static IReadOnlyList<Scenario> All { get; } = [new("verifier-speed", Run)];

    private static void Run(IReadOnlyList<string> files)
    {
        var inputs = files.Count > 0 ? files.Select(File.ReadAllBytes)
            : Corpus.Files("bench/wasm", "*.wasm").Concat(Corpus.Files("guests", "core*.wasm"));
        var modules = inputs.Select(TryValidate).OfType<ValidatedModule>().ToArray();
        var (emitting, verifying, bytes, instructions) = (TimeSpan.MaxValue, TimeSpan.MaxValue, 0L, 0L);
        for (var round = 0; round < (files.Count > 0 ? RoundsOfFiles : Rounds); round++)
        {
            var start = Stopwatch.GetTimestamp();
            var units = modules.Select(module => (Bodies: ModuleCompiler.Emit(module, out var promises), Promises: promises)).ToArray();
            var emitted = Stopwatch.GetTimestamp();
            foreach (var (bodies, promises) in units) ModuleCompiler.Verify(bodies, promises);
            verifying = Min(verifying, Stopwatch.GetElapsedTime(emitted));
            emitting = Min(emitting, Stopwatch.GetElapsedTime(start, emitted));
            bytes = units.Sum(unit => unit.Bodies.Sum(body => (long)body.Size));
            instructions = units.Sum(unit => unit.Bodies.Sum(body => (long)body.Instructions.Length));
        }

        Console.WriteLine($"{modules.Length} modules, {bytes} bytes of CIL, {instructions} instructions: "
            + $"emitted in {emitting.TotalMilliseconds:F1} ms, verified in {verifying.TotalMilliseconds:F1} ms "
            + $"({bytes / verifying.TotalSeconds / 1e6:F1} MB/s, {verifying.TotalNanoseconds / instructions:F0} ns an instruction)");
    }

    private static ValidatedModule? TryValidate(byte[] bytes)
    {
        try
        {
            return ModuleValidator.Validate(ModuleDecoder.Decode(bytes));
        }
        catch (UnsupportedException)
        {
            return null;
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
