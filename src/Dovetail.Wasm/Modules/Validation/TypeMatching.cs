namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Subtyping between the types of one module (core specification 3.0, 3.3 "Matching"). As immutable as the types that it is given.
/// </summary>
/// <remarks>
/// The hierarchies of heap types, each above what it matches; a concrete type stands below the abstract one of its kind and below its
/// supertypes:
/// <code>
/// any                      func              extern          exn
///  eq                       (functions)       noextern        noexn
///   i31 struct array         nofunc
///       (structs) (arrays)
///        none
/// </code>
/// </remarks>
/// <param name="types">The types.</param>
/// <param name="canonical">For each type its canonical index, of which equal types have the same; null where no two are equal.</param>
internal sealed class TypeMatching(IReadOnlyList<SubType> types, IReadOnlyList<int>? canonical = null)
{
    /// <summary>The heap type below all others, of a reference taken from the stack behind unreachable code.</summary>
    public static HeapType BottomHeap => HeapType.Concrete(-1);

    public bool Matches(ValType type, ValType super)
    {
        if (type.Kind != ValKind.Reference || super.Kind != ValKind.Reference)
        {
            return type.Kind == super.Kind || type.Kind == ValKind.Bottom;
        }
        return (super.Nullable || !type.Nullable) && Matches(type.Heap, super.Heap);
    }

    public bool Matches(HeapType type, HeapType super)
    {
        if (type == super || type == BottomHeap)
        {
            return true;
        }
        if (super.Kind == HeapKind.Concrete)
        {
            return type.Kind == HeapKind.Concrete ? IsSubtype(type.TypeIndex, super.TypeIndex) : type.Kind == BottomOf(super);
        }
        var kind = type.Kind == HeapKind.Concrete ? KindOf(type.TypeIndex) : type.Kind;
        return kind == super.Kind || super.Kind switch
        {
            HeapKind.Any => kind is HeapKind.Eq or HeapKind.I31 or HeapKind.Struct or HeapKind.Array or HeapKind.None,
            HeapKind.Eq => kind is HeapKind.I31 or HeapKind.Struct or HeapKind.Array or HeapKind.None,
            HeapKind.I31 or HeapKind.Struct or HeapKind.Array => kind == HeapKind.None,
            HeapKind.Func => kind == HeapKind.NoFunc,
            HeapKind.Extern => kind == HeapKind.NoExtern,
            HeapKind.Exn => kind == HeapKind.NoExn,
            _ => false,
        };
    }

    /// <summary>Whether two sequences have the same length and match one by one.</summary>
    public bool Matches(ReadOnlySpan<ValType> sequence, ReadOnlySpan<ValType> super)
    {
        if (sequence.Length != super.Length)
        {
            return false;
        }
        for (var i = 0; i < sequence.Length; i++)
        {
            if (!Matches(sequence[i], super[i]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether a field may stand for another: one that can be set only for one of an equal type.</summary>
    public bool Matches(FieldType field, FieldType super) =>
        field.Mutable == super.Mutable && field.Packed == super.Packed && Matches(field.Type, super.Type)
        && (!field.Mutable || Matches(super.Type, field.Type));

    /// <summary>Whether a composite type may be declared below another.</summary>
    public bool Matches(CompositeType type, CompositeType super) => (type, super) switch
    {
        (FunctionType a, FunctionType b) =>
            Matches(b.Parameters.AsSpan(), a.Parameters.AsSpan()) && Matches(a.Results.AsSpan(), b.Results.AsSpan()),
        (ArrayType a, ArrayType b) => Matches(a.Element, b.Element),
        (StructType a, StructType b) => MatchesFields(a.Fields.AsSpan(), b.Fields.AsSpan()),
        _ => false,
    };

    /// <summary>The top of the hierarchy that a heap type belongs to.</summary>
    public HeapKind TopOf(HeapType type) => (type.Kind == HeapKind.Concrete ? KindOf(type.TypeIndex) : type.Kind) switch
    {
        HeapKind.Func or HeapKind.NoFunc => HeapKind.Func,
        HeapKind.Extern or HeapKind.NoExtern => HeapKind.Extern,
        HeapKind.Exn or HeapKind.NoExn => HeapKind.Exn,
        _ => HeapKind.Any,
    };

    private HeapKind BottomOf(HeapType type) => TopOf(type) == HeapKind.Func ? HeapKind.NoFunc : HeapKind.None;

    /// <summary>The abstract heap type right above a concrete one.</summary>
    private HeapKind KindOf(int typeIndex) => types[typeIndex].Composite switch
    {
        FunctionType => HeapKind.Func,
        StructType => HeapKind.Struct,
        _ => HeapKind.Array,
    };

    /// <summary>Walks up at most as many supertypes as <see cref="ModuleLimits.SubtypingDepth"/> allows.</summary>
    private bool IsSubtype(int type, int super)
    {
        for (int? index = type; index is { } at; index = types[at].Supertype)
        {
            if (at == super || (canonical is not null && canonical[at] == canonical[super]))
            {
                return true;
            }
        }
        return false;
    }

    private bool MatchesFields(ReadOnlySpan<FieldType> fields, ReadOnlySpan<FieldType> super)
    {
        if (fields.Length < super.Length)
        {
            return false;
        }
        for (var i = 0; i < super.Length; i++)
        {
            if (!Matches(fields[i], super[i]))
            {
                return false;
            }
        }
        return true;
    }
}
