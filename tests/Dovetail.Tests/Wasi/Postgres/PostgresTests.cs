using System.Net;
using System.Net.Sockets;
using System.Text;
using Dovetail.Wasi;
using Dovetail.Wasi.Postgres;
using Npgsql;

namespace Dovetail.Tests.Wasi.Postgres;

/// <summary><c>wasi:keyvalue</c> on PostgreSQL, on a real server, each test in a schema of its own.</summary>
public sealed class PostgresTests : KeyValueTestBase
{
    private readonly string _schema = $"test_{Guid.NewGuid():n}";
    private readonly List<Exception> _failures = [];

    private static string Server => PostgresFactAttribute.Server!;

    private static string Password => new NpgsqlConnectionStringBuilder(Server).Password!;

    private PostgresOptions Options => new() { Schema = _schema, OnFailure = _failures.Add };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private Task<PostgresStore> OpenStore(PostgresOptions? options = null, string? server = null) => PostgresStore.OpenAsync(server ?? Server, options ?? Options);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (PostgresFactAttribute.Server is not null)
            Execute($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
    }

    private static void Execute(string sql)
    {
        using var source = NpgsqlDataSource.Create(Server);
        using var command = source.CreateCommand(sql);
        command.ExecuteNonQuery();
    }

    [PostgresFact]
    public async Task Guests_have_all_that_a_bucket_in_memory_gives()
    {
        await using var store = await OpenStore();
        AssertStore(store.Bucket("store"));
        AssertAtomics(store.Bucket("atomics"));
        AssertBatch(store.Bucket("batch"));
        Assert.Empty(_failures);
    }

