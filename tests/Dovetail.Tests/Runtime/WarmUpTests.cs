namespace Dovetail.Tests.Runtime;

public sealed class WarmUpTests
{
    [Fact]
    public void Warming_up_can_be_done_again_and_by_many_at_once_beside_who_compiles() => Parallel.For(0, 8, index =>
    {
        if (index % 2 == 0) Engine.WarmUp();
        else Assert.Equal(3, Compilation.Wat.Instantiate("""(module (func (export "f") (result i32) (i32.const 3)))""").GetFunction("f").Invoke([])[0]);
    });
}
