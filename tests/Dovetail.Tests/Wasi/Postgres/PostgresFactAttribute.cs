namespace Dovetail.Tests.Wasi.Postgres;

/// <summary>A fact about a server of PostgreSQL; skipped, with the reason, where none is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = Server is null ? "DOVETAIL_POSTGRES names no server; `tests/postgres.sh dotnet test …` starts one" : null;

    /// <summary>The connection string of the server; null where there is none.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("DOVETAIL_POSTGRES");
}
