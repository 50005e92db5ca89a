using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.Compose;

/// <summary>Writes the resolved type of a core module as a definition.</summary>
internal static class ModuleTypeWriter
{
    /// <exception cref="UnsupportedException">Its types refer to each other.</exception>
    public static ModuleTypeDefinition Write(ModuleType type)
    {
        var declarations = ImmutableArray.CreateBuilder<ModuleTypeDeclaration>();
        var types = new Dictionary<int, int>();
        foreach (var import in type.Imports)
        {
            declarations.Add(new ModuleTypeImport(import.Module, import.Name, Extern(import.Type), 0));
        }
        foreach (var (name, export) in type.Exports)
        {
            declarations.Add(new ModuleTypeExport(name, Extern(export), 0));
        }
        return new ModuleTypeDefinition(declarations.ToImmutable());

        ExternType Extern(CoreExternType item) => item switch
        {
            CoreFunctionExtern function => new FunctionImport(IndexOf(function.Canonical)),
            CoreTagExtern tag => new TagType(IndexOf(tag.Canonical)),
            CoreTableExtern table => table.Type,
            CoreMemoryExtern memory => memory.Type,
            CoreGlobalExtern global => global.Type,
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        int IndexOf(int canonical)
        {
            if (!types.TryGetValue(canonical, out var index))
            {
                var definition = type.Types[canonical].Map(_ => throw new UnsupportedException("imports of core modules whose types refer to each other"));
                declarations.Add(new ModuleTypeType(new CoreTypeGroup([definition]), 0));
                types.Add(canonical, index = types.Count);
            }
            return index;
        }
    }
}
