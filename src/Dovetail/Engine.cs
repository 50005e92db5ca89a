using System.Runtime.CompilerServices;
using Dovetail.Compilation.Delegates;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

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
    /// Loads, on the calling thread, what the first compilation and the first call in a process would wait for: the code generator and the verifier.
    /// Worth a thread of its own in a program that soon ends, while another reads the module; does nothing where .NET cannot compile.
    /// </summary>
    public static void WarmUp()
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
            return;
        using var engine = new Engine();
        using var store = new Store(engine);
        DelegateCompiler.EmitDynamicEntry(new FunctionType([ValType.I32], [ValType.I32]));
        _ = new Memory(store, new MemoryType(new Limits(1, 1)));
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
