using Dovetail.Wasm;

namespace Dovetail;

/// <summary>The settings of an engine. Immutable.</summary>
public sealed record EngineOptions
{
    /// <summary>The defaults.</summary>
    public static EngineOptions Default { get; } = new();

    /// <summary>
    /// The features that core modules may use; all that are supported unless set. What a module uses and this lacks is refused with an
    /// <see cref="UnsupportedException"/> that names it, and so is what is not supported, whatever this says.
    /// </summary>
    public WasmFeatures Features { get; init; } = WasmFeatures.Supported;

    /// <summary>
    /// The features that the core modules inside components may use; all that are supported but <see cref="WasmFeatures.Gc"/> unless set, because how
    /// much a guest holds of the garbage-collected heap can be limited only approximately (<see cref="StoreOptions.MaxHeapBytes"/>).
    /// </summary>
    public WasmFeatures FeaturesInComponents { get; init; } = WasmFeatures.SupportedInComponents;

    /// <summary>
    /// The gated features that components may use; unless set, those that a version of WASI ships. What a component uses and this lacks is
    /// refused with an <see cref="UnsupportedException"/> that names it.
    /// </summary>
    public ComponentFeatures ComponentFeatures { get; init; } = ComponentFeatures.Default;

    /// <summary>
    /// How many bytes of address space a memory reserves at most; 4 GiB unless set, less where many instances live at once. A memory
    /// reserves what its declared maximum needs, up to this; growth beyond fails with −1, as the specification allows.
    /// </summary>
    public long MaxMemoryReservation { get; init; } = IntPtr.Size == 8 ? 4L << 30 : 256L << 20;

    /// <summary>Where code is kept from one process to the next; nowhere unless set.</summary>
    public CodeCache? Cache { get; init; }

    /// <summary>
    /// Whether code is compiled so that it consumes fuel for what it does, see <see cref="Store.Fuel"/>. Off unless set: metered code is slower, and
    /// code that is not metered does not know of it.
    /// </summary>
    public bool MetersFuel { get; init; }

    /// <summary>When the functions of a module are compiled.</summary>
    public CompileMode CompileMode { get; init; }

    /// <summary>
    /// How many memories of disposed stores the engine keeps, cleared, for the stores that come next; 16 unless set, 0 for none. To make an
    /// instance then costs a few microseconds instead of tens; the kept memories hold address space, each as much as its
    /// <see cref="MaxMemoryReservation"/> says, until the engine is disposed or the process needs it, and little else
    /// (<see cref="MaxPooledBytes"/>).
    /// </summary>
    public int MaxPooledMemories { get; init; } = IntPtr.Size == 8 ? 16 : 0;

    /// <summary>How many bytes of physical memory the kept memories may hold together, their modules' data not counted; 64 MiB unless set.</summary>
    public long MaxPooledBytes { get; init; } = 64 << 20;

    /// <summary>Whether data is copied into memories even where the system could map it.</summary>
    internal bool CopiesImages { get; init; }
}
