namespace Dovetail.Wasm.Modules;

/// <summary>The value types of core WebAssembly but for references, and <see cref="Bottom"/>, which only the validator uses.</summary>
public enum ValKind : byte
{
    /// <summary>An unknown type on the stack behind unreachable code (the specification's <c>bot</c>).</summary>
    Bottom,
    /// <summary>A 32-bit integer.</summary>
    I32,
    /// <summary>A 64-bit integer.</summary>
    I64,
    /// <summary>An IEEE 754 binary32 number.</summary>
    F32,
    /// <summary>An IEEE 754 binary64 number.</summary>
    F64,
    /// <summary>A 128-bit vector.</summary>
    V128,
    /// <summary>A reference; <see cref="ValType.Heap"/> says to what.</summary>
    Reference,
}

/// <summary>
/// A value type of core WebAssembly (core specification 3.0, 2.3 "Types"). The default value is <see cref="ValKind.Bottom"/>.
/// </summary>
public readonly record struct ValType
{
    private ValType(ValKind kind, bool nullable = false, HeapType heap = default)
    {
        Kind = kind;
        Nullable = nullable;
        Heap = heap;
    }

    /// <summary>The kind of value.</summary>
    public ValKind Kind { get; }

    /// <summary>Whether a reference may be null; false for every other kind.</summary>
    public bool Nullable { get; }

    /// <summary>What a reference points to; the default for every other kind.</summary>
    public HeapType Heap { get; }

    /// <summary>Whether this is a reference type.</summary>
    public bool IsReference => Kind == ValKind.Reference;

    /// <summary>Whether this is a number type (i32, i64, f32 or f64).</summary>
    public bool IsNumber => Kind is >= ValKind.I32 and <= ValKind.F64;

    /// <summary>Whether a local of this type starts with a value: all but references that cannot be null.</summary>
    public bool IsDefaultable => !IsReference || Nullable;

    /// <summary>The type <c>i32</c>.</summary>
    public static ValType I32 => new(ValKind.I32);

    /// <summary>The type <c>i64</c>.</summary>
    public static ValType I64 => new(ValKind.I64);

    /// <summary>The type <c>f32</c>.</summary>
    public static ValType F32 => new(ValKind.F32);

    /// <summary>The type <c>f64</c>.</summary>
    public static ValType F64 => new(ValKind.F64);

    /// <summary>The type <c>v128</c>.</summary>
    public static ValType V128 => new(ValKind.V128);

    /// <summary>The type <c>funcref</c>, short for <c>(ref null func)</c>.</summary>
    public static ValType FuncRef => Ref(true, HeapType.Func);

    /// <summary>The type <c>externref</c>, short for <c>(ref null extern)</c>.</summary>
    public static ValType ExternRef => Ref(true, HeapType.Extern);

    /// <summary>The type <c>(ref null? heap)</c>.</summary>
    public static ValType Ref(bool nullable, HeapType heap) => new(ValKind.Reference, nullable, heap);

    /// <summary>The type with the index of a type in it replaced.</summary>
    internal ValType Map(Func<int, int> map) => IsReference && Heap.Kind == HeapKind.Concrete
        ? Ref(Nullable, HeapType.Concrete(map(Heap.TypeIndex)))
        : this;

    /// <summary>Whether the two are one type of a module.</summary>
    public bool Equals(ValType other) => Kind == other.Kind && Nullable == other.Nullable && Heap.Equals(other.Heap);

    /// <inheritdoc/>
    public override int GetHashCode() => (Heap.GetHashCode() * 31) + ((int)Kind * 2) + (Nullable ? 1 : 0);

    /// <summary>The type in the text format.</summary>
    public override string ToString() => Kind switch
    {
        ValKind.Bottom => "unknown",
        ValKind.Reference when Nullable && Heap.ShortName is { } name => name,
        ValKind.Reference => Nullable ? $"(ref null {Heap})" : $"(ref {Heap})",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}
