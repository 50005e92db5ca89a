using Npgsql;

namespace Dovetail.Wasi.Postgres;

/// <summary>Buckets of <c>wasi:keyvalue</c> in a database of PostgreSQL, shared by all who use it, on whatever machine. Safe from many threads.</summary>
/// <remarks>
/// <c>new WasiOptions { KeyValue = name => name == "default" ? store.Bucket("shop") : null }</c>. Each operation is one statement, and atomic; changes of a bucket follow one another.
/// No error contains the connection string or a part of it.
/// </remarks>
public sealed class PostgresStore : IAsyncDisposable
{
    // What two processes that make the schema at the same time wait for.
    private const long SchemaLock = 0x646f76657461696c;

    private readonly NpgsqlDataSource _source;
    private readonly PostgresOptions _options;

    private PostgresStore(NpgsqlDataSource source, PostgresOptions options) => (_source, _options) = (source, options);

    /// <summary>Connects, and makes the schema where that is wanted.</summary>
    /// <param name="connectionString">As Npgsql has it: <c>Host=…;Username=…;Password=…;Database=…</c>.</param>
    /// <exception cref="ArgumentException">The connection string cannot be read, or an option is out of its range.</exception>
    /// <exception cref="IOException">The server does not answer, or refuses.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was cancelled.</exception>
    public static async Task<PostgresStore> OpenAsync(string connectionString, PostgresOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var known = (options ?? PostgresOptions.Default).Checked();
        var source = SourceOf(connectionString, known);
        try
        {
            await new PostgresCall(source, known).RunAsync(
                async (connection, stop) =>
                {
                    if (known.CreatesSchema)
                        await CreateAsync(connection, known, stop).ConfigureAwait(false);
                    return true;
                }, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await source.DisposeAsync().ConfigureAwait(false);
            throw exception is KeyValueException ? new IOException($"the database cannot be used: {exception.Message}") : exception;
        }
        return new PostgresStore(source, known);
    }

    /// <summary>The bucket of a name, which is there as soon as it has a value.</summary>
    /// <param name="name">At most 255 characters, none of code 0. The host's, not a guest's: who can name buckets has them all.</param>
    /// <exception cref="ArgumentException">It is no name.</exception>
    public KeyValueBucket Bucket(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 255 || name.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("expected at most 255 characters, none of code 0", nameof(name));
        return new PostgresBucket(new PostgresCall(_source, _options), _options, name);
    }

    /// <summary>Closes the connections. Operations that are under way fail.</summary>
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlDataSource SourceOf(string connectionString, PostgresOptions options)
    {
        var seconds = (int)Math.Ceiling(options.Timeout.TotalSeconds);
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString)
            {
                MaxPoolSize = options.MaxConnections,
                CommandTimeout = seconds,
                Timeout = Math.Min(seconds, 1024),
                IncludeErrorDetail = false,
            };
            settings.MinPoolSize = Math.Min(settings.MinPoolSize, options.MaxConnections);
            return new NpgsqlSlimDataSourceBuilder(settings.ConnectionString).EnableArrays().EnableTransportSecurity().Build();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidOperationException or InvalidCastException or NotSupportedException)
        {
            // What was wrong may be a piece of a password.
            throw new ArgumentException("the connection string cannot be read", nameof(connectionString));
        }
    }

    private static async Task CreateAsync(NpgsqlConnection connection, PostgresOptions options, CancellationToken cancellation)
    {
        using var script = new StreamReader(typeof(PostgresStore).Assembly.GetManifestResourceStream("Schema.sql")!);
        var text = (await script.ReadToEndAsync(cancellation).ConfigureAwait(false))
            .Replace("{schema}", $"\"{options.Schema}\"", StringComparison.Ordinal)
            .Replace("{overhead}", $"{PostgresBucket.EntryBytes}", StringComparison.Ordinal);
        using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        using (var waiting = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({SchemaLock})", connection, transaction))
            await waiting.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        using (var creating = new NpgsqlCommand(text, connection, transaction))
            await creating.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }
}
