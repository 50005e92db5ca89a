using System.Collections.Immutable;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The types of the text format (core specification 3.0, 6.4 "Types").</summary>
/// <param name="takeType">Takes the index of a type; as the scope does unless given.</param>
internal sealed class TypeParser(TokenCursor cursor, ModuleScope scope, Func<TokenCursor, int>? takeType = null)
{
    private int TakeTypeIndex() => takeType is null ? scope.Types.Take(cursor) : takeType(cursor);

    // Value and reference types.

    public ValType TakeValType() => TryTakeValType() ?? throw cursor.Unexpected("a value type");

    public ValType? TryTakeValType()
    {
        if (cursor.PeekOpen("ref"))
        {
            return TakeLongReference();
        }
        var type = OfKeyword(cursor.PeekKeyword());
        if (type is not null)
        {
            cursor.Take();
        }
        return type;
    }

    public bool PeekReferenceType() => cursor.PeekOpen("ref") || OfKeyword(cursor.PeekKeyword()) is { IsReference: true };

    public ValType TakeReferenceType() => PeekReferenceType() ? TakeValType() : throw cursor.Unexpected("a reference type");

    private ValType TakeLongReference()
    {
        cursor.Open("ref");
        var nullable = cursor.TryTakeKeyword("null");
        var type = ValType.Ref(nullable, TakeHeapType());
        cursor.Close();
        return type;
    }

    private static ValType? OfKeyword(ReadOnlySpan<char> keyword) => keyword switch
    {
        "i32" => ValType.I32,
        "i64" => ValType.I64,
        "f32" => ValType.F32,
        "f64" => ValType.F64,
        "v128" => ValType.V128,
        "nullref" => NullRef(HeapKind.None),
        "nullexternref" => NullRef(HeapKind.NoExtern),
        "nullfuncref" => NullRef(HeapKind.NoFunc),
        "nullexnref" => NullRef(HeapKind.NoExn),
        _ => keyword.EndsWith("ref") && Abstract(keyword[..^3]) is { } kind and < HeapKind.None ? NullRef(kind) : null,
    };

    private static ValType NullRef(HeapKind kind) => ValType.Ref(true, HeapType.Abstract(kind));

    public HeapType TakeHeapType()
    {
        if (Abstract(cursor.PeekKeyword()) is { } kind)
        {
            cursor.Take();
            return HeapType.Abstract(kind);
        }
        return IndexSpace.PeekIndex(cursor)
            ? HeapType.Concrete(TakeTypeIndex())
            : throw cursor.Unexpected("a heap type");
    }

    private static HeapKind? Abstract(ReadOnlySpan<char> keyword) => keyword switch
    {
        "func" => HeapKind.Func,
        "extern" => HeapKind.Extern,
        "any" => HeapKind.Any,
        "eq" => HeapKind.Eq,
        "i31" => HeapKind.I31,
        "struct" => HeapKind.Struct,
        "array" => HeapKind.Array,
        "exn" => HeapKind.Exn,
        "none" => HeapKind.None,
        "noextern" => HeapKind.NoExtern,
        "nofunc" => HeapKind.NoFunc,
        "noexn" => HeapKind.NoExn,
        _ => null,
    };

    // Type definitions.

    /// <summary>Takes <c>(type …)</c> or <c>(rec (type …)*)</c>, whose indices are known, and adds its types.</summary>
    public void TakeGroup(ref int index)
    {
        var group = new List<SubType>();
        if (cursor.TryOpen("rec"))
        {
            while (!cursor.TryClose())
            {
                group.Add(TakeDefinition(index++));
            }
        }
        else
        {
            group.Add(TakeDefinition(index++));
        }
        scope.AddGroup(group);
    }

    private SubType TakeDefinition(int index)
    {
        cursor.Open("type");
        cursor.TryTakeId();
        scope.Types.TakeAnnotation(cursor, index);
        var type = TakeSubOrComposite(index);
        cursor.Close();
        return type;
    }

    /// <summary>Takes what stands in <c>(type …)</c>: the type, with its place in the hierarchy.</summary>
    public SubType TakeSubOrComposite(int index) =>
        cursor.TryOpen("sub") ? TakeSubType(index) : new SubType(true, null, TakeComposite(index));

    private SubType TakeSubType(int index)
    {
        var isFinal = cursor.TryTakeKeyword("final");
        int? supertype = IndexSpace.PeekIndex(cursor) ? TakeTypeIndex() : null;
        var type = new SubType(isFinal, supertype, TakeComposite(index));
        cursor.Close();
        return type;
    }

    private CompositeType TakeComposite(int index)
    {
        if (cursor.PeekOpen("func"))
        {
            return TakeFunctionType();
        }
        CompositeType type = cursor.TryOpen("struct") ? TakeStruct(index)
            : cursor.TryOpen("array") ? new ArrayType(TakeFieldType())
            : throw cursor.Unexpected("a function, structure or array type");
        cursor.Close();
        return type;
    }

    public FunctionType TakeFunctionType()
    {
        cursor.Open("func");
        var type = new FunctionType(TakeParameters(null), TakeResults());
        cursor.Close();
        return type;
    }

    private StructType TakeStruct(int index)
    {
        var names = new IndexSpace("field");
        var fields = ImmutableArray.CreateBuilder<FieldType>();
        while (cursor.TryOpen("field"))
        {
            var isNamed = cursor.PeekId();
            while (isNamed || !cursor.PeekRightParen())
            {
                names.TakeAnnotation(cursor, names.Define(cursor));
                fields.Add(TakeFieldType());
                if (isNamed)
                {
                    break;
                }
            }
            cursor.Close();
        }
        scope.Fields[index] = names;
        return new StructType(fields.ToImmutable());
    }

