using System.Collections.Immutable;

namespace Dovetail.Tooling.New;

/// <summary>How a core module becomes a component. Immutable.</summary>
public sealed record ComponentOptions
{
    /// <summary>Nothing but what the module itself says.</summary>
    public static ComponentOptions Default { get; } = new();

    /// <summary>The worlds that the main module was made for, besides those that its sections <c>component-type…</c> say.</summary>
    public ImmutableArray<ModuleWorld> Worlds { get; init; } = [];

    /// <summary>The adapters, in the order of their instantiation.</summary>
    public ImmutableArray<AdapterModule> Adapters { get; init; } = [];

    /// <summary>Whether imports that differ only in versions of one track stay apart, and do not become one of the highest version.</summary>
    public bool KeepVersions { get; init; }

    /// <summary>Whether adapters that ask the main module for memory get pages of their own (<c>memory.grow</c>), even if it has a <c>cabi_realloc</c>.</summary>
    public bool ReallocByMemoryGrow { get; init; }
}
