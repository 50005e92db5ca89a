using Dovetail.Wasm;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>Core types of components: recursive groups, subtypes, and what modules must agree on.</summary>
public class CoreTypeTests
{
    [Theory]
    [InlineData("(core type $t (struct (field (ref null $t))))", null)]
    [InlineData("(core rec (type $a (struct (field (ref $b)))) (type $b (array (mut (ref $a)))))", null)]
    [InlineData("(core type $s (sub (func))) (core type (sub final $s (func)))", null)]
    [InlineData("(core type $s (func)) (core type (sub $s (func)))", "final supertype")]
    [InlineData("(core type $s (sub (func))) (core type (sub $s (struct)))", "does not match its supertype")]
    [InlineData("(core type (func (param (ref 3))))", "unknown type 3")]
    [InlineData("(core type (sub 0 (func)))", "as a supertype")]
    [InlineData("(core type $m (module)) (core type (func (param (ref $m))))", "is the type of a module")]
    [InlineData("(core type $m (module (rec (type $a (struct (field (ref $b)))) (type $b (struct))) (import \"\" \"f\" (func (param (ref $b))))))", null)]
    [InlineData("(core type $f (func)) (core type (module (export \"t\" (table 1 (ref null $f)))))", null)]
    [InlineData("(core type (module (type $s (struct)) (import \"\" \"f\" (func (type $s)))))", "not a function type")]
    public void Groups(string fields, string? why) => GatedComponent.Judge(fields, why);

    [Fact]
    public void They_need_the_feature() => Assert.Equal("gc", Assert.Throws<UnsupportedException>(
        () => GatedComponent.Validate("(core type (struct))", features: WasmFeatures.SupportedInComponents)).Feature);

    // The indices of the modules differ, what they stand for does not.
    [Theory]
    [InlineData("(type $p (func (param i32))) (type $r (func (param (ref null $p)))) ", "$r", "(type (func)) (type $p (func (param i32))) (type $r (func (param (ref null $p))))", null)]
    [InlineData("(type $p (func (param i32))) (type $r (func (param (ref null $p)))) ", "$r", "(type $p (func (param i64))) (type $r (func (param (ref null $p))))", "type mismatch")]
    [InlineData("(type $s (sub (func))) (type $r (sub $s (func)))", "$r", "(type $r (sub (func)))", null)]
    [InlineData("(type $r (sub (func)))", "$r", "(type $s (sub (func))) (type $r (sub $s (func)))", "type mismatch")]
    [InlineData("(rec (type $r (func)) (type (struct)))", "$r", "(type $r (func))", "type mismatch")]
    public void Modules_agree_on_what_types_are(string exporter, string type, string importer, string? why) => GatedComponent.Judge(
        $$"""
        (core module $a {{exporter}} (func (export "f") (type {{type}}) unreachable))
        (core module $b {{importer}} (import "" "f" (func (type {{type}}))))
        (core instance $i (instantiate $a))
        (core instance (instantiate $b (with "" (instance $i))))
        """,
        why);

    [Theory]
    [InlineData("(global (export \"g\") (ref null $t) (ref.null $t))", "(global (ref null func))", null)]
    [InlineData("(global (export \"g\") (mut (ref null $t)) (ref.null $t))", "(global (mut (ref null func)))", "type mismatch")]
    [InlineData("(global (export \"g\") (ref null func) (ref.null func))", "(global (ref null $t))", "type mismatch")]
    [InlineData("(table (export \"g\") 1 (ref null $t))", "(table 1 (ref null $t))", null)]
    [InlineData("(table (export \"g\") 1 (ref null $t))", "(table 1 funcref)", "type mismatch")]
    public void Globals_and_tables(string export, string import, string? why) => GatedComponent.Judge(
        $$"""
        (core module $a (type $t (func)) {{export}})
        (core module $b (type (struct)) (type $t (func)) (import "" "g" {{import}}))
        (core instance $i (instantiate $a))
        (core instance (instantiate $b (with "" (instance $i))))
        """,
        why);

    [Fact]
    public void A_long_chain_of_types_takes_little_time_and_no_stack()
    {
        var text = new System.Text.StringBuilder("(core module $m (type (func))");
        for (var i = 0; i < 20_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"(type (func (param (ref {i}))))");
        }
        var time = System.Diagnostics.Stopwatch.StartNew();
        GatedComponent.Validate($"{text} (func (export \"f\") (type 20000) unreachable)) (export \"m\" (core module $m))");
        Assert.True(time.Elapsed < TimeSpan.FromSeconds(10), $"{time.Elapsed}");
    }
}
