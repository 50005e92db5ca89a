using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Runtime;
using CanonicalTypes = Dovetail.Runtime.CanonicalTypes;

namespace Dovetail;

/// <summary>Compiles modules and components, and holds what they share. Safe from many threads.</summary>
public sealed class Engine : IDisposable
{
    private volatile bool _disposed;

    /// <summary>Makes an engine.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Engine(EngineOptions? options = null)
    {
        Options = options ?? EngineOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegative(Options.MaxMemoryReservation);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.MaxPooledMemories);
        ArgumentOutOfRangeException.ThrowIfNegative(Options.MaxPooledBytes);
        Memories = new MemoryPool(Options.MaxPooledMemories, Options.MaxPooledBytes);
    }

    /// <summary>The settings of the engine.</summary>
    public EngineOptions Options { get; }

    /// <summary>The types of all modules of the engine.</summary>
    internal CanonicalTypes Types { get; } = new();

    /// <summary>The memories that are kept for stores to come.</summary>
    internal MemoryPool Memories { get; }

    /// <summary>
    /// Loads, on the calling thread, what the first compilation in a process would wait for: .NET's code generator, the JIT and the verifier.
    /// Worth a thread of its own in a program that soon ends, while another reads the module; does nothing where .NET cannot compile.
    /// </summary>
    /// <remarks>It leaves alone what the other thread comes to at once: two that load the same wait for each other.</remarks>
    public static void WarmUp()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return;
        // A variable of the thread comes first: for that the runtime loads the JIT, and the other thread would wait for it.
        _ = ThreadContext.Current;
        WarmUpCompiler();
    }

    // By itself, so that what it needs is not loaded before.
    [MethodImpl(MethodImplOptions.NoInlining)]
    [RequiresDynamicCode("Compiles at run time.")]
    private static void WarmUpCompiler()
    {
        var body = new CilBuilder("f", new CilSignature([RuntimeMembers.FunctionOwner], CilTypes.Void)).Return().Build();
        var unit = CollectibleOutlet.Load("wasm", [body]);
        _ = unit.Pointer(0);
        unit.PrepareAll();
        CilVerifier.Verify(body, new VerificationContext { Owner = RuntimeMembers.FunctionOwner });
    }

    /// <summary>
    /// Ends the engine: no modules and stores can be made any more, and no memories are kept. Modules and stores that exist stay usable.
    /// </summary>
    public void Dispose()
    {
        _disposed = true;
        Memories.Close();
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
