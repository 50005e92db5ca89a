using System.Collections.Immutable;
using Dovetail.Wit.Resolution;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>A function of a world, with the interface that it is in.</summary>
/// <param name="Item">The import or export that has the function; null where that is the function itself.</param>
/// <param name="Function">The function.</param>
/// <param name="Owner">What the interface is called in names, by <see cref="OwnerLabels"/>; null where there is none.</param>
internal readonly record struct PlacedFunction(WorldInterface? Item, WitFunction Function, string? Owner)
{
    /// <summary>The function as errors have it.</summary>
    public string Path => Item is null ? $"`{Function.Name}`" : $"`{Item.Name}.{Function.Name}`";
}

internal static class WorldFunctions
{
    /// <summary>The functions of all imports or all exports, in order.</summary>
    public static ImmutableArray<PlacedFunction> In(ImmutableArray<WorldItem> items)
    {
        var labels = new OwnerLabels(items);
        return [.. items.SelectMany<WorldItem, PlacedFunction>(item => item switch
        {
            WorldFunction function => [new PlacedFunction(null, function.Function, null)],
            WorldInterface named => named.Interface.Functions.Select(function => new PlacedFunction(named, function, labels.Of(named))),
            _ => [],
        })];
    }
}
