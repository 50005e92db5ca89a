namespace Dovetail;

/// <summary>The settings of an engine. Immutable.</summary>
public sealed record EngineOptions
{
    /// <summary>The defaults.</summary>
    public static EngineOptions Default { get; } = new();

    /// <summary>
    /// How many bytes of address space a memory reserves at most; 4 GiB unless set, less where many instances live at once. A memory
    /// reserves what its declared maximum needs, up to this; growth beyond fails with −1, as the specification allows.
    /// </summary>
    public long MaxMemoryReservation { get; init; } = IntPtr.Size == 8 ? 4L << 30 : 256L << 20;

    /// <summary>When the functions of a module are compiled.</summary>
    public CompileMode CompileMode { get; init; }
}
