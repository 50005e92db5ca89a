using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;

namespace Dovetail.Compilation;

/// <summary>A unit that was compiled, or refused. Immutable.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class LoadedUnit
{
    private readonly CompiledUnit? _code;
    private readonly DovetailException? _refusal;

    public LoadedUnit(CompiledUnit code, UnitCode emitted) => (_code, Frames, Callees) = (code, emitted.Frames, emitted.Callees);

    public LoadedUnit(DovetailException refusal) => _refusal = refusal;

    /// <summary>Whether all its methods are machine code, or will never be.</summary>
    public bool IsPrepared => _code is not { IsPrepared: false };

    /// <summary>The methods.</summary>
    public CompiledUnit Code => _code!;

    /// <summary>See <see cref="UnitCode"/>.</summary>
    public ImmutableArray<int> Frames { get; } = [];

    /// <summary>See <see cref="UnitCode"/>.</summary>
    public ImmutableArray<int> Callees { get; } = [];

    /// <summary>The unit itself.</summary>
    /// <exception cref="DovetailException">It was refused: for its complexity or a feature, by name.</exception>
    public LoadedUnit OrThrow() => _refusal is null ? this : throw Faults.Afresh(_refusal);
}
