using System.Collections.Immutable;

namespace Dovetail.Wasm.Components;

/// <summary>A canonical definition (Explainer.md, "Canonical Definitions"), without the gated built-ins.</summary>
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

/// <summary><c>resource.new</c>: makes a handle from a representation.</summary>
/// <param name="Resource">The index of the resource type, one that the component itself defines.</param>
public sealed record CanonResourceNew(int Resource) : Canon;

/// <summary><c>resource.drop</c>: drops a handle.</summary>
/// <param name="Resource">The index of the resource type.</param>
public sealed record CanonResourceDrop(int Resource) : Canon;

/// <summary><c>resource.rep</c>: gives the representation behind a handle.</summary>
/// <param name="Resource">The index of the resource type, one that the component itself defines.</param>
public sealed record CanonResourceRep(int Resource) : Canon;

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
}

/// <summary>A canonical option.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Index">The index of the core memory or core function; 0 for the string encodings.</param>
public readonly record struct CanonOption(CanonOptionKind Kind, int Index = 0);
