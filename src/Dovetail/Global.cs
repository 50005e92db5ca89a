using System.Runtime.InteropServices;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail;

/// <summary>A global variable of a guest or of the host.</summary>
[StructLayout(LayoutKind.Explicit)]
public sealed class Global
{
    // Emitted code reads and writes the field of the global's own type; the numbers share one place.
    [FieldOffset(0)] internal object? Reference;
    [FieldOffset(8)] internal FunctionReference? Function;
    [FieldOffset(16)] private readonly Store _store;
    [FieldOffset(24)] private readonly GlobalType _type;
    [FieldOffset(32)] internal int I32;
    [FieldOffset(32)] internal long I64;
    [FieldOffset(32)] internal float F32;
    [FieldOffset(32)] internal double F64;

    internal Global(Store store, GlobalType type) => (_store, _type) = (store, type);

    internal Store Store => _store;

    internal GlobalType Type => _type;
}
