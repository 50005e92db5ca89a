using System.Collections.Immutable;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>A type as asc writes it beside what it compiles. Derived types form a closed hierarchy.</summary>
internal abstract record ScriptType;

/// <summary>A number or a boolean.</summary>
internal sealed record ScalarType(ScriptScalar Scalar) : ScriptType
{
    public override string ToString() => Scalar.Name();
}

/// <summary>A reference to an object.</summary>
/// <param name="FullName">The class with its path and its arguments: <c>~lib/array/Array&lt;i32></c>.</param>
/// <param name="Arguments">The arguments of a generic class.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record ReferenceType(string FullName, ImmutableArray<ScriptType> Arguments, bool IsNullable) : ScriptType
{
    /// <summary>The class without path and arguments: <c>Array</c>.</summary>
    public string ClassName
    {
        get
        {
            var bare = FullName.AsSpan()[..(FullName.IndexOf('<') is >= 0 and var open ? open : FullName.Length)];
            return bare[(bare.LastIndexOf('/') + 1)..].ToString();
        }
    }

    /// <summary>Whether the class is the library's of that name.</summary>
    public bool IsLibrary(string folder, string name) => FullName.StartsWith($"~lib/{folder}/", StringComparison.Ordinal) && ClassName == name;

    /// <summary>The type of a typed array's elements; null for every other class.</summary>
    public ScriptScalar? ViewElement => !FullName.StartsWith("~lib/typedarray/", StringComparison.Ordinal) ? null : ClassName switch
    {
        "Int8Array" => ScriptScalar.I8,
        "Uint8Array" or "Uint8ClampedArray" => ScriptScalar.U8,
        "Int16Array" => ScriptScalar.I16,
        "Uint16Array" => ScriptScalar.U16,
        "Int32Array" => ScriptScalar.I32,
        "Uint32Array" => ScriptScalar.U32,
        "Int64Array" => ScriptScalar.I64,
        "Uint64Array" => ScriptScalar.U64,
        "Float32Array" => ScriptScalar.F32,
        "Float64Array" => ScriptScalar.F64,
        _ => null,
    };

    public override string ToString()
    {
        var name = Arguments.IsEmpty ? ClassName : $"{ClassName}<{string.Join(", ", Arguments)}>";
        return IsNullable ? name + " | null" : name;
    }
}

/// <summary>What no component can have: functions and the like, by the text that asc wrote.</summary>
internal sealed record OtherType(string Text) : ScriptType
{
    public override string ToString() => Text;
}
