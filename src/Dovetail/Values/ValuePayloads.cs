namespace Dovetail.Values;

// What a WitValue refers to when its 64 bits are not enough. All immutable once made: a WitValue hands none of them
// out.

internal sealed class RecordPayload(string[] names, WitValue[] values)
{
    public readonly string[] Names = names;
    public readonly WitValue[] Values = values;

    public int IndexOf(string name) => Array.IndexOf(Names, name);
}

/// <summary>The case of a variant, an option or a result; the two last have the names WIT gives them.</summary>
internal sealed class CasePayload(string name, bool hasPayload, WitValue payload)
{
    public static readonly CasePayload None = new("none", false, default);
    public static readonly CasePayload Ok = new("ok", false, default);
    public static readonly CasePayload Err = new("err", false, default);

    public readonly string Name = name;
    public readonly bool HasPayload = hasPayload;
    public readonly WitValue Payload = payload;
}