    private FieldType TakeFieldType()
    {
        var isMutable = cursor.TryOpen("mut");
        var packed = cursor.TryTakeKeyword("i8") ? PackedKind.I8
            : cursor.TryTakeKeyword("i16") ? PackedKind.I16
            : PackedKind.None;
        var type = new FieldType(packed == PackedKind.None ? TakeValType() : ValType.I32, packed, isMutable);
        if (isMutable)
        {
            cursor.Close();
        }
        return type;
    }

    // Parameters, results and uses of function types.

    /// <summary>Takes <c>(param …)*</c>; the identifiers go to <paramref name="names"/>, and are refused if <paramref name="allowNames"/> is not set.</summary>
    public ImmutableArray<ValType> TakeParameters(IndexSpace? names, bool allowNames = true) =>
        TakeVariables("param", names, allowNames);

    /// <summary>Takes <c>(local …)*</c>.</summary>
    public ImmutableArray<ValType> TakeLocals(IndexSpace names) => TakeVariables("local", names, true);

    private ImmutableArray<ValType> TakeVariables(string keyword, IndexSpace? names, bool allowNames)
    {
        var types = ImmutableArray.CreateBuilder<ValType>();
        while (cursor.TryOpen(keyword))
        {
            if (allowNames && cursor.PeekId())
            {
                TakeName(names);
                types.Add(TakeValType());
            }
            else
            {
                while (TryTakeValType() is { } type)
                {
                    names?.Define();
                    types.Add(type);
                }
            }
            cursor.Close();
        }
        return types.ToImmutable();
    }

    private void TakeName(IndexSpace? names)
    {
        if (names is null)
        {
            cursor.TakeId();
            NameAnnotation.TryTake(cursor);
        }
        else
        {
            names.TakeAnnotation(cursor, names.Define(cursor));
        }
    }

    public ImmutableArray<ValType> TakeResults()
    {
        var types = ImmutableArray.CreateBuilder<ValType>();
        while (cursor.TryOpen("result"))
        {
            while (TryTakeValType() is { } type)
            {
                types.Add(type);
            }
            cursor.Close();
        }
        return types.ToImmutable();
    }

    /// <summary>Takes a use of a function type, and adds the type if it is written out and new; its index.</summary>
    /// <param name="names">Gets the parameters, whether they have names or not; null where names have no place.</param>
    public int TakeTypeUse(IndexSpace? names) => TakeTypeUse(names, names is not null);

    /// <summary>Takes a use of a function type whose parameters may have names, which mean nothing.</summary>
    public int TakeTypeUseOfImport() => TakeTypeUse(null, true);

    private int TakeTypeUse(IndexSpace? names, bool allowNames)
    {
        var start = cursor.Peek();
        var index = TryTakeExplicitType();
        var inline = new FunctionType(TakeParameters(names, allowNames), TakeResults());
        if (index is not { } known)
        {
            return scope.IndexOf(inline);
        }
        var isWritten = !inline.Parameters.IsEmpty || !inline.Results.IsEmpty;
        var type = scope.FunctionAt(known);
        if (isWritten && !inline.Equals(type))
        {
            var found = type is null ? $"unknown type: no function type {known}" : $"inline function type: type {known} is {type}";
            throw cursor.Error($"{found}, not {inline}", start);
        }
        DefineUnnamed(names, type?.Parameters.Length ?? 0);
        return known;
    }

    private static void DefineUnnamed(IndexSpace? names, int count)
    {
        while (names?.Count < count)
        {
            names.Define();
        }
    }

    private int? TryTakeExplicitType()
    {
        if (!cursor.TryOpen("type"))
        {
            return null;
        }
        var index = scope.Types.Take(cursor);
        cursor.Close();
        return index;
    }

    /// <summary>Takes the type of a block: nothing, one result, or the use of a function type.</summary>
    public Instructions.BlockType TakeBlockType()
    {
        if (!cursor.PeekOpen("type"))
        {
            var parameters = TakeParameters(null, false);
            var results = TakeResults();
            return parameters.IsEmpty && results.IsEmpty ? Instructions.BlockType.Empty
                : parameters.IsEmpty && results.Length == 1 ? Instructions.BlockType.Of(results[0])
                : Instructions.BlockType.Indexed(scope.IndexOf(new FunctionType(parameters, results)));
        }
        return Instructions.BlockType.Indexed(TakeTypeUse(null));
    }

    // Types of what is imported or defined.

    public GlobalType TakeGlobalType()
    {
        if (!cursor.TryOpen("mut"))
        {
            return new GlobalType(TakeValType(), false);
        }
        var type = new GlobalType(TakeValType(), true);
        cursor.Close();
        return type;
    }

    public TableType TakeTableType()
    {
        var address = TakeAddressType();
        var limits = TakeLimits();
        return new TableType(TakeReferenceType(), limits, address);
    }

    public MemoryType TakeMemoryType()
    {
        var address = TakeAddressType();
        var limits = TakeLimits();
        var shared = cursor.TryTakeKeyword("shared");
        return cursor.PeekOpen("pagesize")
            ? throw new UnsupportedException("custom-page-sizes")
            : new MemoryType(limits, address, shared);
    }

    public AddressType TakeAddressType()
    {
        var isWide = cursor.TryTakeKeyword("i64");
        if (!isWide)
        {
            cursor.TryTakeKeyword("i32");
        }
        return isWide ? AddressType.I64 : AddressType.I32;
    }

    private Limits TakeLimits()
    {
        var minimum = cursor.TakeU64();
        return new Limits(minimum, cursor.PeekNumber() ? cursor.TakeU64() : null);
    }
}
