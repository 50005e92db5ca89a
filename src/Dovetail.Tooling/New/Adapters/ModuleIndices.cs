using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.New.Adapters;

/// <summary>The index spaces of a module: what is imported comes before what is defined.</summary>
internal sealed class ModuleIndices
{
    public ModuleIndices(ModuleDefinition module)
    {
        Module = module;
        Functions = Imports(ExternKind.Function);
        Tables = Imports(ExternKind.Table);
        Memories = Imports(ExternKind.Memory);
        Globals = Imports(ExternKind.Global);
        Tags = Imports(ExternKind.Tag);
    }

    public ModuleDefinition Module { get; }

    /// <summary>The imports that are functions.</summary>
    public ImmutableArray<Import> Functions { get; }

    /// <summary>The imports that are tables.</summary>
    public ImmutableArray<Import> Tables { get; }

    /// <summary>The imports that are memories.</summary>
    public ImmutableArray<Import> Memories { get; }

    /// <summary>The imports that are globals.</summary>
    public ImmutableArray<Import> Globals { get; }

    /// <summary>The imports that are tags.</summary>
    public ImmutableArray<Import> Tags { get; }

    /// <summary>The number of indices of a space.</summary>
    public int Count(IndexSpace space) => space switch
    {
        IndexSpace.Type => Module.Types.Length,
        IndexSpace.Function => Functions.Length + Module.Functions.Length,
        IndexSpace.Table => Tables.Length + Module.Tables.Length,
        IndexSpace.Memory => Memories.Length + Module.Memories.Length,
        IndexSpace.Global => Globals.Length + Module.Globals.Length,
        IndexSpace.Tag => Tags.Length + Module.Tags.Length,
        IndexSpace.Element => Module.Elements.Length,
        _ => Module.Data.Length,
    };

    /// <summary>The space that an import or export of a kind counts in.</summary>
    public static IndexSpace SpaceOf(ExternKind kind) => kind switch
    {
        ExternKind.Function => IndexSpace.Function,
        ExternKind.Table => IndexSpace.Table,
        ExternKind.Memory => IndexSpace.Memory,
        ExternKind.Global => IndexSpace.Global,
        _ => IndexSpace.Tag,
    };

    private ImmutableArray<Import> Imports(ExternKind kind) => [.. Module.Imports.Where(import => import.Type.Kind() == kind)];
}
