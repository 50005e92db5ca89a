using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Dovetail.Compilation.Cil;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation;

/// <summary>How the results of a function travel.</summary>
internal enum ResultForm : byte
{
    /// <summary>There are none.</summary>
    None,
    /// <summary>As the method's own result.</summary>
    Single,
    /// <summary>Two to seven, as a <see cref="ValueTuple"/>.</summary>
    Tuple,
    /// <summary>Eight and more, as a <see cref="ResultArea"/>.</summary>
    Area,
}

/// <summary>
/// The CIL form of a list of results. One is the method's result; two to seven are a <c>ValueTuple</c>, which the JIT takes apart again;
/// more are a <see cref="ResultArea"/>, an object, because so many are rare and value tuples beyond seven nest.
/// </summary>
[RequiresDynamicCode("Compiles WebAssembly at run time.")]
internal sealed class ResultShape
{
    private const int MaxTuple = 7;
    private static readonly ConcurrentDictionary<Type, (CatalogueMethod, ImmutableArray<CatalogueField>)> Tuples = new();

    private ResultShape(ResultForm form, CilType type, ImmutableArray<CilType> items) => (Form, Type, Items) = (form, type, items);

    /// <summary>How the results travel.</summary>
    public ResultForm Form { get; }

    /// <summary>The result type of the method.</summary>
    public CilType Type { get; }

    /// <summary>The types of the results.</summary>
    public ImmutableArray<CilType> Items { get; }

    /// <summary>The form of <paramref name="results"/>.</summary>
    public static ResultShape Of(ImmutableArray<ValType> results)
    {
        // A loop: a small module comes by here (see Mapping).
        var types = new CilType[results.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = CoreSignatures.TypeOf(results[i]);
        var items = ImmutableCollectionsMarshal.AsImmutableArray(types);
        return items.Length switch
        {
            0 => new ResultShape(ResultForm.None, CilTypes.Void, items),
            1 => new ResultShape(ResultForm.Single, items[0], items),
            <= MaxTuple => new ResultShape(ResultForm.Tuple, Catalogue.Type(TupleOf(items)), items),
            _ => new ResultShape(ResultForm.Area, RuntimeMembers.ResultArea, items),
        };
    }

    /// <summary>The constructor of the tuple.</summary>
    public CatalogueMethod TupleConstructor => Tuples.GetOrAdd(Type.Clr, Members).Item1;

    /// <summary>The field of the tuple that holds the result at <paramref name="index"/>.</summary>
    public CatalogueField TupleField(int index) => Tuples.GetOrAdd(Type.Clr, Members).Item2[index];

    private static Type TupleOf(ImmutableArray<CilType> items)
    {
        var open = items.Length switch
        {
            2 => typeof(ValueTuple<,>),
            3 => typeof(ValueTuple<,,>),
            4 => typeof(ValueTuple<,,,>),
            5 => typeof(ValueTuple<,,,,>),
            6 => typeof(ValueTuple<,,,,,>),
            _ => typeof(ValueTuple<,,,,,,>),
        };
        return open.MakeGenericType([.. items.Select(item => item.Clr)]);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The fields and constructor of value tuples are always kept.")]
    private static (CatalogueMethod, ImmutableArray<CatalogueField>) Members(Type tuple)
    {
        var arguments = tuple.GetGenericArguments();
        var fields = Enumerable.Range(1, arguments.Length).Select(i => Catalogue.Field(tuple.GetField($"Item{i}")));
        return (Catalogue.Method(tuple.GetConstructor(arguments)), [.. fields]);
    }
}
