using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

public sealed class MemoryTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public MemoryTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 16)]
    [InlineData(1, 17)]
    [InlineData(3, 65_536)]
    public void Starts_as_zeroes_and_grows_to_its_maximum_in_place(int minimum, int maximum)
    {
        var memory = Create(minimum, maximum);
        var place = BaseOf(memory);
        Assert.Equal(minimum, memory.PageCount);
        Assert.Equal(minimum, memory.Grow(Math.Min(maximum, 20) - minimum));
        Assert.Equal(place, BaseOf(memory));
        Assert.Equal(0, memory.ReadInt32(memory.ByteLength - 4));
        memory.WriteInt32(memory.ByteLength - 4, 42);
        Assert.Equal(42, memory.ReadInt32(memory.ByteLength - 4));
    }

    [Fact]
    public void Refuses_to_grow_beyond_its_maximum()
    {
        var memory = Create(1, 2);
        Assert.Equal(-1, memory.Grow(2));
        Assert.Equal(1, memory.Grow(1));
        Assert.Equal(-1, memory.Grow(1));
        Assert.Equal(2, memory.Grow(0));
    }

    [Fact]
    public void An_empty_memory_has_the_limit_minus_one()
    {
        var memory = Create(0, 0);
        Assert.Equal(-1, memory.Limit);
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.ReadInt32(0));
    }

    [Theory]
    [InlineData(65_533)]
    [InlineData(65_536)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Refuses_an_address_outside(long address) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Create(1, 1).ReadInt32(address));

    [Fact]
    public void Reserves_no_more_than_the_engine_allows()
    {
        using var engine = new Engine(new EngineOptions { MaxMemoryReservation = 2 << 20 });
        using var store = new Store(engine);
        var memory = new Memory(store, new MemoryType(new Limits(1, null)));
        Assert.Equal(-1, memory.Grow(32));
        Assert.Equal(1, memory.Grow(31));
        var refused = Assert.Throws<LimitException>(() => new Memory(store, new MemoryType(new Limits(33, null))));
        Assert.Equal("reserved memory", refused.Limit);
    }

    [Fact]
    public void Counts_the_bytes_of_a_store()
    {
        using var store = new Store(_engine, new StoreOptions { MaxMemoryBytes = 3 << 16 });
        var memory = new Memory(store, new MemoryType(new Limits(2, null)));
        Assert.Equal(-1, memory.Grow(2));
        Assert.Equal("memory bytes",
            Assert.Throws<LimitException>(() => new Memory(store, new MemoryType(new Limits(2, 2)))).Limit);
        Assert.Equal(2, memory.Grow(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void A_pooled_memory_is_zero_for_the_next_who_gets_it(int pages)
    {
        var places = new HashSet<nint>();
        var reused = false;
        for (var round = 0; round < 100; round++)
        {
            using var store = new Store(_engine);
            var memory = new Memory(store, new MemoryType(new Limits((ulong)pages, (ulong)pages)));
            reused |= !places.Add(BaseOf(memory));
            var bytes = new byte[memory.ByteLength];
            memory.Read(0, bytes);
            Assert.Equal(-1, bytes.AsSpan().IndexOfAnyExcept((byte)0));
            Array.Fill(bytes, (byte)0xFF);
            memory.Write(0, bytes);
        }
        Assert.True(reused);
    }

    [Fact]
    public void Small_memories_lie_close_together()
    {
        var areas = Enumerable.Range(0, 1000).Select(_ => BaseOf(Create(1, 1)) >> 24).Distinct();
        Assert.InRange(areas.Count(), 1, 100);
    }

    // Other tests use the account of the process at the same time, but not that much.
    [Fact]
    public void A_disposed_store_gives_its_mappings_back()
    {
        const int count = 2000;
        var store = new Store(_engine, new StoreOptions { MaxMemoryBytes = count << 16 });
        var before = MemoryAccount.Process.Mappings;
        var memories = Enumerable.Range(0, count).Select(_ => new Memory(store, new MemoryType(new Limits(1, 17)))).ToArray();
        Assert.InRange(MemoryAccount.Process.Mappings, before + count, long.MaxValue);
        store.Dispose();
        Assert.InRange(MemoryAccount.Process.Mappings, 0, before + count);
        Assert.Throws<ObjectDisposedException>(() => memories[0].ReadInt32(0));
        Assert.Throws<ObjectDisposedException>(() => memories[0].Grow(1));
    }

    [Fact]
    public void The_account_refuses_by_name_and_recovers()
    {
        var account = new MemoryAccount(2, 100);
        account.Charge(1, 60);
        Assert.Equal("reserved memory", Assert.Throws<LimitException>(() => account.Charge(1, 41)).Limit);
        account.Charge(1, 40);
        Assert.Equal("memory mappings", Assert.Throws<LimitException>(() => account.Charge(1, 0)).Limit);
        account.Credit(2, 100);
        Assert.Equal((0, 0), (account.Mappings, account.Bytes));
    }

    [Fact]
    public void Bulk_operations_check_before_they_write()
    {
        var memory = Create(1, 1);
        Assert.Throws<TrapException>(() => MemoryOperations.Fill(65_530, 1, 7, memory));
        Assert.Equal(0, memory.ReadInt32(65_532));
        MemoryOperations.Fill(65_532, 1, 4, memory);
        Assert.Equal(0x01010101, memory.ReadInt32(65_532));
        Assert.Throws<TrapException>(() => MemoryOperations.Copy(0, -1, 2, memory, memory));
        MemoryOperations.Fill(65_536, 1, 0, memory);
        Assert.Throws<TrapException>(() => MemoryOperations.Fill(65_537, 1, 0, memory));
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(3, 0)]
    [InlineData(0, 5 << 20)]
    [InlineData(5 << 20, 0)]
    public void Copies_overlapping_areas_larger_than_a_block(int source, int target)
    {
        const int count = 9 << 20;
        var memory = Create(400, 400);
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)(i * 31 >> 3);
        memory.Write(source, bytes);
        MemoryOperations.Copy(target, source, count, memory, memory);
        var copied = new byte[count];
        memory.Read(target, copied);
        Assert.True(bytes.AsSpan().SequenceEqual(copied));
    }

    private Memory Create(int minimum, int maximum) =>
        new(_store, new MemoryType(new Limits((ulong)minimum, (ulong)maximum)));

    private static unsafe nint BaseOf(Memory memory) => (nint)memory.Base;
}
