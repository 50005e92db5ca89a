using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:keyvalue</c> in memory.</summary>
public sealed class KeyValueTests : KeyValueTestBase
{
    [Fact]
    public void Values_are_set_read_listed_and_removed() => AssertStore(new MemoryBucket());

    [Fact]
    public void Numbers_are_added_to_and_values_swapped_in_one_step() => AssertAtomics(new MemoryBucket());

    [Fact]
    public void Batches_do_many_at_once_and_have_a_bound() => AssertBatch(new MemoryBucket());

    [Fact]
    public void A_batch_reads_no_more_bytes_than_the_host_may_keep()
    {
        var (store, _, batch, bucket) = OpenBucket(new MemoryBucket(), wasi: new WasiLimits { MaxHeldBytes = 1000 });
        _ = store.Method("bucket.set", bucket, "k", new byte[400]).Ok();
        Assert.Equal("ok", batch.Call("get-many", bucket, WitValue.List("k", "k")).CaseName);
        Assert.Equal("other", batch.Call("get-many", bucket, WitValue.List("k", "k", "k")).Err().CaseName);
    }

    [Fact]
    public void A_bucket_takes_no_more_than_it_may()
    {
        var (store, _, _, bucket) = OpenBucket(new MemoryBucket(maxBytes: 1000));
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
}
