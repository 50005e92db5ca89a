using Headers = Dovetail.Result<System.ValueTuple, Dovetail.Wasi.Http.HeaderError>;

namespace Dovetail.Wasi.Http;

/// <summary><c>wasi:http/types.header-error</c>.</summary>
internal enum HeaderError
{
    InvalidSyntax,
    Forbidden,
    Immutable,
}

/// <summary><c>wasi:http/types.fields</c>.</summary>
/// <param name="message">What they belong to, which counts them; they can only be read. Null where they are their own.</param>
internal sealed class Fields(WasiState state, FieldList list, WasiResource? message = null) : WasiResource(state, message, message is null ? list.Bytes : 0)
{
    private static readonly Headers _done = Headers.Ok(default);

    private readonly bool _isImmutable = message is not null;

    public Fields(WasiState state)
        : this(state, new FieldList(state.Limits.MaxFieldBytes))
    {
    }

    protected override string TypeName => "fields";

    /// <exception cref="TrapException">There are more than may be.</exception>
    public static Result<Fields, HeaderError> FromList(WasiState state, (string Name, byte[] Value)[] entries)
    {
        var list = new FieldList(state.Limits.MaxFieldBytes);
        foreach (var (name, value) in entries)
        {
            if (Refusal(name, value) is { } error)
                return Result<Fields, HeaderError>.Err(error);
            list.Append(name, value);
        }
        return Result<Fields, HeaderError>.Ok(new Fields(state, list));
    }

    public byte[][] Get(string name) => [.. list.Get(name)];

    public bool Has(string name) => list.Has(name);

    public Headers Set(string name, byte[][] values)
    {
        if (RefusalToChange(name) is { } error)
            return Headers.Err(error);
        foreach (var value in values)
        {
            if (Refusal(name, value) is { } wrong)
                return Headers.Err(wrong);
        }
        list.Delete(name);
        foreach (var value in values)
            list.Append(name, value);
        Hold(list.Bytes);
        return _done;
    }

    public Headers Delete(string name)
    {
        if (RefusalToChange(name) is { } error)
            return Headers.Err(error);
        list.Delete(name);
        Hold(list.Bytes);
        return _done;
    }

    public Headers Append(string name, byte[] value)
    {
        if ((RefusalToChange(name) ?? Refusal(name, value)) is { } error)
            return Headers.Err(error);
        list.Append(name, value);
        Hold(list.Bytes);
        return _done;
    }

    public (string, byte[])[] Entries() => [.. list.Entries];

    public Fields Clone() => new(State, list.Clone());

    /// <summary>The guest gave them away.</summary>
    public FieldList Take()
    {
        Drop();
        return list;
    }

    private HeaderError? RefusalToChange(string name) => _isImmutable ? HeaderError.Immutable : Refusal(name);

    private static HeaderError? Refusal(string name, byte[] value) => Refusal(name) ?? (FieldSyntax.IsValue(name, value) ? null : HeaderError.InvalidSyntax);

    private static HeaderError? Refusal(string name) => !FieldSyntax.IsToken(name) ? HeaderError.InvalidSyntax
        : FieldSyntax.IsForbidden(name) ? HeaderError.Forbidden
        : null;
}
