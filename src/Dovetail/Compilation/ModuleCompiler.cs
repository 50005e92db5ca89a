using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Verification;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Compilation;

/// <summary>Compiles a module: its functions to CIL, which is verified, and the CIL to a unit that the JIT compiles function by function.</summary>
/// <remarks>
/// Method i of the unit is the defined function i. A function whose frame is large has its entry there and its body behind all functions
/// (<see cref="StackCheck"/>). Emission is eager: all functions are emitted when the module is loaded, and jitted when first called.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ModuleCompiler
{
    /// <summary>The largest number of functions of one module: each costs about 1 KB of metadata before it is ever called.</summary>
    public const int MaxFunctions = 200_000;

    /// <summary>Compiles <paramref name="module"/>.</summary>
    /// <exception cref="LimitException">A function, or their number, is more than the JIT can take in bounded time.</exception>
    /// <exception cref="UnsupportedException">The module uses what is not supported.</exception>
    public static CompiledModule Compile(ValidatedModule module)
    {
        var shape = new ModuleShape(module);
        var bodies = Emit(shape, out var frames, out var largeFrames, out var unoptimized);
        Verify(bodies, shape.CreateVerificationContext(largeFrames));
        return new CompiledModule(shape, CollectibleOutlet.Load("wasm", bodies), frames, unoptimized);
    }

    /// <summary>The CIL of all functions of <paramref name="module"/>, before it is loaded.</summary>
    public static ImmutableArray<CilBody> Emit(ValidatedModule module) => Emit(module, out _);

    /// <summary>The CIL of all functions of <paramref name="module"/>, before it is verified, and what the verifier may count on.</summary>
    public static ImmutableArray<CilBody> Emit(ValidatedModule module, out VerificationContext promises)
    {
        var shape = new ModuleShape(module);
        var bodies = Emit(shape, out _, out var largeFrames, out _);
        promises = shape.CreateVerificationContext(largeFrames);
        return bodies;
    }

    /// <summary>Verifies every method of a unit.</summary>
    /// <exception cref="VerificationException">The compiler emitted what cannot be proven safe.</exception>
    public static void Verify(ImmutableArray<CilBody> bodies, VerificationContext promises)
    {
        for (var i = 0; i < bodies.Length; i++)
            CilVerifier.Verify(bodies[i], promises with { Index = i });
    }

    private static ImmutableArray<CilBody> Emit(
        ModuleShape shape, out ImmutableArray<int> frameSizes, out IReadOnlyDictionary<int, int> largeFrames, out int unoptimized)
    {
        var count = shape.Module.Functions.Length;
        if (count > MaxFunctions)
            throw new LimitException("functions", $"the module has {count} functions; the limit is {MaxFunctions}");
        var (bodies, behind, frames, pool) = (new CilBody[count], new List<CilBody>(), new int[count], new ExpressionPool());
        var large = new Dictionary<int, int>();
        unoptimized = 0;
        for (var i = 0; i < count; i++)
        {
            var function = FunctionCompiler.Compile(shape, shape.ImportedFunctions + i, pool);
            var body = function.Body;
            if (function.FrameSize > StackCheck.SmallFrame)
            {
                behind.Add(body);
                large.Add(count + behind.Count - 1, function.FrameSize);
                body = StackCheck.WriteEntry(body.Name + "_entry", body.Signature, count + behind.Count - 1, function.FrameSize);
            }
            bodies[i] = body;
            frames[i] = StackCheck.FrameSize(body);
            unoptimized += function.IsOptimized ? 0 : 1;
        }
        (frameSizes, largeFrames) = (ImmutableArray.Create(frames), large);
        return [.. bodies, .. behind];
    }
}
