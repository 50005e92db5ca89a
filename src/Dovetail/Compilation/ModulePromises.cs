using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation;

/// <summary>What instantiation guarantees to the code of a module, in the words of the verifier.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class ModulePromises
{
    private static readonly CilType Instance = Catalogue.Type(typeof(ModuleInstance));

    /// <summary>The promises to the functions of a module.</summary>
    /// <param name="largeFrames">The frames of the bodies behind all functions, by index (<c>StackCheck</c>).</param>
    public static VerificationContext Of(ModuleShape shape, IReadOnlyDictionary<int, int> largeFrames)
    {
        var types = shape.Module.Types;
        return new VerificationContext
        {
            Owner = Instance,
            MemoryMinimums = [.. shape.Memories.Select(memory => (long)(memory.Limits.Minimum << memory.PageSizeLog2))],
            TypeSignatures = [.. Enumerable.Range(0, types.Length)
                .Select(i => types[i].Composite is FunctionType ? shape.Signature(i) : null)],
            FunctionTypes = shape.FunctionTypes,
            FunctionTables = [.. shape.Tables.Select(table => CoreSignatures.IsFunctionReference(table.Element))],
            LargeFrames = largeFrames,
        };
    }

    /// <summary>Verifies every method of a module's unit.</summary>
    /// <exception cref="VerificationException">The compiler emitted what cannot be proven safe.</exception>
    public static void Verify(ImmutableArray<CilBody> bodies, VerificationContext context)
    {
        for (var i = 0; i < bodies.Length; i++) CilVerifier.Verify(bodies[i], context with { Index = i });
    }
}
