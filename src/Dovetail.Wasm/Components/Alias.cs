namespace Dovetail.Wasm.Components;

/// <summary>What an alias stands for (Explainer.md, "Alias Definitions").</summary>
/// <param name="Sort">The index space that the alias adds to.</param>
public abstract record Alias(Sort Sort);

/// <summary>An export of a component instance.</summary>
/// <param name="Instance">The index of the instance.</param>
/// <param name="Name">The name of the export.</param>
public sealed record ExportAlias(Sort Sort, int Instance, string Name) : Alias(Sort);

/// <summary>An export of a core instance.</summary>
/// <param name="Instance">The index of the core instance.</param>
/// <param name="Name">The name of the export.</param>
public sealed record CoreExportAlias(Sort Sort, int Instance, string Name) : Alias(Sort);

/// <summary>A definition of an enclosing component or type.</summary>
/// <param name="Count">How many scopes out it stands; 0 is the one of the alias itself.</param>
/// <param name="Index">Its index there.</param>
public sealed record OuterAlias(Sort Sort, int Count, int Index) : Alias(Sort);
