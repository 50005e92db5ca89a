using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;

namespace Dovetail.Compilation;

/// <summary>The code of a module, loaded. Immutable, safe from many threads, and independent of any engine or store.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class CompiledModule : ModuleCode
{
    private readonly ModuleShape _shape;
    private readonly CompiledUnit _unit;
    private readonly ImmutableArray<int> _frameSizes;

    internal CompiledModule(ModuleShape shape, CompiledUnit unit, ImmutableArray<int> frameSizes, int unoptimized) =>
        (_shape, _unit, _frameSizes, UnoptimizedFunctions) = (shape, unit, frameSizes, unoptimized);

    /// <summary>How many functions are beyond what the JIT optimises.</summary>
    public int UnoptimizedFunctions { get; }

    internal override nint Pointer(int function) => _unit.Pointer(function);

    internal override int FrameSize(int function) => _frameSizes[function];

    internal override int SlotOf(int global) =>
        _shape.GlobalPlaces[global] is { Storage: GlobalStorage.Slot } place ? (int)place.Value : -1;

    /// <summary>Compiles a defined function to machine code now rather than at its first call.</summary>
    public void Prepare(int function) => _unit.Prepare(function);
}
