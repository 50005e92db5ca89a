using Dovetail.Wit.Names;

namespace Dovetail.Tooling.New;

/// <summary>What is said of imports that stand for nothing, with what to do where that is known.</summary>
internal static class ImportErrors
{
    public static InvalidException UnknownInterface(CorePart part, WorldNames names, ImportName import, string item, bool isExport)
    {
        var side = isExport ? "exports" : "imports";
        var known = names.Names(isExport).ToList();
        var found = known.Where(name => InterfaceName.PathOf(name) == InterfaceName.PathOf(item)).Select(name => $"`{name}`").ToList();
        var what = found.Count > 0
            ? $"its world {side} {string.Join(" and ", found)}, and versions are compatible on one track only (`1.x`, `0.2.x`)"
            : part.Worlds.IsEmpty ? "it says of no world that it was made for: name one with --wit and --world, or put one into it with `dovetail embed`"
            : $"its world {side} no interface `{item}`" + NearestName.Hint(item, known);
        return new InvalidException($"{part.Description} imports `{import}`, but {Advice(import.Module) ?? what}");
    }

    public static InvalidException UnknownFunction(CorePart part, WorldNames names, ImportName import, ItemScope scope, string function)
    {
        var place = scope.Item is null ? $"the world {(scope.IsExport ? "exports" : "imports")} no function `{function}`" : $"there is no function `{function}` in {scope}";
        var known = names.Functions(scope).Select(candidate => candidate.Name);
        return new InvalidException($"{part.Description} imports `{import}`, but {place}"
            + NearestName.Hint(function, scope.Item is null ? known.Concat(LegacyNames.Plain) : known));
    }

    /// <summary>What to do about a module of imports of which it is known who supplies it; null for others.</summary>
    public static string? Advice(string module) => module switch
    {
        "wasi_snapshot_preview1" or "wasi_unstable" =>
            "it was built for WASI preview 1, whose functions are no interfaces of components: give the adapter that has them, "
            + $"--adapt {module}=wasi_snapshot_preview1.command.wasm (for a program; .reactor.wasm for a library)",
        "env" => "its linker left that open: link what defines it, or give an adapter for `env` (--adapt env=FILE)",
        _ => null,
    };
}
