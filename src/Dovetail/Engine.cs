using Dovetail.Runtime;

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
    /// Ends the engine: no modules and stores can be made any more, and no memories are kept. Modules and stores that exist stay usable.
    /// </summary>
    public void Dispose()
    {
        _disposed = true;
        Memories.Close();
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
