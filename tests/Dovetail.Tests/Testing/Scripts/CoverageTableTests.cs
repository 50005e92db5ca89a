using Dovetail.Testing.Scripts;

namespace Dovetail.Tests.Testing.Scripts;

public class CoverageTableTests
{
    [Fact]
    public void Writes_a_row_for_each_file_and_a_sum()
    {
        DirectiveResult[] results =
        [
            new(1, "module", Verdict.Skipped, "simd"),
            new(2, "module", Verdict.Skipped, "gc"),
            new(3, "module", Verdict.Passed, null),
            new(4, "module", Verdict.Failed, "why"),
        ];
        var table = CoverageTable.Write([new("/x/suites/core/b.wast", [.. results]), new("suites/core/a.wast", [results[2]])]);
        Assert.EndsWith(
            """

            ## core

            | file | passed | failed | skipped | for |
            |---|---:|---:|---:|---|
            | a.wast | 1 | 0 | 0 |  |
            | b.wast | 1 | 1 | 2 | gc, simd |
            | **all** | 2 | 1 | 2 |  |

            """.ReplaceLineEndings("\n"),
            table,
            StringComparison.Ordinal);
    }
}
