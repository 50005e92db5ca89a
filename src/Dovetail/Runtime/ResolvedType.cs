using Dovetail.Heap;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Runtime;

/// <summary>A value type that means the same in all modules of an engine.</summary>
/// <param name="Type">The type, erased (<see cref="TypeErasure"/>).</param>
/// <param name="Concrete">What a reference to a type of a module's own points to; null for every other type.</param>
internal readonly record struct ResolvedType(ValType Type, CanonicalType? Concrete = null)
{
    private static readonly TypeMatching Abstract = new([]);

    /// <summary>Whether a reference is a <see cref="FunctionReference"/>.</summary>
    internal bool IsFunction => Type.IsReference && Type.Heap.Kind is HeapKind.Func or HeapKind.NoFunc;

    /// <summary>Whether every value of this type is one of <paramref name="super"/> (core specification 3.0, 3.3 "Matching").</summary>
    internal bool Matches(ResolvedType super)
    {
        if (super.Concrete is null)
            return Abstract.Matches(Type, super.Type);
        if (!Type.IsReference || (Type.Nullable && !super.Type.Nullable))
            return false;
        return Concrete is null
            ? Type.Heap.Kind == (super.IsFunction ? HeapKind.NoFunc : HeapKind.None)
            : Concrete.IsBelow(super.Concrete);
    }

    /// <summary>Whether <paramref name="value"/>, a reference as guests hold it, is one of this type.</summary>
    internal bool Admits(object? value)
    {
        if (value is null)
            return Type.Nullable;
        if (Concrete is { } concrete)
            return HeapValue.TypeOf(value)?.IsBelow(concrete) ?? false;
        return Type.Heap.Kind switch
        {
            HeapKind.Func => value is FunctionReference,
            HeapKind.Any => value is not FunctionReference,
            HeapKind.Extern => value is not FunctionReference,
            HeapKind.Eq => value is HeapValue,
            HeapKind.I31 => value is I31,
            HeapKind.Struct => value is StructObject,
            HeapKind.Array => value is ArrayObject,
            HeapKind.Exn => value is ExceptionInstance,
            _ => false,
        };
    }

    /// <summary>The type in the text format, a module's own type by its canonical number.</summary>
    public override string ToString() => Concrete is null ? Type.ToString()
        : Type.Nullable ? $"(ref null #{Concrete.Number})" : $"(ref #{Concrete.Number})";
}
