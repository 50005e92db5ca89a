using Dovetail.Tooling.AssemblyScript;
using Dovetail.Tooling.New;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.Bindgen;

/// <summary>A function of a world, with what it is called in a core module.</summary>
/// <param name="Item">The import or export that has it; null for one of the world itself.</param>
/// <param name="Function">The function.</param>
/// <param name="IsExport">Which side.</param>
/// <param name="Owner">What the interface is called in names, by <see cref="OwnerLabels"/>; null for functions of the world itself.</param>
internal readonly record struct GuestFunction(WorldInterface? Item, WitFunction Function, bool IsExport, string? Owner)
{
    /// <summary>The first part of an import's name.</summary>
    public string Module => Item?.Name ?? "$root";

    /// <summary>The name of the core function that is exported.</summary>
    public string ExportName => Item is null ? Function.Name : $"{Item.Name}#{Function.Name}";

    /// <summary>What the function is called in kebab case, without signs: <c>blob-read</c> for <c>[method]blob.read</c>.</summary>
    public string Label => Function.Kind switch
    {
        FunctionKind.Freestanding when Function.Name.StartsWith(LegacyNames.ResourceDrop, StringComparison.Ordinal) => $"drop-{Function.Name[LegacyNames.ResourceDrop.Length..]}",
        FunctionKind.Freestanding => Function.Name,
        FunctionKind.Constructor => $"new-{Function.Resource!.Name}",
        _ => $"{Function.Resource!.Name}-{Function.Label}",
    };

    /// <summary>The functions on one side of a world, in order; behind those of an import, what ends handles to the resources that it defines.</summary>
    /// <exception cref="UnsupportedException">One is asynchronous, or belongs to a resource that is exported.</exception>
    public static IEnumerable<GuestFunction> In(WitWorld world, bool isExport)
    {
        var items = isExport ? world.Exports : world.Imports;
        var labels = new OwnerLabels(items);
        foreach (var item in items)
        {
            var functions = item switch
            {
                WorldFunction single => [new GuestFunction(null, single.Function, isExport, null)],
                WorldInterface named => named.Interface.Functions.Concat(isExport ? [] : named.Interface.Types.Where(Defines).Select(DropOf))
                    .Select(function => new GuestFunction(named, function, isExport, labels.Of(named))),
                WorldType { Definition: var type } when Defines(type) => [new GuestFunction(null, DropOf(type), isExport, null)],
                _ => [],
            };
            foreach (var function in functions)
            {
                yield return function.Checked();
            }
        }
    }

    /// <summary>The functions that a module exports whose linker gives its memory a name.</summary>
    /// <inheritdoc cref="In"/>
    public static IEnumerable<GuestFunction> Linked(WitWorld world)
    {
        foreach (var function in In(world, isExport: true))
        {
            yield return function.ExportName != "memory" ? function
                : throw new UnsupportedException("guest declarations of an exported function `memory`, as modules call their memory; an interface may have one");
        }
    }

    private static bool Defines(WitTypeDefinition type) => type is { Body: ResourceBody, Used: null };

    private static WitFunction DropOf(WitTypeDefinition type) =>
        new(FunctionKind.Freestanding, LegacyNames.ResourceDrop + type.Name, null, [new WitParameter("self", new OwnUse(type))], null, isAsync: false) { Docs = "Ends a handle." };

    private GuestFunction Checked() => Function.IsAsync
        ? throw new UnsupportedException($"guest declarations of async functions: `{Module}.{Function.Name}`")
        : IsExport && Function.Kind != FunctionKind.Freestanding
            ? throw new UnsupportedException($"guest declarations of exported resources: `{Module}.{Function.Name}`")
            : this;
}
