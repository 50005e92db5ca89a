namespace Dovetail.Wasi.KeyValue;

/// <summary><c>wasi:keyvalue/store.error</c>.</summary>
internal abstract record KeyValueError
{
    public sealed record NoSuchStore : KeyValueError;

    public sealed record AccessDenied : KeyValueError;

    public sealed record Other(string Message) : KeyValueError;
}

/// <summary><c>wasi:keyvalue/store.key-response</c>.</summary>
internal sealed record KeyResponse(string[] Keys, string? Cursor);

/// <summary><c>wasi:keyvalue/store.bucket</c>.</summary>
internal sealed class Bucket(WasiState state, KeyValueBucket values) : WasiResource(state)
{
    public KeyValueBucket Values { get; } = values;

    protected override string TypeName => "bucket";
}

/// <summary><c>wasi:keyvalue/atomics.cas</c>: a value as it was, to be replaced if it still is.</summary>
internal sealed class Cas(WasiState state, KeyValueBucket values, string key, VersionedValue seen)
    : WasiResource(state, heldBytes: sizeof(char) * (long)key.Length + (seen.Value?.Length ?? 0))
{
    public KeyValueBucket Values { get; } = values;

    public string Key { get; } = key;

    public VersionedValue Seen { get; } = seen;

    protected override string TypeName => "cas";
}

/// <summary><c>wasi:keyvalue/atomics.cas-error</c>.</summary>
internal abstract record CasError
{
    public sealed record StoreError(KeyValueError Error) : CasError;

    public sealed record CasFailed(Cas Cas) : CasError;
}
