using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components.Types;

/// <summary>The resolved type of what a core module imports or exports. Compared by structure.</summary>
internal abstract record CoreExternType
{
    /// <summary>The index space that it adds to.</summary>
    public abstract Sort Sort { get; }
}

/// <param name="Type">The type; references in it are canonical.</param>
/// <param name="Canonical">Its index in the table of core types, which tells it from a subtype of the same form.</param>
internal sealed record CoreFunctionExtern(FunctionType Type, int Canonical) : CoreExternType
{
    public override Sort Sort => Sort.CoreFunction;
}

internal sealed record CoreTableExtern(TableType Type) : CoreExternType
{
    public override Sort Sort => Sort.CoreTable;
}

internal sealed record CoreMemoryExtern(MemoryType Type) : CoreExternType
{
    public override Sort Sort => Sort.CoreMemory;
}

internal sealed record CoreGlobalExtern(GlobalType Type) : CoreExternType
{
    public override Sort Sort => Sort.CoreGlobal;
}

/// <inheritdoc cref="CoreFunctionExtern"/>
internal sealed record CoreTagExtern(FunctionType Type, int Canonical) : CoreExternType
{
    public override Sort Sort => Sort.CoreTag;
}

/// <summary>An import of a core module.</summary>
internal readonly record struct CoreImport(string Module, string Name, CoreExternType Type);

/// <summary>The type of a core module.</summary>
/// <param name="imports">The imports; no two with the same pair of names.</param>
/// <param name="exports">The exports by name.</param>
/// <param name="types">What types in them refer to.</param>
internal sealed class ModuleType(
    ImmutableArray<CoreImport> imports, IReadOnlyDictionary<string, CoreExternType> exports, CoreTypeTable types)
{
    public CoreTypeTable Types { get; } = types;

    public ImmutableArray<CoreImport> Imports { get; } = imports;

    public IReadOnlyDictionary<string, CoreExternType> Exports { get; } = exports;
}
