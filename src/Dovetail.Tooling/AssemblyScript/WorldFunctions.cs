using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>A function of a world, with the interface that it is in.</summary>
/// <param name="Item">The import or export that has the function; null where that is the function itself.</param>
/// <param name="Function">The function.</param>
internal readonly record struct PlacedFunction(WorldInterface? Item, WitFunction Function)
{
    /// <summary>The function as errors have it.</summary>
    public string Path => Item is null ? $"`{Function.Name}`" : $"`{Item.Name}.{Function.Name}`";

    /// <summary>The label of the interface; null where there is none.</summary>
    public string? InterfaceLabel => Item is null ? null : Item.Label ?? Item.Interface.Name;
}

internal static class WorldFunctions
{
    /// <summary>The functions of imports or exports, in order.</summary>
    public static IEnumerable<PlacedFunction> In(IEnumerable<WorldItem> items) => items.SelectMany<WorldItem, PlacedFunction>(item => item switch
    {
        WorldFunction function => [new PlacedFunction(null, function.Function)],
        WorldInterface named => named.Interface.Functions.Select(function => new PlacedFunction(named, function)),
        _ => [],
    });
}
