using System.Data;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Dovetail.Wasi.Postgres;

/// <summary>A bucket in the tables of <c>Schema.sql</c>.</summary>
internal sealed class PostgresBucket(PostgresCall call, PostgresOptions options, string name) : KeyValueBucket
{
    /// <summary>How many bytes an entry counts besides its key and its value.</summary>
    public const int EntryBytes = 64;

    private readonly string _schema = $"\"{options.Schema}\"";

    public override async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellation) => (await GetVersionAsync(key, cancellation).ConfigureAwait(false)).Value;

    public override async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellation) =>
        _ = await PutAsync(key, value, null, cancellation).ConfigureAwait(false);

    public override async ValueTask DeleteAsync(string key, CancellationToken cancellation) =>
        _ = await ScalarAsync($"SELECT {_schema}.remove($1, $2)", [Text(name), Bytes(Key(key))], cancellation).ConfigureAwait(false);

    public override async ValueTask<bool> ExistsAsync(string key, CancellationToken cancellation) => (bool)(await ScalarAsync(
        $"SELECT EXISTS (SELECT FROM {_schema}.entry WHERE bucket = $1 AND key = $2)", [Text(name), Bytes(Key(key))], cancellation).ConfigureAwait(false))!;

    public override ValueTask<KeyPage> ListKeysAsync(string? cursor, CancellationToken cancellation)
    {
        var after = cursor is null ? null : Key(cursor);
        var sql = $"SELECT key FROM {_schema}.entry WHERE bucket = $1 AND ($2 IS NULL OR key > $2) ORDER BY key LIMIT {options.PageSize + 1}";
        return ReadAsync(sql, [Text(name), Bytes(after)], async (rows, stop) =>
        {
            var keys = new List<string>();
            while (await rows.ReadAsync(stop).ConfigureAwait(false))
                keys.Add(Encoding.UTF8.GetString(rows.GetFieldValue<byte[]>(0)));
            var hasMore = keys.Count > options.PageSize;
            if (hasMore)
                keys.RemoveAt(options.PageSize);
            return new KeyPage(keys, hasMore ? keys[^1] : null);
        }, cancellation);
    }

    public override async ValueTask<long> IncrementAsync(string key, long delta, CancellationToken cancellation) => (long)(await ScalarAsync(
        $"SELECT {_schema}.increment($1, $2, $3, $4)", [Text(name), Bytes(Key(key)), Number(delta), Number(options.MaxBucketBytes)], cancellation).ConfigureAwait(false))!;

    public override ValueTask<VersionedValue> GetVersionAsync(string key, CancellationToken cancellation)
    {
        // What somebody else has put into the table is not read where it is too large.
        var sql = $"SELECT CASE WHEN octet_length(value) <= $3 THEN value END, version FROM {_schema}.entry WHERE bucket = $1 AND key = $2";
        return ReadAsync(sql, [Text(name), Bytes(Key(key)), Number(options.MaxValueBytes)], async (rows, stop) =>
        {
            if (!await rows.ReadAsync(stop).ConfigureAwait(false))
                return default;
            return rows.IsDBNull(0) ? throw TooLarge() : new VersionedValue(rows.GetFieldValue<byte[]>(0), rows.GetInt64(1));
        }, cancellation);
    }

    public override ValueTask<bool> TrySwapAsync(string key, long version, ReadOnlyMemory<byte> value, CancellationToken cancellation) => PutAsync(key, value, version, cancellation);

    public override ValueTask<byte[]?[]> GetManyAsync(IReadOnlyList<string> keys, long maxBytes, CancellationToken cancellation)
    {
        var sql = $"""
            SELECT asked.place, CASE WHEN octet_length(entry.value) <= $3 THEN entry.value END FROM unnest($2) WITH ORDINALITY AS asked(key, place)
            JOIN {_schema}.entry ON entry.bucket = $1 AND entry.key = asked.key
            """;
        return ReadAsync(sql, [Text(name), Many(keys.Select(Key)), Number(options.MaxValueBytes)], async (rows, stop) =>
        {
            var found = new byte[]?[keys.Count];
            var left = maxBytes;
            while (await rows.ReadAsync(stop).ConfigureAwait(false))
            {
                var value = rows.IsDBNull(1) ? throw TooLarge() : rows.GetFieldValue<byte[]>(1);
                left -= value.Length;
                if (left < 0)
                    throw new KeyValueException($"the values have more bytes than {maxBytes}, which are the most");
                found[rows.GetInt64(0) - 1] = value;
            }
            return found;
        }, cancellation);
    }

    public override async ValueTask SetManyAsync(IReadOnlyList<(string Key, byte[] Value)> values, CancellationToken cancellation) => _ = await ScalarAsync(
        $"SELECT count({_schema}.put($1, item.key, item.value, NULL, $4)) FROM unnest($2, $3) WITH ORDINALITY AS item(key, value, place)",
        [Text(name), Many(values.Select(item => Key(item.Key))), Many(values.Select(item => Value(item.Value))), Number(options.MaxBucketBytes)],
        cancellation).ConfigureAwait(false);

    public override async ValueTask DeleteManyAsync(IReadOnlyList<string> keys, CancellationToken cancellation) => _ = await ScalarAsync(
        $"SELECT count(removed) FROM unnest($2) AS item(key), LATERAL {_schema}.remove($1, item.key) AS removed", [Text(name), Many(keys.Select(Key))], cancellation).ConfigureAwait(false);

    private async ValueTask<bool> PutAsync(string key, ReadOnlyMemory<byte> value, long? version, CancellationToken cancellation) => (bool)(await ScalarAsync(
        $"SELECT {_schema}.put($1, $2, $3, $4, $5)",
        [Text(name), Bytes(Key(key)), new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = Value(value), NpgsqlDbType = NpgsqlDbType.Bytea }, Number(version), Number(options.MaxBucketBytes)],
        cancellation).ConfigureAwait(false))!;

    private ValueTask<object?> ScalarAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellation) => call.RunAsync(async (connection, stop) =>
    {
        using var command = Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync(stop).ConfigureAwait(false);
    }, cancellation);

    private ValueTask<T> ReadAsync<T>(string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken cancellation) =>
        call.RunAsync(async (connection, stop) =>
        {
            using var command = Command(connection, sql, parameters);
            var rows = await command.ExecuteReaderAsync(CommandBehavior.Default, stop).ConfigureAwait(false);
            await using (rows.ConfigureAwait(false))
                return await read(rows, stop).ConfigureAwait(false);
        }, cancellation);

    // CA2100: what is in the text besides parameters is the name of a schema, which is an identifier, and numbers.
#pragma warning disable CA2100
    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }
#pragma warning restore CA2100

    private byte[] Key(string key) => Encoding.UTF8.GetByteCount(key) is var length && length <= options.MaxKeyBytes
        ? Encoding.UTF8.GetBytes(key)
        : throw new KeyValueException($"a key of {length} bytes, {options.MaxKeyBytes} are the most");

    private byte[] Value(byte[] value)
    {
        _ = Value(value.AsMemory());
        return value;
    }

    private ReadOnlyMemory<byte> Value(ReadOnlyMemory<byte> value) => value.Length <= options.MaxValueBytes
        ? value
        : throw new KeyValueException($"a value of {value.Length} bytes, {options.MaxValueBytes} are the most");

    private KeyValueException TooLarge() => new($"the value has more bytes than {options.MaxValueBytes}, which are the most");

    private static NpgsqlParameter<string> Text(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter Bytes(byte[]? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea };

    private static NpgsqlParameter Many(IEnumerable<byte[]> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea };

    private static NpgsqlParameter Number(long? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };
}
