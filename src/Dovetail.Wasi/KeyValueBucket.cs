namespace Dovetail.Wasi;

/// <summary>Values by keys, for guests: what <c>wasi:keyvalue</c> calls a bucket. Safe from many threads.</summary>
/// <remarks>What an operation throws as a <see cref="KeyValueException"/> the guest is told; anything else ends its call. Guests wait under their deadline.</remarks>
public abstract class KeyValueBucket
{
    /// <summary>A value; null where there is none.</summary>
    public abstract ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Sets a value.</summary>
    public abstract ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellation);

    /// <summary>Removes a value, if there is one.</summary>
    public abstract ValueTask DeleteAsync(string key, CancellationToken cancellation);

    /// <summary>Whether there is a value.</summary>
    public abstract ValueTask<bool> ExistsAsync(string key, CancellationToken cancellation);

    /// <summary>Some of the keys, and what leads to those that follow.</summary>
    /// <param name="cursor">What the page before gave; null for the first.</param>
    public abstract ValueTask<KeyPage> ListKeysAsync(string? cursor, CancellationToken cancellation);

    /// <summary>Adds to a value, a decimal number in ASCII, in one step; where there is none it is 0.</summary>
    /// <returns>The new value.</returns>
    public abstract ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellation);

    /// <summary>A value with its version.</summary>
    public abstract ValueTask<VersionedValue> GetVersionAsync(string key, CancellationToken cancellation);

    /// <summary>Sets a value in one step, if it is still of <paramref name="version"/>.</summary>
    /// <returns>Whether it was.</returns>
    public abstract ValueTask<bool> TrySwapAsync(string key, long version, ReadOnlyMemory<byte> value, CancellationToken cancellation);

    /// <summary>The values of keys, in their order, null for those that have none; one after the other, unless a bucket can do better.</summary>
    /// <param name="maxBytes">How many bytes the values may have together; more are a <see cref="KeyValueException"/>.</param>
    public virtual async ValueTask<byte[]?[]> GetManyAsync(IReadOnlyList<string> keys, long maxBytes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var found = new byte[]?[keys.Count];
        var left = maxBytes;
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = await GetAsync(keys[i], cancellation).ConfigureAwait(false);
            left -= found[i]?.Length ?? 0;
            if (left < 0)
                throw new KeyValueException($"the values have more bytes than {maxBytes}, which are the most");
        }
        return found;
    }

    /// <summary>Sets values; one after the other, unless a bucket can do better.</summary>
    public virtual async ValueTask SetManyAsync(IReadOnlyList<(string Key, byte[] Value)> values, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(values);
        foreach (var (key, value) in values)
            await SetAsync(key, value, cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes values, where there are any; one after the other, unless a bucket can do better.</summary>
    public virtual async ValueTask DeleteManyAsync(IReadOnlyList<string> keys, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
            await DeleteAsync(key, cancellation).ConfigureAwait(false);
    }
}

/// <summary>Some of a bucket's keys.</summary>
/// <param name="Cursor">What leads to those that follow; null where there are none.</param>
public sealed record KeyPage(IReadOnlyList<string> Keys, string? Cursor);

/// <summary>A value with its version.</summary>
/// <param name="Value">Null where there is none.</param>
/// <param name="Version">Another number after each change.</param>
public readonly record struct VersionedValue(byte[]? Value, long Version);

/// <summary>An operation on a <see cref="KeyValueBucket"/> failed; guests are told <see cref="Exception.Message"/>.</summary>
public sealed class KeyValueException : Exception
{
    /// <summary>Makes an error that guests are told.</summary>
    public KeyValueException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
