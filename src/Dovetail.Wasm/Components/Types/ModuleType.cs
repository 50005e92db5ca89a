using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components.Types;

/// <summary>The resolved type of what a core module imports or exports. Compared by structure.</summary>
internal abstract record CoreExternType
{
    /// <summary>The index space that it adds to.</summary>
    public abstract Sort Sort { get; }
}

internal sealed record CoreFunctionExtern(FunctionType Type) : CoreExternType
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

internal sealed record CoreTagExtern(FunctionType Type) : CoreExternType
{
    public override Sort Sort => Sort.CoreTag;
}

/// <summary>An import of a core module.</summary>
internal readonly record struct CoreImport(string Module, string Name, CoreExternType Type);

/// <summary>The type of a core module.</summary>
/// <param name="imports">The imports; no two with the same pair of names.</param>
/// <param name="exports">The exports by name.</param>
internal sealed class ModuleType(
    ImmutableArray<CoreImport> imports, IReadOnlyDictionary<string, CoreExternType> exports)
{
    public ImmutableArray<CoreImport> Imports { get; } = imports;

    public IReadOnlyDictionary<string, CoreExternType> Exports { get; } = exports;
}
