using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Dovetail.Wasm;

/// <summary>
/// What LINQ's <c>Select</c> does, for immutable arrays of value types: images that are compiled ahead of time have no code of LINQ's for
/// value types of ours, and to compile it when a program starts takes longer than what it does.
/// </summary>
internal static class Mapping
{
    public static ImmutableArray<TResult> Map<T, TResult>(this ImmutableArray<T> items, Func<T, TResult> map)
    {
        if (items.Length == 0)
        {
            return [];
        }
        var results = new TResult[items.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = map(items[i]);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(results);
    }
}
