using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Fuzzing;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;
using Xunit.Abstractions;

namespace Dovetail.Tests.Compilation.Verification;

public sealed class MutantTests(ITestOutputHelper output)
{
    [SharedFact]
    public void Every_forgotten_or_weakened_check_is_caught() => AssertAllCaught(mostPerBody: 6);

    [SharedFact]
    [Trait("Category", "Slow")]
    public void Every_forgotten_or_weakened_check_is_caught_in_a_larger_sample() => AssertAllCaught(mostPerBody: 200);

    private void AssertAllCaught(int mostPerBody)
    {
        var caught = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var survivors = new List<string>();
        foreach (var path in RealModules.Paths)
        {
            var bodies = ModuleCompiler.Emit(WithEmptyMemory(path), out var promises);
            ModuleCompiler.Verify(bodies, promises);
            for (var i = 0; i < bodies.Length; i++)
            {
                foreach (var (mutation, at, mutant) in Sample(bodies[i], promises, (ulong)i, mostPerBody))
                {
                    if (IsCaught(mutant, promises with { Index = i })) caught[mutation] = caught.GetValueOrDefault(mutation) + 1;
                    else survivors.Add($"{Path.GetFileName(path)} {mutant.Name} {at}: {mutation}");
                }
            }
        }

        foreach (var (mutation, count) in caught) output.WriteLine($"{mutation}: {count} caught");
        Assert.True(survivors.Count == 0, string.Join("\n", survivors));
        Assert.True(caught.Count >= 18, $"only {caught.Count} kinds of mutants were made");
    }

    [SharedFact]
    public void An_access_without_a_check_is_refused_where_the_memory_may_be_smaller()
    {
        var refused = 0;
        foreach (var path in RealModules.Paths)
        {
            // Where nothing is known of locals, each access has a check of its own, or none.
            var shape = new ModuleShape(ModuleValidator.Validate(ModuleDecoder.Decode(File.ReadAllBytes(path)))).WithoutRanges;
            var bodies = ModuleCompiler.Emit(shape, out var promises);
            var smaller = promises with { MemoryMinimums = [.. promises.MemoryMinimums.Select(_ => 0L)] };
            foreach (var body in bodies)
            {
                var hasUnchecked = body.Instructions.Count(IsAccess) > body.Instructions.Count(IsCheck);
                if (!hasUnchecked) continue;
                Assert.True(IsCaught(body, smaller), $"{Path.GetFileName(path)} {body.Name}");
                refused++;
            }
        }

        Assert.True(refused > 10, $"only {refused} functions have accesses without a check");
    }

    private static bool IsAccess(CilInstruction instruction) => instruction.Op is >= CilOp.LdindI1 and <= CilOp.Stobj and not CilOp.LdindI4;

    private static bool IsCheck(CilInstruction instruction) => instruction.Op == CilOp.Bgt;

    private static bool IsCaught(CilBody mutant, VerificationContext promises)
    {
        try
        {
            CilVerifier.Verify(mutant, promises);
            return false;
        }
        catch (VerificationException)
        {
            return true;
        }
    }

    private static IEnumerable<(string Mutation, int At, CilBody Body)> Sample(CilBody body, VerificationContext promises, ulong seed, int most)
    {
        var random = new SeededRandom(seed);
        var mutants = Mutants.Of(body, promises).ToArray();
        var step = Math.Max(1, mutants.Length / most);
        for (var i = random.Below(step); i < mutants.Length; i += 1 + random.Below((2 * step) - 1)) yield return mutants[i];
    }

    private static ValidatedModule WithEmptyMemory(string path)
    {
        var module = ModuleDecoder.Decode(File.ReadAllBytes(path));
        return ModuleValidator.Validate(module with
        {
            Memories = [.. module.Memories.Select(memory => memory with { Limits = memory.Limits with { Minimum = 0 } })],
        });
    }
}
