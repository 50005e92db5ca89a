namespace Dovetail.Wit.Types;

/// <summary>
/// A value type of the component model (Explainer.md, "Type definitions"), fully resolved: no names of other types are left in it.
/// </summary>
/// <remarks>
/// Immutable, compared by structure; resources are compared by identity. Derived types form a closed hierarchy.
/// <see cref="object.ToString"/> gives the type in WIT.
/// </remarks>
public abstract record WitType
{
    private protected WitType()
    {
    }
}

/// <summary>The primitive value types, in the order of their binary codes from 0x7f down.</summary>
public enum PrimitiveKind
{
    /// <summary>A boolean.</summary>
    Bool,
    /// <summary>A signed 8-bit integer.</summary>
    S8,
    /// <summary>An unsigned 8-bit integer.</summary>
    U8,
    /// <summary>A signed 16-bit integer.</summary>
    S16,
    /// <summary>An unsigned 16-bit integer.</summary>
    U16,
    /// <summary>A signed 32-bit integer.</summary>
    S32,
    /// <summary>An unsigned 32-bit integer.</summary>
    U32,
    /// <summary>A signed 64-bit integer.</summary>
    S64,
    /// <summary>An unsigned 64-bit integer.</summary>
    U64,
    /// <summary>An IEEE 754 binary32 number.</summary>
    F32,
    /// <summary>An IEEE 754 binary64 number.</summary>
    F64,
    /// <summary>A Unicode scalar value.</summary>
    Char,
    /// <summary>A sequence of Unicode scalar values.</summary>
    String,
}
