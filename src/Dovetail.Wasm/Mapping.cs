using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Dovetail.Wasm;

/// <summary>
/// What LINQ's <c>Select</c> does, and <c>[]</c>, for immutable arrays of value types: images that are compiled ahead of time have no code of the base
/// library's for value types of ours, and to compile it when a program starts takes longer than what it does.
/// </summary>
/// <remarks>
/// Nor have they code of these methods over types of two assemblies. And what they have of the base library's, be it inlined, the runtime checks against the
/// library it meets, some 0.07 ms for each method and type, half of what compiling it takes. So what a small module comes by has loops by index there, in this assembly as in others (lengths
/// and items of immutable arrays are exempt from the check, enumerators and spans of them are not), arrays inside of the engine, and lists of our own.
/// </remarks>
internal static class Mapping
{
    [SuppressMessage("Performance", "CA1825", Justification = "The shared empty array of a type of ours would have to be compiled first.")]
    public static ImmutableArray<T> Empty<T>() => ImmutableCollectionsMarshal.AsImmutableArray(new T[0]);

    public static ImmutableArray<TResult> Map<T, TResult>(this ImmutableArray<T> items, Func<T, TResult> map)
    {
        if (items.Length == 0)
        {
            return Empty<TResult>();
        }
        var results = new TResult[items.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = map(items[i]);
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(results);
    }
}
