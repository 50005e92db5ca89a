using System.Globalization;
using System.Text;

namespace Dovetail.Wasi;

/// <summary>Values by keys in memory, shared by all stores that it is granted to. Safe from many threads.</summary>
/// <param name="maxBytes">How many bytes its keys and values may have together; 64 MiB unless given.</param>
public sealed class MemoryBucket(long maxBytes = 64 << 20) : KeyValueBucket
{
    private const int PageSize = 1000;
    private const int BytesAnEntry = 64;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, VersionedValue> _values = new(StringComparer.Ordinal);
    private long _bytes;
    private long _lastVersion;

    /// <inheritdoc/>
    public override ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellation) => new(Find(key).Value);

    /// <inheritdoc/>
    public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        lock (_gate)
            Set(key, value);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask DeleteAsync(string key, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_values.Remove(key, out var removed))
                _bytes -= Size(key, removed.Value!.Length);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask<bool> ExistsAsync(string key, CancellationToken cancellation) => new(Find(key).Value is not null);

    /// <inheritdoc/>
    public override ValueTask<KeyPage> ListKeysAsync(string? cursor, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var keys = _values.Keys.SkipWhile(key => cursor is not null && string.CompareOrdinal(key, cursor) <= 0).Take(PageSize + 1).ToList();
            var hasMore = keys.Count > PageSize;
            if (hasMore)
                keys.RemoveAt(PageSize);
            return new(new KeyPage(keys, hasMore ? keys[^1] : null));
        }
    }

    /// <inheritdoc/>
    public override ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var before = 0L;
            if (_values.TryGetValue(key, out var found) && !long.TryParse(found.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out before))
                throw new KeyValueException("the value is no number");
            if (delta > 0 ? before > long.MaxValue - delta : before < long.MinValue - delta)
                throw new KeyValueException("the number would be out of range");
            Set(key, Encoding.ASCII.GetBytes((before + delta).ToString(CultureInfo.InvariantCulture)));
            return new(before + delta);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<VersionedValue> GetVersionAsync(string key, CancellationToken cancellation) => new(Find(key));

    /// <inheritdoc/>
    public override ValueTask<bool> TrySwapAsync(string key, long version, ReadOnlyMemory<byte> value, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_values.GetValueOrDefault(key).Version != version)
                return new(false);
            Set(key, value);
            return new(true);
        }
    }

    private VersionedValue Find(string key)
    {
        lock (_gate)
            return _values.GetValueOrDefault(key);
    }

    private void Set(string key, ReadOnlyMemory<byte> value)
    {
        var before = _values.TryGetValue(key, out var replaced) ? Size(key, replaced.Value!.Length) : 0;
        var after = Size(key, value.Length);
        if (after - before > maxBytes - _bytes)
            throw new KeyValueException("there is no space");
        _bytes += after - before;
        _values[key] = new VersionedValue(value.ToArray(), ++_lastVersion);
    }

    private static long Size(string key, int value) => BytesAnEntry + 2L * key.Length + value;
}
