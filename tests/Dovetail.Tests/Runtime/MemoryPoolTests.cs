using System.Text;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

public sealed class MemoryPoolTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 4, 3)]
    [InlineData(1, 65_536, 0)]
    [InlineData(3, 65_536, 40)]
    [InlineData(200, 300, 100)]
    public void What_comes_back_is_zero_for_the_next_who_gets_it(int minimum, int maximum, int growth)
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 1 });
        var places = new HashSet<nint>();
        for (var round = 0; round < 5; round++)
        {
            using var store = new Store(engine);
            var memory = new Memory(store, new MemoryType(new Limits((ulong)minimum, (ulong)maximum)));
            places.Add(BaseOf(memory));
            Assert.Equal(minimum, memory.Grow(growth));
            Assert.Equal(-1, Bytes(memory).AsSpan().IndexOfAnyExcept((byte)0));
            FillAll(memory, 0xFF);
        }
        Assert.Single(places);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_comes_back_has_the_image_and_nothing_else(bool copiesImages)
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 1, CopiesImages = copiesImages });
        var (first, second) = (Load(engine, 'x', 70_001), Load(engine, 'y', 5));
        var places = new HashSet<nint>();
        for (var round = 0; round < 6; round++)
        {
            var module = round is 2 or 3 ? second : first;
            using var store = new Store(engine);
            var memory = new Linker(engine).Instantiate(store, module).GetMemory("m");
            places.Add(BaseOf(memory));
            memory.Grow(2);
            Assert.True(Expected(module == first ? 'x' : 'y', module == first ? 70_001 : 5, (int)memory.ByteLength).AsSpan().SequenceEqual(Bytes(memory)));
            FillAll(memory, 0xEE);
        }
        Assert.InRange(places.Count, 1, 4);
    }

    [Fact]
    public void Instances_that_live_at_once_do_not_see_what_the_others_write()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Load(engine, 'x', 70_001);
        var memories = Enumerable.Range(0, 4).Select(_ => new Linker(engine).Instantiate(store, module).GetMemory("m")).ToArray();
        for (var i = 0; i < memories.Length; i++)
            memories[i].WriteInt32(70_004, i + 1);
        Assert.Equal([1, 2, 3, 4], memories.Select(memory => memory.ReadInt32(70_004)));
        Assert.Equal((byte)'x', (byte)new Linker(engine).Instantiate(store, module).GetMemory("m").ReadInt32(70_004));
    }

    [Fact]
    public void Keeps_no_more_than_it_may_and_nothing_when_the_engine_ends()
    {
        var engine = new Engine(new EngineOptions { MaxPooledMemories = 3 });
        var stores = Enumerable.Range(0, 5).Select(_ => new Store(engine)).ToArray();
        foreach (var store in stores)
            _ = new Memory(store, new MemoryType(new Limits(1, 100)));
        Array.ForEach(stores, store => store.Dispose());
        Assert.Equal(3, engine.Memories.Count);
        stores[0].Dispose();
        Assert.Equal(3, engine.Memories.Count);
        engine.Dispose();
        Assert.Equal(0, engine.Memories.Count);
    }

    [Fact]
    public void Keeps_no_more_bytes_than_it_may()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 10, MaxPooledBytes = 2 << 16 });
        for (var i = 1; i <= 5; i++)
        {
            using var store = new Store(engine);
            _ = new Memory(store, new MemoryType(new Limits(1, 100 + (ulong)i)));
        }
        Assert.Equal(2, engine.Memories.Count);
    }

    [Fact]
    public void What_waited_longest_goes_first()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 2 });
        foreach (var maximum in new[] { 100UL, 200UL, 100UL, 300UL })
        {
            using var store = new Store(engine);
            _ = new Memory(store, new MemoryType(new Limits(1, maximum)));
        }
        var before = engine.Memories.Count;
        using var last = new Store(engine);
        _ = new Memory(last, new MemoryType(new Limits(1, 100)));
        Assert.Equal((2, 1), (before, engine.Memories.Count));
        _ = new Memory(last, new MemoryType(new Limits(1, 200)));
        Assert.Equal(1, engine.Memories.Count);
    }

    [Fact]
    public void Gives_everything_back_before_the_account_refuses()
    {
        var pool = new MemoryPool(2, 1 << 20);
        pool.Return(pool.Rent(4 << 20, null));
        Assert.Equal(1, pool.Count);
        Assert.Throws<LimitException>(() => pool.Rent(1L << 50, null));
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void An_engine_keeps_memories_unless_told_not_to()
    {
        using var engine = new Engine();
        using var without = new Engine(new EngineOptions { MaxPooledMemories = 0 });
        foreach (var each in new[] { engine, without })
        {
            using var store = new Store(each);
            _ = new Memory(store, new MemoryType(new Limits(1, null)));
        }
        Assert.Equal((1, 0), (engine.Memories.Count, without.Memories.Count));
    }

    // What other tests of the process keep goes too; none of them counts on it.
    [Fact]
    public void What_one_engine_keeps_is_given_back_before_another_is_refused()
    {
        var (idle, busy) = (new MemoryPool(2, 1 << 20), new MemoryPool(2, 1 << 20));
        idle.Return(idle.Rent(4 << 20, null));
        Assert.Throws<LimitException>(() => busy.Rent(1L << 50, null));
        Assert.Equal(0, idle.Count);
        idle.Return(idle.Rent(4 << 20, null));
        Assert.Equal(1, idle.Count);
    }

    [Fact]
    public void An_account_asks_for_what_is_idle_before_it_refuses()
    {
        var idle = 40;
        MemoryAccount? account = null;
        account = new MemoryAccount(10, 100, () =>
        {
            account!.Credit(0, idle);
            return (idle, idle = 0).Item1 > 0;
        });
        account.Charge(1, 90);
        account.Charge(1, 50);
        Assert.Equal("reserved memory", Assert.Throws<LimitException>(() => account.Charge(1, 1)).Limit);
        Assert.Equal((2, 100), (account.Mappings, account.Bytes));
    }

    [Fact]
    public void What_is_left_of_a_module_that_is_gone_goes_when_the_next_memory_comes()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 8 });
        RunOnce(engine);
        Assert.Equal(1, engine.Memories.Count);
        for (var round = 0; round < 20 && engine.Memories.Count > 0; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            engine.Memories.Return(engine.Memories.Rent(4 << 20, null));
            if (engine.Memories.Count == 1)
                return;
        }
        Assert.Fail("the memory of a module that is gone is kept");

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void RunOnce(Engine engine)
        {
            using var store = new Store(engine);
            _ = new Linker(engine).Instantiate(store, Load(engine, 'x', 70_001));
        }
    }

    [Fact]
    public void Nothing_is_left_of_a_kind_of_memory_whose_module_is_gone()
    {
        var pool = new MemoryPool(8, 1 << 24);
        var area = Use(pool);
        GC.Collect();
        Assert.Equal((false, 0), (area.IsAlive, pool.Count));

        // The module goes while the one memory of its kind is in use.
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Use(MemoryPool pool)
        {
            var area = ImageArea.Create([new ImagePart(0, new byte[70_000])], 0, 70_000, mayMap: true);
            for (var i = 0; i < 2; i++)
            {
                var block = pool.Rent(4 << 20, area);
                Assert.True(block.TryCommit(1 << 20));
                if (i == 0)
                    block.Take(area);
                else
                    area.Abandon();
                pool.Return(block);
            }
            return new WeakReference(area);
        }
    }

    [Fact]
    public void A_memory_of_a_disposed_store_does_not_reach_what_another_store_has_now()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 1 });
        var module = Module.Parse(engine, """
            (module (memory (export "m") 1) (func (export "f") (result i32) (i32.load (i32.const 0))))
            """);
        var first = new Store(engine);
        var instance = new Linker(engine).Instantiate(first, module);
        var (stale, f) = (instance.GetMemory("m"), instance.GetFunction<Func<int>>("f"));
        var place = BaseOf(stale);
        first.Dispose();
        using var second = new Store(engine);
        var memory = new Linker(engine).Instantiate(second, module).GetMemory("m");
        Assert.Equal(place, BaseOf(memory));
        Assert.Throws<ObjectDisposedException>(() => stale.WriteInt32(0, 1));
        Assert.Throws<ObjectDisposedException>(() => stale.Grow(1));
        Assert.Throws<ObjectDisposedException>(() => f());
        Assert.Throws<TrapException>(() => stale.Slice(0, 1).Length);
        Assert.Equal((-1, 0), (stale.GrowInside(1), stale.ByteLength));
        first.Dispose();
        Assert.Equal((0, 1, 0), (memory.ReadInt32(0), memory.PageCount, engine.Memories.Count));
    }

    [Fact]
    public void A_store_that_is_disposed_from_inside_gives_its_memory_only_when_the_guest_has_left()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 1 });
        var module = Module.Parse(engine, """
            (module (import "h" "dispose" (func $dispose)) (memory (export "m") 1)
              (func (export "f") (call $dispose) (i32.store (i32.const 0) (i32.const 7)) (loop (br 0))))
            """);
        var store = new Store(engine);
        using var other = new Store(engine);
        Memory? taken = null;
        var linker = new Linker(engine).Define("h", "dispose", () =>
        {
            store.Dispose();
            taken = new Memory(other, new MemoryType(new Limits(1, null)));
        });
        var instance = linker.Instantiate(store, module);
        Assert.Throws<TrapException>(() => instance.GetFunction<Action>("f")());
        Assert.Equal((0, 1), (taken!.ReadInt32(0), engine.Memories.Count));
    }

    [Fact]
    public void An_instance_that_failed_leaves_a_clean_memory_behind()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 1 });
        using var store = new Store(engine);
        var failing = Module.Parse(engine, "(module (memory 1) (data (i32.const 8) \"secret\") (data (i32.const 65536) \"x\"))");
        Assert.Throws<TrapException>(() => new Linker(engine).Instantiate(store, failing));
        Assert.Equal(1, engine.Memories.Count);
        var memory = new Memory(store, new MemoryType(new Limits(1, null)));
        Assert.Equal(-1, Bytes(memory).AsSpan().IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void No_two_threads_have_one_memory()
    {
        using var engine = new Engine(new EngineOptions { MaxPooledMemories = 4 });
        var module = Load(engine, 'x', 70_001);
        Parallel.For(1, 9, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            for (var i = 0; i < 100; i++)
            {
                using var store = new Store(engine);
                var large = new Linker(engine).Instantiate(store, module).GetMemory("m");
                var small = new Memory(store, new MemoryType(new Limits(1, 50)));
                Assert.Equal((0, (byte)'x', 0), (large.ReadInt32(64), (byte)large.ReadInt32(70_004), small.ReadInt32(65_532)));
                foreach (var (memory, address) in new[] { (large, 64), (large, 70_004), (small, 65_532) })
                    memory.WriteInt32(address, thread);
                Thread.Yield();
                Assert.Equal((thread, thread, thread), (large.ReadInt32(64), large.ReadInt32(70_004), small.ReadInt32(65_532)));
            }
        });
        Assert.InRange(engine.Memories.Count, 1, 4);
    }

    // An image of two parts with a gap between.
    private static Module Load(Engine engine, char letter, int offset) => Module.Load(engine, Encoding.UTF8.GetBytes($$"""
        (module (memory (export "m") 8 20)
          (data (i32.const {{offset}}) "{{new string(letter, 200_000)}}") (data (i32.const {{offset + 250_000}}) "{{new string(letter, 100_000)}}"))
        """));

    private static byte[] Expected(char letter, int offset, int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)letter, offset, 200_000);
        Array.Fill(bytes, (byte)letter, offset + 250_000, 100_000);
        return bytes;
    }

    private static byte[] Bytes(Memory memory)
    {
        var bytes = new byte[memory.ByteLength];
        memory.Read(0, bytes);
        return bytes;
    }

    private static void FillAll(Memory memory, byte value)
    {
        var bytes = new byte[memory.ByteLength];
        Array.Fill(bytes, value);
        memory.Write(0, bytes);
    }

    private static unsafe nint BaseOf(Memory memory) => (nint)memory.Base;
}
