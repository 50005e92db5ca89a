using System.Text.RegularExpressions;

namespace Dovetail.Wasi.Postgres;

/// <summary>Where a <see cref="PostgresStore"/> keeps its buckets, and how much guests may use of it. Immutable.</summary>
public sealed partial record PostgresOptions
{
    /// <summary>The default options.</summary>
    public static PostgresOptions Default { get; } = new();

    /// <summary>The schema that the tables are in: lower-case letters, digits and <c>_</c>, at most 63; <c>dovetail</c> unless set.</summary>
    public string Schema { get; init; } = "dovetail";

    /// <summary>
    /// Whether the schema and what is in it are made where they are not there, and brought up to date: true unless set. A user who may not do that needs <c>USAGE</c> of the schema
    /// and of its sequence, and all of the tables.
    /// </summary>
    public bool CreatesSchema { get; init; } = true;

    /// <summary>How many bytes of UTF-8 a key may have; 1024 unless set, at most 2048, which is what an index of PostgreSQL takes.</summary>
    public int MaxKeyBytes { get; init; } = 1024;

    /// <summary>How many bytes a value may have; 1 MiB unless set, at most 256 MiB.</summary>
    public int MaxValueBytes { get; init; } = 1 << 20;

    /// <summary>How many bytes the keys and values of a bucket may have together, and 64 more for each; 64 MiB unless set.</summary>
    public long MaxBucketBytes { get; init; } = 64 << 20;

    /// <summary>How many keys a page of them has at most; 1000 unless set, at most 10,000.</summary>
    public int PageSize { get; init; } = 1000;

    /// <summary>How many connections to the server there may be; 20 unless set. Guests that find none free wait.</summary>
    public int MaxConnections { get; init; } = 20;

    /// <summary>How long an operation may take, waiting for a connection included; 10 s unless set. At least 1 ms, at most a day.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Told what went wrong with the server, on the thread of the operation; null (the default) for nobody. Guests are told no more than that something did: what the server says may
    /// name things that are none of theirs.
    /// </summary>
    public Action<Exception>? OnFailure { get; init; }

    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    internal PostgresOptions Checked()
    {
        ArgumentNullException.ThrowIfNull(Schema);
        if (!Identifier().IsMatch(Schema))
            throw new ArgumentException($"expected a name of lower-case letters, digits and `_`, found `{Schema}`", nameof(Schema));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxKeyBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxKeyBytes, 2048);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxValueBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxValueBytes, 256 << 20);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBucketBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, 10_000);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections);
        ArgumentOutOfRangeException.ThrowIfLessThan(Timeout, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Timeout, TimeSpan.FromDays(1));
        return this;
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}\\z")]
    private static partial Regex Identifier();
}
