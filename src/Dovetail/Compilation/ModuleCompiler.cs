using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Caching;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Verification;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Compilation;

/// <summary>Compiles a module: its functions to CIL, which is verified, and the CIL to units that the JIT compiles function by function.</summary>
/// <remarks>
/// A small module is compiled when it is loaded, a large one function by function as they are first called (<see cref="CompilationPlan"/>).
/// What would cost the JIT too much is refused here as far as the code tells at a glance; the rest is refused at the first call.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ModuleCompiler
{
    /// <summary>Makes the code of <paramref name="module"/>, which compiles itself when it is used if the module is large.</summary>
    /// <exception cref="LimitException">A function is more than the JIT can take in bounded time.</exception>
    /// <exception cref="UnsupportedException">The module uses what is not supported.</exception>
    public static CompiledModule Compile(
        ValidatedModule module, CompileMode mode = CompileMode.Automatic, CacheSession? cache = null, bool metersFuel = false) =>
        Compile(new ModuleShape(module, metersFuel), mode, cache);

    /// <summary>Makes the code of a module of this shape.</summary>
    /// <inheritdoc cref="Compile(ValidatedModule, CompileMode, CacheSession, bool)"/>
    public static CompiledModule Compile(ModuleShape shape, CompileMode mode = CompileMode.Automatic, CacheSession? cache = null)
    {
        var compiled = cache is null ? new CompiledModule(shape) : new CompiledModule(shape, new CachedUnits(shape, cache).Compile, () => cache.Units);
        if (mode != CompileMode.Lazy && CompilationPlan.IsSmall(shape.Module))
            compiled.CompileWhole();
        else if (shape.Validated.Deferred is null)
            RefuseComplex(shape.Validated);
        // What was compiled is not looked up again, and what was not perhaps never.
        cache?.Close();
        return compiled;
    }

    /// <summary>The CIL of all functions of <paramref name="module"/> as one unit, before it is loaded.</summary>
    public static ImmutableArray<CilBody> Emit(ValidatedModule module) => Emit(module, out _);

    /// <summary>The CIL of all functions as one unit, before it is verified, and what the verifier may count on.</summary>
    public static ImmutableArray<CilBody> Emit(ValidatedModule module, out VerificationContext promises) =>
        Emit(new ModuleShape(module), out promises);

    /// <summary>The CIL of all functions of a module of this shape as one unit, and what the verifier may count on.</summary>
    public static ImmutableArray<CilBody> Emit(ModuleShape shape, out VerificationContext promises)
    {
        var range = new UnitRange(0, shape.Module.Functions.Length);
        var code = UnitCompiler.Emit(shape, range, new ExpressionPool());
        promises = UnitCompiler.PromisesOf(shape, range, code);
        return code.Bodies;
    }

    /// <summary>Verifies every method of a unit.</summary>
    /// <exception cref="VerificationException">The compiler emitted what cannot be proven safe.</exception>
    public static void Verify(ImmutableArray<CilBody> bodies, VerificationContext promises)
    {
        for (var i = 0; i < bodies.Length; i++)
            CilVerifier.Verify(bodies[i], promises with { Index = i });
    }

    private static void RefuseComplex(ValidatedModule module)
    {
        var functions = module.Definition.Functions;
        int[] large = [.. Enumerable.Range(0, functions.Length).Where(i => Complexity.IsWorthALook(functions[i].Body.Bytes.Length))];
        var bytes = large.Sum(i => (long)functions[i].Body.Bytes.Length);
        FunctionWork.Run(large.Length, FunctionWork.ThreadsFor(bytes), () => i =>
        {
            var (body, function) = (functions[large[i]].Body, module.ImportedFunctionCount + large[i]);
            Complexity.Check(FunctionScan.Of(body, function), function, body.Offset);
        });
    }
}
