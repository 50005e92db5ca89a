using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Runtime;

public sealed class TableTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly Store _store;

    public TableTests() => _store = new Store(_engine);

    public void Dispose()
    {
        _store.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Grows_to_its_maximum()
    {
        var table = Create(1, 5);
        Assert.Equal(1, table.Grow(3, "x"));
        Assert.Equal(-1, table.Grow(2));
        Assert.Equal(4, table.Count);
        Assert.Equal([null, "x", "x", "x"], Enumerable.Range(0, 4).Select(i => table[i]));
    }

    [Fact]
    public void Growing_one_by_one_is_not_quadratic()
    {
        var table = Create(0, null);
        for (var i = 0; i < 200_000; i++)
            Assert.Equal(i, table.GrowInside(null, 1));
    }

    [Fact]
    public void Counts_the_elements_of_a_store()
    {
        using var store = new Store(_engine, new StoreOptions { MaxTableElements = 10 });
        var table = new Table(store, new TableType(ValType.FuncRef, new Limits(8, null)));
        Assert.Equal(-1, table.Grow(3));
        Assert.Equal(8, table.Grow(2));
        var refused = Assert.Throws<LimitException>(() => new Table(store, new TableType(ValType.FuncRef, new Limits(1, 1))));
        Assert.Equal("table elements", refused.Limit);
    }

    [Fact]
    public void Refuses_more_elements_than_an_array_has()
    {
        using var store = new Store(_engine, new StoreOptions { MaxTableElements = long.MaxValue });
        var refused = Assert.Throws<LimitException>(() => new Table(store, new TableType(ValType.FuncRef, new Limits(uint.MaxValue, null))));
        Assert.Equal("table elements", refused.Limit);
        Assert.Equal(0, store.Budget.Space.TableElements);
        Assert.Equal(-1, new Table(store, new TableType(ValType.FuncRef, new Limits(0, null))).GrowInside(null, uint.MaxValue));
        Assert.Equal(0, store.Budget.Space.TableElements);
    }

    [Fact]
    public void Tells_an_element_beyond_the_end_from_one_that_is_not_set()
    {
        var table = Create(2, null);
        table.Grow(1);
        Assert.True(table.Elements.Length > table.Count);
        Assert.Equal(TrapCode.UninitializedElement, Assert.Throws<TrapException>(() => Traps.NullElement(table, 2)).Code);
        Assert.Equal(TrapCode.UndefinedElement, Assert.Throws<TrapException>(() => Traps.NullElement(table, 3)).Code);
        Assert.Throws<TrapException>(() => TableOperations.GetReference(3, table));
        Assert.Throws<TrapException>(() => TableOperations.Set(-1, null, table));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Copies_overlapping_ranges_larger_than_a_block(int source, int target)
    {
        const int count = 1_200_000;
        var table = Create(count + 1, null);
        for (var i = 0; i < count; i++)
            table.Elements[source + i] = i;
        TableOperations.Copy(target, source, count, table, table);
        for (var i = 0; i < count; i += 997)
            Assert.Equal(i, table.Elements[target + i]);
    }

    [Fact]
    public void Refuses_what_is_no_function_in_a_table_of_functions()
    {
        var table = new Table(_store, new TableType(ValType.FuncRef, new Limits(1, 1)));
        Assert.Throws<ArgumentException>(() => table[0] = "x");
        table[0] = null;
        Assert.Throws<ArgumentOutOfRangeException>(() => table[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => table[-1] = null);
    }

    private Table Create(int minimum, int? maximum) =>
        new(_store, new TableType(ValType.ExternRef, new Limits((ulong)minimum, (ulong?)maximum)));
}
