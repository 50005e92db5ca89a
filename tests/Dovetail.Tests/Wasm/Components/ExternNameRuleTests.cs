using Dovetail.Wasm;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>The attributes of imports and exports, and the gated forms of names.</summary>
public class ExternNameRuleTests
{
    [Theory]
    [InlineData("(import \"a\" (implements \"a:b/c\") (instance))", null)]
    [InlineData("(import \"a\" (implements \"a:b/c@1.0.0\") (external-id \"any thing\") (instance))", null)]
    [InlineData("(instance $i) (export \"a\" (implements \"a:b/c\") (instance $i))", null)]
    [InlineData("(type (instance (export \"a\" (implements \"a:b/c\") (instance))))", null)]
    [InlineData("(instance $i) (instance (export \"a\" (external-id \"\") (instance $i)))", null)]
    [InlineData("(import \"a\" (implements \"a:b/c\") (func))", "only instances")]
    [InlineData("(import \"a:b/c\" (implements \"a:b/c\") (instance))", "not a plain name")]
    [InlineData("(import \"a\" (implements \"a\") (instance))", "not the name of an interface")]

    [InlineData("(import \"a\" (implements \"A:b/c\") (instance))", "not the name of an interface")]
    [InlineData("(import \"a\" (external-id \"x\") (func)) (import \"A\" (external-id \"y\") (func))", "conflicts with previous name")]
    public void Attributes(string fields, string? why) => GatedComponent.Judge(fields, why);

    [Theory]
    [InlineData("(import \"a\" (implements \"a:b/c\") (instance))", ComponentFeatures.Implements)]
    [InlineData("(import \"a\" (external-id \"x\") (func))", ComponentFeatures.Implements)]
    public void Attributes_need_their_feature(string fields, ComponentFeatures feature) => GatedComponent.Needs(fields, feature);

    [Fact]
    public void Attributes_do_not_count_in_types() => GatedComponent.Judge(
        """
        (import "f" (external-id "x") (func $f))
        (component $c (import "f" (external-id "y") (func)))
        (instance (instantiate $c (with "f" (func $f))))
        """,
        null);

    [Theory]
    [InlineData("(import \"a:b/c@1\" (versionsuffix \".2.3\") (instance))", null)]
    [InlineData("(import \"a:b/c@0.2\" (versionsuffix \".3-rc.1\") (instance))", null)]
    [InlineData("(import \"a:b/c@0.0.1\" (versionsuffix \"-alpha\") (instance))", null)]
    [InlineData("(import \"a:b/c@0.0.1-alpha\" (versionsuffix \"\") (instance))", "no canonical version")]
    [InlineData("(import \"a:b/c@0.2\" (instance))", null)]
    [InlineData("(import \"a:b/c@1.2.3\" (versionsuffix \"\") (instance))", "no canonical version")]
    [InlineData("(import \"a:b/c\" (versionsuffix \".1\") (instance))", "no canonical version")]
    [InlineData("(import \"a:b/c@1\" (versionsuffix \"2.3\") (instance))", "invalid interface version")]
    [InlineData("(import \"a:b/c@1\" (versionsuffix \".2\") (instance))", "invalid interface version")]
    [InlineData("(import \"a:b/c@01\" (instance))", "is not a version")]
    [InlineData("(import \"a:b/c@0\" (instance))", "is not a version")]
    public void Canonical_versions(string fields, string? why) => GatedComponent.Judge(fields, why);

    [Theory]
    [InlineData("a:b:c/d", true)]
    [InlineData("a:b/c/d", true)]
    [InlineData("a:b-1:c/d/e@1.2.3", true)]
    [InlineData("a::c/d", false)]
    [InlineData("a:b/c//d", false)]
    [InlineData("a:b/", false)]
    public void Nested_names(string name, bool isName)
    {
        var fields = $"(import \"{name}\" (instance))";
        GatedComponent.Judge(fields, isName ? null : "not a valid extern name");
        GatedComponent.Judge(fields, "not a valid extern name", ComponentFeatures.All & ~ComponentFeatures.NestedNames);
    }
}
