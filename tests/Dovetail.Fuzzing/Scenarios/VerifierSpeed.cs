using System.Diagnostics;
using Dovetail.Compilation;
using Dovetail.Fuzzing.Targets;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>What the verifier costs beside the emitter, over the shared kernels and guests (run it from a release build).</summary>
internal static class VerifierSpeed
{
    private const int Rounds = 20;

    public static IReadOnlyList<Scenario> All { get; } = [new("verifier-speed", _ => Run())];

    private static void Run()
    {
        var modules = Corpus.Files("bench/wasm", "*.wasm").Concat(Corpus.Files("guests", "core*.wasm")).Select(TryValidate).OfType<ValidatedModule>().ToArray();
        var (emitting, verifying, bytes, instructions) = (TimeSpan.MaxValue, TimeSpan.MaxValue, 0L, 0L);
        for (var round = 0; round < Rounds; round++)
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
