namespace Dovetail.Wasm;

/// <summary>How modules and components are printed. Immutable.</summary>
public sealed record PrintOptions
{
    internal static PrintOptions Default { get; } = new();

    /// <summary>
    /// Whether function bodies and the bytes of data segments and custom sections are left out, three dots in their place. Such a text shows how
    /// a module is built, and cannot be read back.
    /// </summary>
    public bool IsSkeleton { get; init; }
}
