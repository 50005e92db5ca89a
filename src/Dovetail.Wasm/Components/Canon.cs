using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components;

/// <summary>A canonical definition (Explainer.md, "Canonical Definitions").</summary>
public abstract record Canon
{
    private protected Canon()
    {
    }
}

/// <summary><c>canon lift</c>: a component function out of a core function.</summary>
/// <param name="CoreFunction">The index of the core function.</param>
/// <param name="Options">The options, in order; validation checks them.</param>
/// <param name="Type">The index of the function's type.</param>
public sealed record CanonLift(int CoreFunction, ImmutableArray<CanonOption> Options, int Type) : Canon;

/// <summary><c>canon lower</c>: a core function out of a component function.</summary>
/// <param name="Function">The index of the function.</param>
/// <param name="Options">The options, in order; validation checks them.</param>
public sealed record CanonLower(int Function, ImmutableArray<CanonOption> Options) : Canon;

/// <summary>
/// A core function that the canonical ABI itself defines (Explainer.md, "Canonical Built-ins"). Of the immediates it has those
/// that <see cref="BuiltInTable"/> says; the others keep their defaults.
/// </summary>
/// <param name="BuiltIn">Which.</param>
public sealed record CanonBuiltIn(BuiltIn BuiltIn) : Canon
{
    /// <summary>The index of a type: of a resource, a stream or a future.</summary>
    public int Type { get; init; }

    /// <summary>The index of a core type: that of a thread's function.</summary>
    public int CoreType { get; init; }

    /// <summary>The index of a core table.</summary>
    public int Table { get; init; }

    /// <summary>The index of a core memory.</summary>
    public int Memory { get; init; }

    /// <summary>The core type of a slot of the thread's context.</summary>
    public ValType ValueType { get; init; }

    /// <summary>The number of a slot of the thread's context.</summary>
    public uint Slot { get; init; }

    /// <summary>The type of what a task returns; null where it returns nothing.</summary>
    public ValueTypeReference? Result { get; init; }

    /// <summary>Whether <c>async</c>, <c>cancellable</c> or <c>shared</c> is given, whichever the built-in can have.</summary>
    public bool Flag { get; init; }

    /// <summary>The options, in order; validation checks them.</summary>
    public ImmutableArray<CanonOption> Options { get; init; } = [];
}

/// <summary>The canonical options (Binary.md, <c>canonopt</c>), in the order of their binary codes.</summary>
public enum CanonOptionKind : byte
{
    /// <summary>Strings are UTF-8; the default.</summary>
    Utf8,
    /// <summary>Strings are UTF-16.</summary>
    Utf16,
    /// <summary>Strings are Latin-1 or UTF-16, as their length's top bit says.</summary>
    Latin1Utf16,
    /// <summary>The memory that values are read from and written to, by index.</summary>
    Memory,
    /// <summary>The core function that allocates memory, by index.</summary>
    Realloc,
    /// <summary>The core function called after a lifted function's results were read, by index.</summary>
    PostReturn,
    /// <summary>Calls need not wait for each other (gated).</summary>
    Async,
    /// <summary>The core function called with each event of a task, by index (gated).</summary>
    Callback,
    /// <summary>The core type that values are passed as, by index (not in the specification; always refused).</summary>
    CoreType,
    /// <summary>Values are garbage-collected references (not in the specification; always refused).</summary>
    Gc,
}

/// <summary>A canonical option.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Index">The index of the core memory, function or type; 0 where <see cref="HasIndex"/> is false.</param>
public readonly record struct CanonOption(CanonOptionKind Kind, int Index = 0)
{
    /// <summary>Whether the option refers to something.</summary>
    public bool HasIndex => Kind is >= CanonOptionKind.Memory and <= CanonOptionKind.PostReturn
        or CanonOptionKind.Callback or CanonOptionKind.CoreType;
}
