using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Delegates;

/// <summary>The members of the value tuples that delegates return.</summary>
internal static class DelegateTuples
{
    private static readonly ConcurrentDictionary<Type, CatalogueMethod> Constructors = new();
    private static readonly ConcurrentDictionary<(Type, int), CatalogueField> Fields = new();

    /// <summary>The constructor that takes all items.</summary>
    public static CatalogueMethod Constructor(Type tuple) => Constructors.GetOrAdd(tuple, FindConstructor);

    /// <summary>The field of the item at <paramref name="index"/>.</summary>
    public static CatalogueField Field(Type tuple, int index) => Fields.GetOrAdd((tuple, index), FindField);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The members of value tuples are always kept.")]
    private static CatalogueMethod FindConstructor(Type tuple) =>
        Catalogue.Method(tuple.GetConstructor(tuple.GetGenericArguments()));

    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The members of value tuples are always kept.")]
    private static CatalogueField FindField((Type Tuple, int Index) key) =>
        Catalogue.Field(key.Tuple.GetField($"Item{key.Index + 1}"));
}
