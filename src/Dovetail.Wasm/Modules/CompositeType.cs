using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules;

/// <summary>A function, structure or array type (core specification 3.0, 2.3.8 "Composite Types"). Compared by structure.</summary>
public abstract record CompositeType
{
    private protected CompositeType()
    {
    }
}

/// <summary>A function type: the types of the parameters and of the results.</summary>
public sealed record FunctionType(ImmutableArray<ValType> Parameters, ImmutableArray<ValType> Results) : CompositeType
{
    /// <inheritdoc/>
    public bool Equals(FunctionType? other) => other is not null
        && Parameters.AsSpan().SequenceEqual(other.Parameters.AsSpan())
        && Results.AsSpan().SequenceEqual(other.Results.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Parameters.Length;
        for (var i = 0; i < Parameters.Length; i++)
        {
            hash = HashCode.Combine(hash, Parameters[i].GetHashCode());
        }
        for (var i = 0; i < Results.Length; i++)
        {
            hash = HashCode.Combine(hash, Results[i].GetHashCode());
        }
        return hash;
    }

    /// <summary>The type as <c>[i32 i64] -> [f32]</c>.</summary>
    public override string ToString() => $"[{string.Join(' ', Parameters)}] -> [{string.Join(' ', Results)}]";
}

/// <summary>How a field of a structure or an array is stored.</summary>
public enum PackedKind : byte
{
    /// <summary>As its value type.</summary>
    None,
    /// <summary>In 8 bits of an i32.</summary>
    I8,
    /// <summary>In 16 bits of an i32.</summary>
    I16,
}

/// <summary>A field: how it is stored (an i32 where packed) and whether it can be set.</summary>
public readonly record struct FieldType(ValType Type, PackedKind Packed, bool Mutable);

/// <summary>A structure type.</summary>
public sealed record StructType(ImmutableArray<FieldType> Fields) : CompositeType
{
    /// <inheritdoc/>
    public bool Equals(StructType? other) => other is not null && Fields.AsSpan().SequenceEqual(other.Fields.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var field in Fields)
        {
            hash.Add(field);
        }
        return hash.ToHashCode();
    }
}

/// <summary>An array type.</summary>
public sealed record ArrayType(FieldType Element) : CompositeType;

/// <summary>A composite type with its place in the hierarchy: whether it is final, and its supertype's index where it has one.</summary>
public sealed record SubType(bool IsFinal, int? Supertype, CompositeType Composite)
{
    /// <summary>The type with every index of a type in it replaced.</summary>
    internal SubType Map(Func<int, int> map) =>
        new(IsFinal, Supertype is { } super ? map(super) : null, Map(Composite, map));

    /// <inheritdoc cref="Map(Func{int, int})"/>
    internal static CompositeType Map(CompositeType type, Func<int, int> map) => type switch
    {
        FunctionType function => new FunctionType(
            [.. function.Parameters.Select(item => item.Map(map))], [.. function.Results.Select(item => item.Map(map))]),
        StructType structure => new StructType(
            [.. structure.Fields.Select(field => field with { Type = field.Type.Map(map) })]),
        ArrayType array => new ArrayType(array.Element with { Type = array.Element.Type.Map(map) }),
        _ => type,
    };
}

/// <summary>A recursive group: <see cref="Count"/> types of the module from <see cref="First"/> on, which may refer to each other.</summary>
public readonly record struct RecursiveGroup(int First, int Count);
