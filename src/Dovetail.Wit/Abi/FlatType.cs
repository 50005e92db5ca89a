namespace Dovetail.Wit.Abi;

/// <summary>The core types that values are flattened to.</summary>
internal enum FlatType : byte
{
    I32,
    I64,
    F32,
    F64,
}

/// <summary>The width of a memory's addresses, which decides the size of pointers and lengths.</summary>
internal enum PointerType : byte
{
    I32,
    I64,
}

/// <summary>The encodings of strings in linear memory (CanonicalABI.md, "Loading").</summary>
public enum StringEncoding : byte
{
    /// <summary>UTF-8.</summary>
    Utf8,
    /// <summary>UTF-16, little-endian.</summary>
    Utf16,
    /// <summary>Latin-1, or UTF-16 where the length is tagged: <c>latin1+utf16</c>.</summary>
    CompactUtf16,
}
