using Npgsql;

namespace Dovetail.Wasi.Postgres;

/// <summary>Does something with a connection in bounded time, and says what went wrong so that a guest may read it.</summary>
internal sealed class PostgresCall(NpgsqlDataSource source, PostgresOptions options)
{
    /// <exception cref="KeyValueException">It failed, or took too long.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> operation, CancellationToken cancellation)
    {
        using var clock = new CancellationTokenSource(options.Timeout);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, clock.Token);
        try
        {
            var connection = await source.OpenConnectionAsync(both.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
                return await operation(connection, both.Token).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (Refusal(exception.SqlState) is { } refusal)
        {
            throw new KeyValueException(refusal);
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested && exception is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            options.OnFailure?.Invoke(exception);
            throw new KeyValueException(exception switch
            {
                PostgresException refused => $"the store failed (SQLSTATE {refused.SqlState})",
                _ when clock.IsCancellationRequested || exception is TimeoutException or { InnerException: TimeoutException } => "the store took too long",
                _ => "the store does not answer",
            });
        }
        catch (Exception exception) when (cancellation.IsCancellationRequested && exception is NpgsqlException or OperationCanceledException)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    // The schema's own errors, and what a number may run into.
    private static string? Refusal(string state) => state switch
    {
        "DV001" => "there is no space",
        "DV002" => "the value is no number",
        PostgresErrorCodes.NumericValueOutOfRange => "the number would be out of range",
        _ => null,
    };
}
