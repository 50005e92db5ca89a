using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>The types of what branches to the blocks of a function bring.</summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class LabelTypes(ModuleShape shape, FunctionType function)
{
    /// <summary>The types of what a branch to <paramref name="block"/> brings.</summary>
    public ImmutableArray<CilType> Of(CodeBlock block)
    {
        if (block.Type is not { } type)
            return TypesOf(function.Results);
        if (type.IsEmpty || (block.IsLoop && !type.IsIndexed))
            return [];
        if (!type.IsIndexed)
            return [CoreSignatures.TypeOf(shape.Erase(type.Result))];
        return TypesOf(block.IsLoop ? shape.Type(type.TypeIndex).Parameters : shape.Type(type.TypeIndex).Results);
    }

    private static ImmutableArray<CilType> TypesOf(ImmutableArray<ValType> types) => [.. types.Select(CoreSignatures.TypeOf)];
}
