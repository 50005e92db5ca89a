namespace Dovetail.Wasm.Modules;

/// <summary>The abstract heap types, and <see cref="Concrete"/> for a type of the module's own.</summary>
public enum HeapKind : byte
{
    /// <summary>A type of the module, by <see cref="HeapType.TypeIndex"/>.</summary>
    Concrete,
    /// <summary>Any function.</summary>
    Func,
    /// <summary>Any value of the host.</summary>
    Extern,
    /// <summary>Any value of the garbage-collected heap.</summary>
    Any,
    /// <summary>Any value that can be compared by identity.</summary>
    Eq,
    /// <summary>A 31-bit integer.</summary>
    I31,
    /// <summary>Any structure.</summary>
    Struct,
    /// <summary>Any array.</summary>
    Array,
    /// <summary>An exception.</summary>
    Exn,
    /// <summary>The bottom of the <see cref="Any"/> hierarchy.</summary>
    None,
    /// <summary>The bottom of the <see cref="Extern"/> hierarchy.</summary>
    NoExtern,
    /// <summary>The bottom of the <see cref="Func"/> hierarchy.</summary>
    NoFunc,
    /// <summary>The bottom of the <see cref="Exn"/> hierarchy.</summary>
    NoExn,
}

/// <summary>What a reference points to (core specification 3.0, 2.3.6 "Heap Types").</summary>
public readonly record struct HeapType
{
    private HeapType(HeapKind kind, int typeIndex = 0)
    {
        Kind = kind;
        TypeIndex = typeIndex;
    }

    /// <summary>Which abstract type, or <see cref="HeapKind.Concrete"/>.</summary>
    public HeapKind Kind { get; }

    /// <summary>The index into the module's types of a concrete type; 0 for every abstract one.</summary>
    public int TypeIndex { get; }

    /// <summary>The heap type <c>func</c>.</summary>
    public static HeapType Func => new(HeapKind.Func);

    /// <summary>The heap type <c>extern</c>.</summary>
    public static HeapType Extern => new(HeapKind.Extern);

    /// <summary>An abstract heap type.</summary>
    /// <exception cref="ArgumentException"><paramref name="kind"/> is <see cref="HeapKind.Concrete"/>.</exception>
    public static HeapType Abstract(HeapKind kind) => kind == HeapKind.Concrete
        ? throw new ArgumentException("a concrete heap type needs an index", nameof(kind))
        : new(kind);

    /// <summary>The type of the module at <paramref name="typeIndex"/>.</summary>
    public static HeapType Concrete(int typeIndex) => new(HeapKind.Concrete, typeIndex);

    /// <summary>The short name of the nullable reference (<c>funcref</c>), null for a concrete type.</summary>
    internal string? ShortName => Kind switch
    {
        HeapKind.Concrete => null,
        HeapKind.None => "nullref",
        HeapKind.NoExtern => "nullexternref",
        HeapKind.NoFunc => "nullfuncref",
        HeapKind.NoExn => "nullexnref",
        _ => ToString() + "ref",
    };

    /// <summary>Whether the two are one heap type of a module.</summary>
    public bool Equals(HeapType other) => Kind == other.Kind && TypeIndex == other.TypeIndex;

    /// <inheritdoc/>
    public override int GetHashCode() => (TypeIndex * 31) + (int)Kind;

    /// <summary>The heap type in the text format.</summary>
    public override string ToString() => Kind == HeapKind.Concrete
        ? TypeIndex.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Kind.ToString().ToLowerInvariant();
}
