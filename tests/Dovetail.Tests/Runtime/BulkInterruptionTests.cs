using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

/// <summary>Operations on large ranges look at the interrupt flag behind each block, and stop there.</summary>
public sealed class BulkInterruptionTests : IDisposable
{
    private const int Block = MemoryOperations.BlockBytes;
    private const int BlockOfElements = Block / 8;

    private readonly Engine _engine = new();
    private readonly Store _store;

    public BulkInterruptionTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void A_fill_stops_behind_the_first_block()
    {
        var memory = CreateMemory();
        AssertStops(() => MemoryOperations.Fill64(8, 0x11, 2 * Block, memory));
        Assert.Equal((0x11111111, 0), (memory.ReadInt32(8 + Block - 4), memory.ReadInt32(8 + Block)));
    }

    [Fact]
    public void A_copy_stops_behind_the_first_block()
    {
        var (source, target) = (CreateMemory(), CreateMemory());
        MemoryOperations.Fill(0, 0x11, 3 * Block, source);
        AssertStops(() => MemoryOperations.Copy64(8, 0, 2 * Block, target, source));
        // Which end comes first depends on where the two memories lie.
        Assert.Equal([0, 0x11111111], new[] { target.ReadInt32(8 + Block - 4), target.ReadInt32(8 + Block) }.Order());
    }

    [Fact]
    public void An_initialisation_stops_behind_the_first_block()
    {
        var bytes = new byte[2 * Block];
        Array.Fill(bytes, (byte)0x11);
        var module = new EmittedModule().Build(_engine);
        var instance = new ModuleInstance(_store, module) { DataSegments = [bytes] };
        var memory = CreateMemory();
        AssertStops(() => MemoryOperations.Init64(8, 0, bytes.Length, memory, instance, 0));
        Assert.Equal((0x11111111, 0), (memory.ReadInt32(8 + Block - 4), memory.ReadInt32(8 + Block)));
    }

    [Fact]
    public void Operations_on_tables_stop_behind_the_first_block()
    {
        var (source, target) = (CreateTable("x"), CreateTable(null));
        AssertStops(() => TableOperations.Fill(1, "y", 2 * BlockOfElements, target));
        Assert.Equal(["y", null], new[] { target[BlockOfElements], target[BlockOfElements + 1] });
        AssertStops(() => TableOperations.Copy(0, 1, 2 * BlockOfElements, target, source));
        Assert.Equal(["x", null], new[] { target[BlockOfElements - 1], target[BlockOfElements + 1] });
        var segment = new object?[2 * BlockOfElements];
        Array.Fill(segment, "z");
        var instance = new ModuleInstance(_store, new EmittedModule().Build(_engine)) { ElementSegments = [segment] };
        AssertStops(() => TableOperations.Init(0, 0, segment.Length, target, instance, 0));
        Assert.Equal(["z", null], new[] { target[BlockOfElements - 1], target[BlockOfElements + 1] });
    }

    [Fact]
    public void What_does_not_fit_traps_before_anything_is_written()
    {
        var (memory, table) = (CreateMemory(), CreateTable(null));
        _store.InterruptFlag = (int)TrapCode.Interrupted;
        Assert.Equal(TrapCode.MemoryOutOfBounds, Assert.Throws<TrapException>(() => MemoryOperations.Fill64(0, 1, 1L << 40, memory)).Code);
        Assert.Equal(TrapCode.TableOutOfBounds, Assert.Throws<TrapException>(() => TableOperations.Fill(0, "x", -1, table)).Code);
        _store.InterruptFlag = 0;
        Assert.Equal((0, null), (memory.ReadInt32(0), table[0]));
    }

    private void AssertStops(Action operation)
    {
        _store.InterruptFlag = (int)TrapCode.Interrupted;
        Assert.Equal(TrapCode.Interrupted, Assert.Throws<TrapException>(operation).Code);
        _store.InterruptFlag = 0;
    }

    private Memory CreateMemory() => new(_store, new MemoryType(new Limits(200, 200)));

    private Table CreateTable(object? initial) =>
        new(_store, new TableType(ValType.ExternRef, new Limits((3 * BlockOfElements) + 1, null)), initial);
}