    [PostgresFact]
    public async Task Any_key_is_kept_apart_and_listed_by_pages()
    {
        await using var store = await OpenStore(Options with { PageSize = 10 });
        var bucket = store.Bucket("b");
        string[] keys = ["", "\0", "a", "A", "\u00e4", "a\u0308", "\ud83d\ude00", "%", "_", "'; DROP TABLE entry; --", .. Enumerable.Range(0, 25).Select(i => $"key {i:d2}")];
        for (var i = 0; i < keys.Length; i++)
            await bucket.SetAsync(keys[i], Bytes($"{i}"), default);
        for (var i = 0; i < keys.Length; i++)
            Assert.Equal(Bytes($"{i}"), await bucket.GetAsync(keys[i], default));
        var listed = new List<string>();
        string? cursor = null;
        do
        {
            var page = await bucket.ListKeysAsync(cursor, default);
            Assert.InRange(page.Keys.Count, 1, 10);
            listed.AddRange(page.Keys);
            cursor = page.Cursor;
        }
        while (cursor is not null);
        Assert.Equal(keys.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        Assert.Empty((await store.Bucket("other").ListKeysAsync(null, default)).Keys);
    }

    [PostgresFact]
    public async Task Two_stores_share_what_is_in_the_database()
    {
        await using var one = await OpenStore();
        await using var two = await OpenStore();
        await one.Bucket("b").SetAsync("k", Bytes("1"), default);
        Assert.Equal(Bytes("1"), await two.Bucket("b").GetAsync("k", default));
        var seen = await two.Bucket("b").GetVersionAsync("k", default);
        await one.Bucket("b").DeleteAsync("k", default);
        await one.Bucket("b").SetAsync("k", Bytes("1"), default);
        Assert.False(await two.Bucket("b").TrySwapAsync("k", seen.Version, Bytes("2"), default));
        Assert.False(await two.Bucket("b").TrySwapAsync("k", 0, Bytes("2"), default));
        Assert.True(await two.Bucket("b").TrySwapAsync("new", 0, Bytes("2"), default));
    }

    [PostgresFact]
    public async Task Nothing_is_lost_when_many_add_and_swap_at_a_time()
    {
        await using var one = await OpenStore();
        await using var two = await OpenStore();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            var bucket = (i % 2 == 0 ? one : two).Bucket("b");
            for (var n = 0; n < 25; n++)
            {
                await bucket.IncrementAsync("sum", 1, default);
                VersionedValue seen;
                do
                {
                    seen = await bucket.GetVersionAsync("swapped", default);
                }
                while (!await bucket.TrySwapAsync("swapped", seen.Version, Bytes($"{int.Parse(Encoding.UTF8.GetString(seen.Value ?? "0"u8.ToArray()), null) + 1}"), default));
            }
        })));
        Assert.Equal(Bytes("200"), await one.Bucket("b").GetAsync("sum", default));
        Assert.Equal(Bytes("200"), await one.Bucket("b").GetAsync("swapped", default));
        Assert.Empty(_failures);
    }

    [PostgresFact]
    public async Task Stores_that_open_at_a_time_make_one_schema()
    {
        var stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => OpenStore()));
        await stores[5].Bucket("b").SetAsync("k", Bytes("v"), default);
        Assert.Equal(Bytes("v"), await stores[0].Bucket("b").GetAsync("k", default));
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [PostgresFact]
    public async Task Keys_values_and_buckets_have_a_bound()
    {
        await using var store = await OpenStore(Options with { MaxKeyBytes = 8, MaxValueBytes = 1000, MaxBucketBytes = 3000 });
        var bucket = store.Bucket("b");
        await Refused("a key of 9 bytes", () => bucket.SetAsync("123456789", Bytes("v"), default));
        await Refused("a key of 10 bytes", () => bucket.DeleteAsync("\u00e4\u00e4\u00e4\u00e4\u00e4", default));
        await Refused("a key of 9 bytes", async () => await bucket.ListKeysAsync("123456789", default));
        await Refused("a value of 1001 bytes", () => bucket.SetAsync("k", new byte[1001], default));
        await bucket.SetAsync("1", new byte[1000], default);
        await bucket.SetAsync("2", new byte[1000], default);
        await Refused("there is no space", () => bucket.SetAsync("3", new byte[1000], default));
        await Refused("there is no space", () => bucket.SetManyAsync([("3", new byte[10]), ("4", new byte[1000])], default));
        Assert.False(await bucket.ExistsAsync("3", default));
        await bucket.SetAsync("1", new byte[500], default);
        await bucket.DeleteAsync("2", default);
        await bucket.DeleteAsync("2", default);
        await bucket.SetAsync("3", new byte[1000], default);
        await bucket.SetAsync("4", new byte[1000], default);
        await store.Bucket("other").SetAsync("3", new byte[1000], default);
        await Refused("the values have more bytes", async () => await bucket.GetManyAsync(["3", "3", "4"], 2999, default));
        Assert.Equal(2, (await bucket.GetManyAsync(["3", "none", "4"], 3000, default)).Count(value => value is not null));
        Execute($"UPDATE {_schema}.entry SET value = repeat('x', 2000)::bytea WHERE bucket = 'b' AND key = '3'");
        await Refused("more bytes than 1000", async () => await bucket.GetAsync("3", default));
        await Refused("more bytes than 1000", async () => await bucket.GetManyAsync(["3"], 9999, default));
        Assert.Empty(_failures);
    }

    [PostgresFact]
    public async Task What_is_no_number_is_not_added_to()
    {
        await using var store = await OpenStore();
        var bucket = store.Bucket("b");
        foreach (var text in new[] { "", " 1", "1 ", "0x1", "1.0", "1e3", "x", "1_0", "\u0661", "\0", "99999999999999999999" })
        {
            await bucket.SetAsync("k", Bytes(text), default);
            await Refused("the value is no number", async () => await bucket.IncrementAsync("k", 1, default));
        }
        await bucket.SetAsync("k", Bytes("9223372036854775807"), default);
        await Refused("out of range", async () => await bucket.IncrementAsync("k", 1, default));
        await bucket.SetAsync("k", Bytes("+007"), default);
        Assert.Equal(6, await bucket.IncrementAsync("k", -1, default));
    }

    [PostgresFact]
    public async Task An_operation_that_takes_too_long_ends_and_the_next_one_works()
    {
        await using var store = await OpenStore(Options with { Timeout = TimeSpan.FromMilliseconds(500), MaxConnections = 2 });
        var bucket = store.Bucket("b");
        await bucket.SetAsync("k", Bytes("1"), default);
        await using (var other = NpgsqlDataSource.Create(Server))
        {
            await using var connection = await other.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using (var locking = new NpgsqlCommand($"SELECT 1 FROM {_schema}.bucket FOR UPDATE", connection, transaction))
                await locking.ExecuteNonQueryAsync();
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Refused("took too long", () => bucket.SetAsync("k", Bytes("2"), default))));
            Assert.Equal(Bytes("1"), await bucket.GetAsync("k", default));
        }
        await bucket.SetAsync("k", Bytes("3"), default);
        Assert.Equal(5, _failures.Count);
    }

    [PostgresFact]
    public async Task A_guest_that_waits_for_the_server_ends_when_it_is_cancelled()
    {
        await using var store = await OpenStore();
        await store.Bucket("b").SetAsync("k", Bytes("1"), default);
        await using var other = NpgsqlDataSource.Create(Server);
        await using var connection = await other.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var locking = new NpgsqlCommand($"SELECT 1 FROM {_schema}.bucket FOR UPDATE", connection, transaction))
            await locking.ExecuteNonQueryAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.Bucket("b").SetAsync("k", Bytes("2"), stop.Token));
        var guest = OpenBucket(store.Bucket("b"), new StoreOptions { Deadline = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(TrapCode.DeadlineExceeded, Assert.Throws<TrapException>(() => guest.Store.Method("bucket.set", guest.Bucket, "k", "2"u8.ToArray())).Code);
        Assert.Empty(_failures);
    }

    [PostgresFact]
    public async Task No_error_names_the_connection()
    {
        var settings = new NpgsqlConnectionStringBuilder(Server);
        var wrong = new NpgsqlConnectionStringBuilder(Server) { Password = "wrong-secret" };
        AssertSilent(await Assert.ThrowsAsync<IOException>(() => OpenStore(server: wrong.ConnectionString)), "wrong-secret", "127.0.0.1");
        wrong = new NpgsqlConnectionStringBuilder(Server) { Port = VacantPort() };
        AssertSilent(await Assert.ThrowsAsync<IOException>(() => OpenStore(server: wrong.ConnectionString)), Password, "127.0.0.1", $"{wrong.Port}");
        AssertSilent(await Assert.ThrowsAsync<ArgumentException>(() => OpenStore(server: $"{Server};secret-part")), Password, "secret-part");
        AssertSilent(await Assert.ThrowsAsync<ArgumentException>(() => OpenStore(server: "Password=se;cret=x")), "cret");
        await using var store = await OpenStore();
        Execute($"DROP TABLE {_schema}.entry");
        AssertSilent(await Assert.ThrowsAsync<KeyValueException>(async () => await store.Bucket("b").GetAsync("k", default)), Password, _schema, "entry", settings.Host!);
        Assert.IsType<PostgresException>(_failures[^1]);
    }

    [PostgresFact]
    public async Task A_server_that_goes_is_an_error_and_one_that_comes_back_is_used()
    {
        await using var store = await OpenStore();
        var bucket = store.Bucket("b");
        await bucket.SetAsync("k", Bytes("1"), default);
        Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'dovetail'");
        for (var i = 0; i < 20 && _failures.Count == 0; i++)
        {
            try
            {
                await bucket.GetAsync("k", default);
                break;
            }
            catch (KeyValueException exception)
            {
                AssertSilent(exception, Password);
            }
        }
        Assert.Equal(Bytes("1"), await bucket.GetAsync("k", default));
    }

    [PostgresFact]
    public async Task Without_leave_to_make_a_schema_one_that_is_there_is_used()
    {
        await using (var first = await OpenStore())
            await first.Bucket("b").SetAsync("k", Bytes("1"), default);
        await using var store = await OpenStore(Options with { CreatesSchema = false });
        Assert.Equal(Bytes("1"), await store.Bucket("b").GetAsync("k", default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Public")]
    [InlineData("a b")]
    [InlineData("a\"b")]
    [InlineData("a\n")]
    [InlineData("1a")]
    public async Task A_schema_is_an_identifier(string schema) =>
        await Assert.ThrowsAsync<ArgumentException>(() => PostgresStore.OpenAsync("Host=127.0.0.1", new PostgresOptions { Schema = schema }));

    private static async Task Refused(string reason, Func<ValueTask> operation) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<KeyValueException>(async () => await operation())).Message, StringComparison.Ordinal);

    private static void AssertSilent(Exception exception, params string[] secrets) => Assert.All(
        secrets, secret => Assert.DoesNotContain(secret, exception.ToString(), StringComparison.OrdinalIgnoreCase));

    private static int VacantPort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
