using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>Small components that ask for much: each is accepted or refused by name, in little time.</summary>
public class HostileComponentTests
{
    [Fact]
    public void Value_types_that_double_at_every_level()
    {
        var text = new StringBuilder("(type u8)");
        for (var i = 0; i < 90; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(type (result {i} (error {i})))");
        }
        Assert.Equal("type size", Refuse(text.ToString()).Limit);
    }

    [Fact]
    public void Value_types_nested_too_deep()
    {
        var text = new StringBuilder("(type u8)");
        for (var i = 0; i < 200; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"(type (list {i}))");
        }
        Assert.Equal("type depth", Refuse(text.ToString()).Limit);
    }

    [Fact]
    public void Instance_types_that_double_at_every_level()
    {
        var text = new StringBuilder("""(type $t0 (instance (export "r" (type (sub resource)))))""");
        for (var i = 1; i < 60; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"""(type $t{i} (instance (export "a" (instance (type $t{i - 1}))) (export "b" (instance (type $t{i - 1})))))""");
        }
        Refuse(text.ToString());
    }

    [Fact]
    public void Many_instances_of_a_large_component_type()
    {
        var text = new StringBuilder("(component $c ");
        for (var i = 0; i < 2000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""(type $r{i} (resource (rep i32))) (export "r{i}" (type $r{i}))""");
        }
        text.Append(')');
        for (var i = 0; i < 5000; i++)
        {
            text.Append("(instance (instantiate $c))");
        }
        Assert.Equal("type work", Refuse(text.ToString()).Limit);
    }

    [Fact]
    public void Long_chains_of_lifts_and_lowers_do_not_nest()
    {
        var text = new StringBuilder("""(import "f" (func $f0))""");
        for (var i = 0; i < 5000; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"(core func $c{i} (canon lower (func $f{i}))) (func $f{i + 1} (canon lift (core func $c{i})))");
        }
        Assert.Equal(10_000, ComponentValidatorTests.Validate(text.ToString()).Steps.Length);
    }

    [Fact]
    public void Long_chains_of_exports_do_not_nest()
    {
        var text = new StringBuilder("(component $e0)");
        for (var i = 0; i < 3000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""(export $e{i + 1} "e{i}" (component $e{i}))""");
        }
        Assert.Equal(3000, ComponentValidatorTests.Validate(text.ToString()).Exports.Length);
    }

    private static LimitException Refuse(string fields)
    {
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<LimitException>(() => ComponentValidatorTests.Validate(fields));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
        return error;
    }
}
