using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Verification;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Adapters;

/// <summary>Compiles the adapters between components. Safe from many threads.</summary>
/// <remarks>
/// Code depends on the shape of types and on options alone, names no component and roots none. It is found by its key and kept weakly: it
/// lives as long as a function that was made with it, or both of the function's types.
/// </remarks>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal static class AdapterCompiler
{
    // Guests choose the types: the keys of code that is gone are forgotten when there are twice as many as were left the last time.
    private const int LeastToSweep = 256;

    private static readonly ConcurrentDictionary<string, WeakReference<AdapterCode>> Known = new(StringComparer.Ordinal);
    private static readonly CollectibleOutlet Outlet = new(Faults.EdgeUnit);
    private static readonly LazyEntries Entries = new();
    private static int _sweepAt = LeastToSweep;

    /// <summary>The code for calls between functions of two plans, if it was made for these before.</summary>
    public static AdapterCode? KnownFor(FunctionPlan caller, FunctionPlan callee, AdapterOptions options) =>
        caller.Adapters.TryGetValue(callee, out var codes) && codes.TryGetValue(options, out var known) ? known : null;

    /// <summary>What is called in the place of code for functions of a core type that is made at the first call.</summary>
    public static CompiledUnit EntryFor(FunctionType type) => Entries.UnitFor(CoreSignatures.Of(type));

    /// <summary>The code for calls between functions of two plans.</summary>
    /// <exception cref="LimitException">The types are more than the JIT can take in bounded time.</exception>
    public static AdapterCode CodeFor(FunctionPlan caller, FunctionPlan callee, AdapterOptions options)
    {
        var codes = caller.Adapters.GetValue(callee, static _ => new ConcurrentDictionary<AdapterOptions, AdapterCode>());
        return codes.TryGetValue(options, out var known) ? known : codes.GetOrAdd(options, Find(AdapterShape.Of(caller, callee, options)));
    }

    private static AdapterCode Find(AdapterShape shape)
    {
        if (Known.TryGetValue(shape.Key, out var reference) && reference.TryGetTarget(out var known))
            return known;
        var made = Compile(shape);
        Sweep();
        reference = Known.AddOrUpdate(shape.Key, _ => new(made), (_, other) => other.TryGetTarget(out var _) ? other : new(made));
        return reference.TryGetTarget(out known) ? known : made;
    }

    private static AdapterCode Compile(AdapterShape shape)
    {
        var bodies = AdapterUnit.Emit(shape);
        Verify(shape, bodies);
        var unit = Outlet.Add(bodies);
        // All of them: none is to be compiled where a guest has used up the stack.
        RoomyStack.Run(unit.PrepareAll, bodies.Max(body => body.Size));
        return new AdapterCode(unit.Pointer(0), unit, StackCheck.FrameSize(bodies[0]));
    }

    /// <summary>Verifies every method of an adapter.</summary>
    /// <exception cref="VerificationException">A method cannot be proven safe.</exception>
    public static void Verify(AdapterShape shape, ImmutableArray<CilBody> bodies)
    {
        var promises = AdapterUnit.PromisesOf(shape, bodies);
        for (var i = 0; i < bodies.Length; i++)
            CilVerifier.Verify(bodies[i], promises with { Index = i });
    }

    private static void Sweep()
    {
        if (Known.Count < Volatile.Read(ref _sweepAt))
            return;
        foreach (var (key, reference) in Known)
        {
            if (!reference.TryGetTarget(out _))
                Known.TryRemove(new(key, reference));
        }
        Volatile.Write(ref _sweepAt, Math.Max(LeastToSweep, 2 * Known.Count));
    }
}

/// <summary>The code of an adapter. Immutable.</summary>
/// <param name="Pointer">A static method of the parameters of the caller's core type and a <see cref="FusedFunction"/>.</param>
/// <param name="Unit">What keeps the method alive.</param>
/// <param name="FrameSize">How many bytes of stack its caller must have left.</param>
internal sealed record AdapterCode(nint Pointer, object Unit, int FrameSize);
