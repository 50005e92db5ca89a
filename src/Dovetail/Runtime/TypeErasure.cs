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
        StructType structure => new StructType([.. structure.Fields.Select(field => Erase(field, types))]),
        ArrayType array => new ArrayType(Erase(array.Element, types)),
        _ => type,
    };

    /// <summary>The erased form of a function type; the type itself where it has nothing to erase.</summary>
    internal static FunctionType Erase(FunctionType type, ImmutableArray<SubType> types) =>
        HasConcrete(type.Parameters) || HasConcrete(type.Results)
            ? new FunctionType(
                [.. type.Parameters.Select(parameter => Erase(parameter, types))], [.. type.Results.Select(result => Erase(result, types))])
            : type;

    private static bool HasConcrete(ImmutableArray<ValType> types)
    {
        foreach (var type in types)
        {
            if (IsConcrete(type))
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
