using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>A linear memory: bytes outside the garbage-collected heap, in pages of 64 KiB.</summary>
public sealed unsafe class Memory
{
    /// <summary>Where the memory starts; never moves while the store lives.</summary>
    internal byte* Base;

    /// <summary>The index of the last byte, length − 1; −1 for an empty memory.</summary>
    internal long Limit = -1;

    internal Memory(Store store, MemoryType type) => (Store, Type) = (store, type);

    internal Store Store { get; }

    internal MemoryType Type { get; }

    /// <summary>The size in pages of 64 KiB, as <c>memory.size</c> gives it.</summary>
    internal long Pages => (Limit + 1) >> 16;
}
