using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:config</c>, <c>wasi:logging</c> and <c>wasi:keyvalue</c>.</summary>
public sealed class ServiceTests : WasiTestBase
{
    private const string Config = """
        (import "wasi:config/store@0.2.0-draft" (instance $config
          (type $error' (variant (case "upstream" string) (case "io" string))) (export "error" (type $error (eq $error')))
          (export "get" (func (param "key" string) (result (result (option string) (error $error)))))
          (export "get-all" (func (result (result (list (tuple string string)) (error $error)))))))
        """;

    private const string Logging = """
        (import "wasi:logging/logging@0.1.0-draft" (instance $logging
          (type $level' (enum "trace" "debug" "info" "warn" "error" "critical")) (export "level" (type $level (eq $level')))
          (export "log" (func (param "level" $level) (param "context" string) (param "message" string)))))
        """;

    private const string KeyValue = """
        (import "wasi:keyvalue/store@0.2.0-draft2" (instance $store
          (type $error' (variant (case "no-such-store") (case "access-denied") (case "other" string))) (export "error" (type $error (eq $error')))
          (type $page' (record (field "keys" (list string)) (field "cursor" (option string)))) (export "key-response" (type $page (eq $page')))
          (export "bucket" (type $bucket (sub resource)))
          (export "open" (func (param "identifier" string) (result (result (own $bucket) (error $error)))))
          (export "[method]bucket.get" (func (param "self" (borrow $bucket)) (param "key" string) (result (result (option (list u8)) (error $error)))))
          (export "[method]bucket.set" (func (param "self" (borrow $bucket)) (param "key" string) (param "value" (list u8)) (result (result (error $error)))))
          (export "[method]bucket.delete" (func (param "self" (borrow $bucket)) (param "key" string) (result (result (error $error)))))
          (export "[method]bucket.exists" (func (param "self" (borrow $bucket)) (param "key" string) (result (result bool (error $error)))))
          (export "[method]bucket.list-keys" (func (param "self" (borrow $bucket)) (param "cursor" (option string)) (result (result $page (error $error)))))))
        (alias export $store "bucket" (type $bucket))
        (alias export $store "error" (type $kv-error))
        (import "wasi:keyvalue/atomics@0.2.0-draft2" (instance $atomics
          (alias outer 1 $bucket (type $b')) (export "bucket" (type $bucket (eq $b')))
          (alias outer 1 $kv-error (type $e')) (export "error" (type $error (eq $e')))
          (export "cas" (type $cas (sub resource)))
          (type $cas-error' (variant (case "store-error" $error) (case "cas-failed" (own $cas)))) (export "cas-error" (type $cas-error (eq $cas-error')))
          (export "[static]cas.new" (func (param "bucket" (borrow $bucket)) (param "key" string) (result (result (own $cas) (error $error)))))
          (export "[method]cas.current" (func (param "self" (borrow $cas)) (result (result (option (list u8)) (error $error)))))
          (export "increment" (func (param "bucket" (borrow $bucket)) (param "key" string) (param "delta" s64) (result (result s64 (error $error)))))
          (export "swap" (func (param "cas" (own $cas)) (param "value" (list u8)) (result (result (error $cas-error)))))))
        (import "wasi:keyvalue/batch@0.2.0-draft2" (instance $batch
          (alias outer 1 $bucket (type $b')) (export "bucket" (type $bucket (eq $b')))
          (alias outer 1 $kv-error (type $e')) (export "error" (type $error (eq $e')))
          (export "get-many" (func (param "bucket" (borrow $bucket)) (param "keys" (list string)) (result (result (list (option (tuple string (list u8)))) (error $error)))))
          (export "set-many" (func (param "bucket" (borrow $bucket)) (param "key-values" (list (tuple string (list u8)))) (result (result (error $error)))))
          (export "delete-many" (func (param "bucket" (borrow $bucket)) (param "keys" (list string)) (result (result (error $error)))))))
        """;

    [Fact]
    public void Config_has_what_the_host_set()
    {
        var config = Interface(Start(WasiText.Forward([Config], "config"), new WasiOptions { Config = new Dictionary<string, string> { ["color"] = "red" } }), "config");
        Assert.Equal(WitValue.Some("red"), config.Call("get", "color").Ok());
        Assert.Equal(WitValue.None, config.Call("get", "size").Ok());
        Assert.Equal(WitValue.List(WitValue.Tuple("color", "red")), config.Call("get-all").Ok());
        Assert.Empty(Interface(Start(WasiText.Forward([Config], "config")), "config").Call("get-all").Ok().Items);
    }

    [Fact]
    public void What_is_logged_reaches_the_host()
    {
        var entries = new List<WasiLogEntry>();
        var logging = Interface(Start(WasiText.Forward([Logging], "logging"), new WasiOptions { Log = entries.Add }), "logging");
        _ = logging.Call("log", WitValue.Enum("warn"), "shop", "out of apples");
        Assert.Equal([new WasiLogEntry(WasiLogLevel.Warn, "shop", "out of apples")], entries);
        _ = Interface(Start(WasiText.Forward([Logging], "logging")), "logging").Call("log", WitValue.Enum("critical"), "", "lost");
    }

