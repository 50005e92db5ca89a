namespace Dovetail.Wasi.KeyValue;

/// <summary><c>wasi:keyvalue</c>: <c>store</c>, <c>atomics</c> and <c>batch</c> as of 0.2.0-draft2.</summary>
internal static class KeyValueInterfaces
{
    private const int MaxBatch = 10_000;

    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define("wasi:keyvalue/store", store => store
            .Resource<Bucket>("bucket", bucket => bucket.Drop())
            .Function("open", (Store caller, string identifier) => Open(host.Of(caller), identifier))
            .Function("[method]bucket.get", (Bucket bucket, string key) => Wait(bucket.State, cancellation => bucket.Values.GetAsync(key, cancellation)))
            .Function("[method]bucket.set", (Bucket bucket, string key, byte[] value) => Do(bucket.State, cancellation => bucket.Values.SetAsync(key, value, cancellation)))
            .Function("[method]bucket.delete", (Bucket bucket, string key) => Do(bucket.State, cancellation => bucket.Values.DeleteAsync(key, cancellation)))
            .Function("[method]bucket.exists", (Bucket bucket, string key) => Wait(bucket.State, cancellation => bucket.Values.ExistsAsync(key, cancellation)))
            .Function("[method]bucket.list-keys", (Bucket bucket, string? cursor) => Wait(bucket.State, async cancellation =>
            {
                var page = await bucket.Values.ListKeysAsync(cursor, cancellation).ConfigureAwait(false);
                return new KeyResponse([.. page.Keys], page.Cursor);
            })));
        linker.Define("wasi:keyvalue/atomics", atomics => atomics
            .Resource<Cas>("cas", cas => cas.Drop())
            .Function("[static]cas.new", (Bucket bucket, string key) => New(bucket.State, bucket.Values, key))
            .Function("[method]cas.current", (Cas cas) => Result<byte[]?, KeyValueError>.Ok(cas.Seen.Value))
            .Function("increment", (Bucket bucket, string key, long delta) => Wait(bucket.State, cancellation => bucket.Values.IncrementAsync(key, delta, cancellation)))
            .Function("swap", (Cas cas, byte[] value) => Swap(cas, value)));
        linker.Define("wasi:keyvalue/batch", batch => batch
            .Function("get-many", (Bucket bucket, string[] keys) => Wait(bucket.State, cancellation => GetManyAsync(bucket, keys, cancellation)))
            .Function("set-many", (Bucket bucket, (string, byte[])[] values) => Do(bucket.State, cancellation =>
            {
                CheckBatch(values.Length);
                return bucket.Values.SetManyAsync(values, cancellation);
            }))
            .Function("delete-many", (Bucket bucket, string[] keys) => Do(bucket.State, cancellation =>
            {
                CheckBatch(keys.Length);
                return bucket.Values.DeleteManyAsync(keys, cancellation);
            })));
    }

    private static Result<Bucket, KeyValueError> Open(WasiState state, string identifier)
    {
        if (state.Options.KeyValue is not { } open)
        {
            state.Report(new MissingGrant("wasi:keyvalue/store.open", $"WasiOptions.{nameof(WasiOptions.KeyValue)}", identifier));
            return Result<Bucket, KeyValueError>.Err(new KeyValueError.AccessDenied());
        }
        return open(identifier) is { } values ? Result<Bucket, KeyValueError>.Ok(new Bucket(state, values)) : Result<Bucket, KeyValueError>.Err(new KeyValueError.NoSuchStore());
    }

    private static Result<Cas, KeyValueError> New(WasiState state, KeyValueBucket values, string key)
    {
        var seen = Wait(state, cancellation => values.GetVersionAsync(key, cancellation));
        return seen.IsOk ? Result<Cas, KeyValueError>.Ok(new Cas(state, values, key, seen.Value)) : Result<Cas, KeyValueError>.Err(seen.Error);
    }

    // The handle is the host's from now on.
    private static Result<ValueTuple, CasError> Swap(Cas cas, byte[] value)
    {
        cas.Drop();
        var swapped = Wait(cas.State, cancellation => cas.Values.TrySwapAsync(cas.Key, cas.Seen.Version, value, cancellation));
        if (swapped.IsError)
            return Result<ValueTuple, CasError>.Err(new CasError.StoreError(swapped.Error));
        if (swapped.Value)
            return Result<ValueTuple, CasError>.Ok(default);
        var again = New(cas.State, cas.Values, cas.Key);
        return Result<ValueTuple, CasError>.Err(again.IsOk ? new CasError.CasFailed(again.Value) : new CasError.StoreError(again.Error));
    }

    private static async ValueTask<(string, byte[])?[]> GetManyAsync(Bucket bucket, string[] keys, CancellationToken cancellation)
    {
        CheckBatch(keys.Length);
        var found = await bucket.Values.GetManyAsync(keys, bucket.State.Limits.MaxHeldBytes, cancellation).ConfigureAwait(false);
        var pairs = new (string, byte[])?[keys.Length];
        for (var i = 0; i < keys.Length; i++)
            pairs[i] = found[i] is { } value ? (keys[i], value) : null;
        return pairs;
    }

    private static void CheckBatch(int count)
    {
        if (count > MaxBatch)
            throw new KeyValueException($"{count} keys in a batch, {MaxBatch} are the most");
    }

    private static Result<T, KeyValueError> Wait<T>(WasiState state, Func<CancellationToken, ValueTask<T>> operation)
    {
        try
        {
            return Result<T, KeyValueError>.Ok(state.Store.Wait(operation));
        }
        catch (KeyValueException exception)
        {
            return Result<T, KeyValueError>.Err(new KeyValueError.Other(exception.Message));
        }
    }

    private static Result<ValueTuple, KeyValueError> Do(WasiState state, Func<CancellationToken, ValueTask> operation)
    {
        try
        {
            state.Store.Wait(operation);
            return Result<ValueTuple, KeyValueError>.Ok(default);
        }
        catch (KeyValueException exception)
        {
            return Result<ValueTuple, KeyValueError>.Err(new KeyValueError.Other(exception.Message));
        }
    }
}
