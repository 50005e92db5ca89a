using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wit.Resolution;

public class WitFixesTests
{
    [Fact]
    public void Puts_right_what_newcomers_write()
    {
        var fixes = WitFixes.Apply([new WitSourceGroup([new SourceText("""
            package shared

            interface Math {
                struct Point { x: float32; y: i32 }
                enum color { red green, Blue }
                add: func(a: u32, b: u32): u32
                format_currency: (value: Point) -> String;
                formatAmount: fn() -> ();
                type: func()
            };

            default world app {
                import Math
                export run: func() -> unit
            }
            """.Replace("red green", "red\n green", StringComparison.Ordinal).Replace(" -> unit", "", StringComparison.Ordinal))])]);
        Assert.Null(fixes.Remaining);
        Assert.Equal("""
            package local:shared;

            interface math {
                record point { x: f32, y: s32 }
                enum color { red,
             green, blue }
                add: func(a: u32, b: u32) -> u32;
                format-currency: func(value: point) -> string;
                format-amount: func();
                %type: func();
            }

            world app {
                import math;
                export run: func();
            }
            """, fixes.Groups[0].Files[0].Content);
        Assert.NotEmpty(fixes.Fixed);
    }

    [Fact]
    public void A_file_without_a_package_gets_one()
    {
        var fixes = WitFixes.Apply([new WitSourceGroup([new SourceText("interface i {}\n", "/tmp/my_api.wit")])]);
        Assert.Equal("package local:my-api;\n\ninterface i {}\n", fixes.Groups[0].Files[0].Content);
    }

    [Fact]
    public void What_no_fix_is_known_for_remains()
    {
        var fixes = WitFixes.Apply([new WitSourceGroup([new SourceText("package a;\ninterface i { f: func(x: nope); }")])]);
        Assert.StartsWith("there is no type `nope`", Assert.Single(fixes.Remaining!.Diagnostics).Message, StringComparison.Ordinal);
        Assert.StartsWith("package local:a;", fixes.Groups[0].Files[0].Content, StringComparison.Ordinal);
    }
}
