using System.Collections.Immutable;
using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>
/// Replaces references to a module's own types by those to the abstract type right above (<c>func</c>, <c>struct</c>, <c>array</c>): what is left
/// makes sense without the module, and suffices for everything that depends on the form of a value alone.
/// </summary>
internal static class TypeErasure
{
    /// <summary>The erased form of <paramref name="type"/> of a module whose types are <paramref name="types"/>.</summary>
    internal static ValType Erase(ValType type, ImmutableArray<SubType> types) => IsConcrete(type)
        ? ValType.Ref(type.Nullable, HeapType.Abstract(KindOf(types[type.Heap.TypeIndex].Composite)))
        : type;

    /// <summary>The erased form of a field.</summary>
    internal static FieldType Erase(FieldType field, ImmutableArray<SubType> types) => field with { Type = Erase(field.Type, types) };

    /// <summary>The erased form of a composite type; the type itself where it has nothing to erase.</summary>
    internal static CompositeType Erase(CompositeType type, ImmutableArray<SubType> types) => type switch
    {
        FunctionType function => Erase(function, types),
        StructType structure => Erase(structure, types),
        ArrayType array => new ArrayType(Erase(array.Element, types)),
        _ => type,
    };

    private static StructType Erase(StructType type, ImmutableArray<SubType> types) => new([.. type.Fields.Select(field => Erase(field, types))]);

    /// <summary>The erased form of a function type; the type itself where it has nothing to erase.</summary>
    internal static FunctionType Erase(FunctionType type, ImmutableArray<SubType> types) =>
        HasConcrete(type.Parameters) || HasConcrete(type.Results) ? new FunctionType(Erase(type.Parameters, types), Erase(type.Results, types)) : type;

    private static ImmutableArray<ValType> Erase(ImmutableArray<ValType> erased, ImmutableArray<SubType> types) =>
        [.. erased.Select(type => Erase(type, types))];

    private static bool HasConcrete(ImmutableArray<ValType> types)
    {
        for (var i = 0; i < types.Length; i++)
        {
            if (IsConcrete(types[i]))
                return true;
        }
        return false;
    }

    private static bool IsConcrete(ValType type) => type.IsReference && type.Heap.Kind == HeapKind.Concrete;

    private static HeapKind KindOf(CompositeType type) => type switch
    {
        FunctionType => HeapKind.Func,
        StructType => HeapKind.Struct,
        _ => HeapKind.Array,
    };
}
