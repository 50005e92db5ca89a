namespace Dovetail;

/// <summary>What a <see cref="WitValue"/> holds.</summary>
public enum WitValueKind : byte
{
    /// <summary>Nothing: the result of a function without one.</summary>
    Unit,
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
    /// <summary>Values of one type; of a map, tuples of a key and a value.</summary>
    List,
    /// <summary>Values by field name.</summary>
    Record,
    /// <summary>Values by position.</summary>
    Tuple,
    /// <summary>One of several named cases, with a payload or without.</summary>
    Variant,
    /// <summary>One of several names.</summary>
    Enum,
    /// <summary>A value or <c>none</c>.</summary>
    Option,
    /// <summary><c>ok</c> or <c>err</c>, each with a payload or without.</summary>
    Result,
    /// <summary>A set of names.</summary>
    Flags,
    /// <summary>A resource, owned or borrowed.</summary>
    Resource,
    /// <summary>What an error happened in.</summary>
    ErrorContext,
}
