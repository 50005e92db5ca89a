using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:keyvalue</c> over a bucket: what all of them do alike.</summary>
public abstract class KeyValueTestBase : WasiTestBase
{
    private protected const string KeyValue = """
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

    private protected void AssertStore(KeyValueBucket values)
    {
        var (store, _, _, bucket) = OpenBucket(values);
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

    private protected void AssertAtomics(KeyValueBucket values)
    {
        var (store, atomics, _, bucket) = OpenBucket(values);
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

    private protected void AssertBatch(KeyValueBucket values)
    {
        var (_, _, batch, bucket) = OpenBucket(values);
        _ = batch.Call("set-many", bucket, WitValue.List(WitValue.Tuple("a", "1"u8.ToArray()), WitValue.Tuple("b", "2"u8.ToArray()))).Ok();
        var found = batch.Call("get-many", bucket, WitValue.List("b", "none", "a")).Ok().Items;
        Assert.Equal(["some", "none", "some"], Enumerable.Range(0, 3).Select(i => found[i].CaseName));
        _ = batch.Call("delete-many", bucket, WitValue.List("a", "b")).Ok();
        Assert.Equal("none", batch.Call("get-many", bucket, WitValue.List("a")).Ok().Items[0].CaseName);
        Assert.Equal("other", batch.Call("delete-many", bucket, WitValue.List([.. Enumerable.Repeat((WitValue)"x", 10_001)])).Err().CaseName);
    }

    private protected (ComponentInstance Store, ComponentInstance Atomics, ComponentInstance Batch, WitValue Bucket) OpenBucket(
        KeyValueBucket values, StoreOptions? limits = null, WasiLimits? wasi = null)
    {
        var options = new WasiOptions { KeyValue = name => name == "default" ? values : null, Limits = wasi ?? WasiLimits.Default };
        var instance = Start(WasiText.Forward([KeyValue], "store", "atomics", "batch"), options, limits);
        return (Interface(instance, "store"), Interface(instance, "atomics"), Interface(instance, "batch"), Interface(instance, "store").Call("open", "default").Ok());
    }
}
