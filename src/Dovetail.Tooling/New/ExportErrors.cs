using Dovetail.Wasm.Modules;
using Dovetail.Wit.Names;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.New;

/// <summary>What is said of exports that are missing, with what to do.</summary>
internal static class ExportErrors
{
    /// <param name="part">The module that was to export it.</param>
    /// <param name="scope">Where the function is.</param>
    /// <param name="function">The function.</param>
    /// <param name="expected">The core type that it would have.</param>
    /// <param name="wanted">The names of all functions that the world exports: who has one of these means that function.</param>
    public static InvalidException Missing(CorePart part, ItemScope scope, WitFunction function, FunctionType expected, IReadOnlySet<string> wanted)
    {
        var name = LegacyNames.Export(scope.Item?.Name, function.Name);
        var known = part.Shape.ExportNames.Where(candidate => part.Shape.Function(candidate) is not null && !wanted.Contains(candidate)).ToList();
        // What a compiler makes of a function that was not given the whole name.
        var bare = known.Find(candidate => scope.Item is not null && candidate.Replace('_', '-') == function.Name);
        var hint = bare is not null ? $"; it exports `{bare}`: give that the name `{name}`" : NearestName.Hint(name, known);
        return new InvalidException(
            $"{part.Description} does not export `{name}` of type {expected}, for `{scope.PathOf(function.Name)}: {function.Type}`{hint}");
    }

    /// <summary>A memory that values would have to go through is missing.</summary>
    public static InvalidException NoMemory(CorePart part, string user) => new(
        $"{user} passes values through memory, but {part.Description} exports no memory: export it as `memory`");

    /// <summary>A function is missing that allocates memory.</summary>
    public static InvalidException NoRealloc(CorePart part, string user, FunctionType expected) => new(
        $"{user} gives {part.Description} values that memory must be allocated for, but it exports no `cabi_realloc` of type {expected} "
        + "(old address, old size, alignment, new size → new address)");
}
