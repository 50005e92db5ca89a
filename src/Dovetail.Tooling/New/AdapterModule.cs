using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New;

/// <summary>
/// A core module that stands between the main module and its world: it has functions that the main module imports, and imports and exports what
/// its own world says. Immutable.
/// </summary>
/// <remarks>
/// <para>
/// It uses the main module by importing: <c>env.memory</c> is the main module's memory, and what is imported of <c>__main_module__</c> are the main
/// module's exports. It is instantiated after the main module, which reaches it through a table; so nothing of it can be called while the main
/// module is instantiated.
/// </para>
/// <para>
/// Its exports are found by the names that a main module would use (<c>ns:pkg/interface#function</c>). What it does not need for what is used of
/// it is dropped.
/// </para>
/// </remarks>
/// <param name="Name">The first name of the imports that it has functions for: <c>wasi_snapshot_preview1</c>.</param>
/// <param name="Module">The module.</param>
public sealed record AdapterModule(string Name, ModuleDefinition Module)
{
    /// <summary>The worlds that it was made for, besides those that its sections <c>component-type…</c> say.</summary>
    public ImmutableArray<ModuleWorld> Worlds { get; init; } = [];

    /// <summary>
    /// Imports of the main module that it has functions for, under whatever name: what they are to the export of the adapter. They go before
    /// all else.
    /// </summary>
    public ImmutableDictionary<ImportName, string> Supplies { get; init; } = ImmutableDictionary<ImportName, string>.Empty;
}

/// <summary>The two parts of an import's name.</summary>
/// <param name="Module">The first part.</param>
/// <param name="Name">The second part.</param>
public readonly record struct ImportName(string Module, string Name)
{
    /// <summary>The name as errors have it.</summary>
    public override string ToString() => $"{Module}.{Name}";
}