    [Fact]
    public void Values_are_set_read_listed_and_removed()
    {
        var (store, _, _, bucket) = Open(new MemoryBucket());
        Assert.Equal(WitValue.None, store.Method("bucket.get", bucket, "k").Ok());
        _ = store.Method("bucket.set", bucket, "k", "v"u8.ToArray()).Ok();
        Assert.Equal("v", Text(store.Method("bucket.get", bucket, "k").Ok().CaseValue!.Value));
        Assert.True((bool)store.Method("bucket.exists", bucket, "k").Ok());
        _ = store.Method("bucket.delete", bucket, "k").Ok();
        _ = store.Method("bucket.delete", bucket, "k").Ok();
        Assert.False((bool)store.Method("bucket.exists", bucket, "k").Ok());
        for (var i = 0; i < 2500; i++)
            _ = store.Method("bucket.set", bucket, $"{i:D4}", Array.Empty<byte>()).Ok();
        var (count, pages, cursor) = (0, 0, WitValue.None);
        do
        {
            var page = store.Method("bucket.list-keys", bucket, cursor).Ok();
            (count, pages, cursor) = (count + page["keys"].Items.Count, pages + 1, page["cursor"]);
        }
        while (cursor.CaseName == "some");
        Assert.Equal((2500, 3), (count, pages));
    }

    [Fact]
    public void Numbers_are_added_to_and_values_swapped_in_one_step()
    {
        var (store, atomics, _, bucket) = Open(new MemoryBucket());
        Assert.Equal(5L, (long)atomics.Call("increment", bucket, "n", 5L).Ok());
        Assert.Equal(-2L, (long)atomics.Call("increment", bucket, "n", -7L).Ok());
        Assert.Equal("-2", Text(store.Method("bucket.get", bucket, "n").Ok().CaseValue!.Value));
        _ = atomics.Call("increment", bucket, "big", long.MaxValue).Ok();
        Assert.Equal("other", atomics.Call("increment", bucket, "big", 1L).Err().CaseName);
        _ = store.Method("bucket.set", bucket, "word", "x"u8.ToArray()).Ok();
        Assert.Equal("other", atomics.Call("increment", bucket, "word", 1L).Err().CaseName);

        var (one, two) = (atomics.Call("[static]cas.new", bucket, "word").Ok(), atomics.Call("[static]cas.new", bucket, "word").Ok());
        Assert.Equal("x", Text(atomics.Method("cas.current", one).Ok().CaseValue!.Value));
        _ = atomics.Call("swap", one, "y"u8.ToArray()).Ok();
        var failed = atomics.Call("swap", two, "z"u8.ToArray()).Err();
        Assert.Equal("cas-failed", failed.CaseName);
        Assert.Equal("y", Text(atomics.Method("cas.current", failed.CaseValue!.Value).Ok().CaseValue!.Value));
        _ = atomics.Call("swap", failed.CaseValue!.Value, "z"u8.ToArray()).Ok();
        Assert.Equal("z", Text(store.Method("bucket.get", bucket, "word").Ok().CaseValue!.Value));
    }

    [Fact]
    public void Batches_do_many_at_once_and_have_a_bound()
    {
        var (_, _, batch, bucket) = Open(new MemoryBucket());
        _ = batch.Call("set-many", bucket, WitValue.List(WitValue.Tuple("a", "1"u8.ToArray()), WitValue.Tuple("b", "2"u8.ToArray()))).Ok();
        var found = batch.Call("get-many", bucket, WitValue.List("b", "none", "a")).Ok().Items;
        Assert.Equal(["some", "none", "some"], Enumerable.Range(0, 3).Select(i => found[i].CaseName));
        _ = batch.Call("delete-many", bucket, WitValue.List("a", "b")).Ok();
        Assert.Equal("none", batch.Call("get-many", bucket, WitValue.List("a")).Ok().Items[0].CaseName);
        Assert.Equal("other", batch.Call("delete-many", bucket, WitValue.List([.. Enumerable.Repeat((WitValue)"x", 10_001)])).Err().CaseName);
    }

    [Fact]
    public void A_bucket_takes_no_more_than_it_may()
    {
        var (store, _, _, bucket) = Open(new MemoryBucket(maxBytes: 1000));
        Assert.Equal("other", store.Method("bucket.set", bucket, "k", new byte[1000]).Err().CaseName);
        _ = store.Method("bucket.set", bucket, "k", new byte[900]).Ok();
        Assert.Equal("other", store.Method("bucket.set", bucket, "l", new byte[100]).Err().CaseName);
        _ = store.Method("bucket.delete", bucket, "k").Ok();
        _ = store.Method("bucket.set", bucket, "l", new byte[900]).Ok();
    }

    [Fact]
    public void Without_a_grant_no_bucket_opens_and_the_host_is_told()
    {
        var missing = new List<MissingGrant>();
        var store = Interface(Start(WasiText.Forward([KeyValue], "store"), new WasiOptions { OnMissingGrant = missing.Add }), "store");
        Assert.Equal("access-denied", store.Call("open", "default").Err().CaseName);
        Assert.Equal("default", Assert.Single(missing).Target);
        store = Interface(Start(WasiText.Forward([KeyValue], "store"), new WasiOptions { KeyValue = _ => null }), "store");
        Assert.Equal("no-such-store", store.Call("open", "default").Err().CaseName);
    }

    private (ComponentInstance Store, ComponentInstance Atomics, ComponentInstance Batch, WitValue Bucket) Open(KeyValueBucket values)
    {
        var instance = Start(WasiText.Forward([KeyValue], "store", "atomics", "batch"), new WasiOptions { KeyValue = name => name == "default" ? values : null });
        return (Interface(instance, "store"), Interface(instance, "atomics"), Interface(instance, "batch"), Interface(instance, "store").Call("open", "default").Ok());
    }
}
