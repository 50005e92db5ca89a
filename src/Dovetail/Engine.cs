using Dovetail.Runtime;

namespace Dovetail;

/// <summary>Compiles modules and components, and holds what they share. Safe from many threads.</summary>
public sealed class Engine : IDisposable
{
    /// <summary>The function types of all modules of the engine.</summary>
    internal CanonicalTypes Types { get; } = new();

    /// <summary>Ends the engine.</summary>
    public void Dispose()
    {
    }
}
