using Dovetail.Compilation;

namespace Dovetail.Tests.Compilation;

public sealed class ArrayBuilderTests
{
    [Fact]
    public void It_is_a_list_and_a_stack()
    {
        var items = new ArrayBuilder<int>(1);
        Assert.False(items.TryPop(out _));
        for (var i = 0; i < 100; i++)
            items.Add(i);
        items[40] = -40;
        Assert.Equal([.. Enumerable.Range(0, 40), -40, .. Enumerable.Range(41, 59)], items.AsSpan().ToArray());
        Assert.True(items.TryPop(out var last));
        Assert.Equal((99, 99), (last, items.Count));
        items.CutTo(200);
        Assert.Equal(99, items.Count);
        items.CutTo(2);
        var copy = new int[4];
        items.CopyTo(copy, 1);
        Assert.Equal([0, 0, 1, 0], copy);
    }
}
