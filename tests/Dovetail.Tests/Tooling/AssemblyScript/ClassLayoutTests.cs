using Dovetail.Tooling.AssemblyScript;

namespace Dovetail.Tests.Tooling.AssemblyScript;

public sealed class ClassLayoutTests
{
    [Fact]
    public void A_field_that_only_the_glue_shows_takes_the_room_that_it_is_written_with()
    {
        const string glue = """
            async function instantiate(module, imports = {}) {
              function __lowerRecord7(value) {
                // assembly/index/Both
                if (value == null) return 0;
                const pointer = exports.__pin(exports.__new(24, 7));
                __setU8(pointer + 0, value.flag ? 1 : 0);
                __setF64(pointer + 8, value.ratio);
                __setU64(pointer + 16, value.count || 0n);
                exports.__unpin(pointer);
                return pointer;
              }
            """;
        var layout = new ClassLayout(ScriptDeclarations.Read("", glue).Fields["assembly/index/Both"]);
        Assert.Equal(0u, layout.Place(layout.Find("flag"), ScriptScalar.Bool));
        Assert.Equal(24u, layout.Size);
    }

    [Fact]
    public void A_field_that_is_only_read_takes_the_room_that_it_is_read_with()
    {
        const string glue = """
              function __liftRecord7(pointer) {
                // assembly/index/Both
                // Hint: Opt-out from lifting as a record by providing an empty constructor
                if (!pointer) return null;
                return {
                  flag: __getU8(pointer + 0) != 0,
                  count: __getU64(pointer + 8),
                };
              }
            """;
        var layout = new ClassLayout(ScriptDeclarations.Read("", glue).Fields["assembly/index/Both"]);
        layout.Place(layout.Find("flag"), ScriptScalar.Bool);
        Assert.Equal(16u, layout.Size);
    }
}
