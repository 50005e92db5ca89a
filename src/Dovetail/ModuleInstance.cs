using Dovetail.Runtime;

namespace Dovetail;

/// <summary>An instance of a core module: the context of its functions.</summary>
public sealed class ModuleInstance : FunctionOwner
{
    // The index spaces, imports first. Emitted code reads these fields.
    internal Memory[] Memories = [];
    internal Table[] Tables = [];
    internal Global[] Globals = [];

    /// <summary>The functions; a defined one is null until a reference to it is asked for.</summary>
    internal FunctionReference?[] Functions = [];

    /// <summary>The module's types, canonical in the engine.</summary>
    internal CanonicalType[] Types = [];

    /// <summary>The data segments; one that was dropped is empty.</summary>
    internal ReadOnlyMemory<byte>[] DataSegments = [];

    /// <summary>The element segments; one that was dropped is empty.</summary>
    internal object?[][] ElementSegments = [];

    internal ModuleInstance(Store store)
        : base(store)
    {
    }
}
