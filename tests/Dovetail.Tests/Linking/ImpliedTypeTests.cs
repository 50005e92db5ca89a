namespace Dovetail.Tests.Linking;

/// <summary>Types that an import brings, and that others name again.</summary>
public sealed class ImpliedTypeTests
{
    private const string Text = """
        (component
          (import "a:b/files" (instance $files (export "file" (type (sub resource)))))
          (alias export $files "file" (type $file))
          (import "file" (type (eq $file)))
          (import "a:b/more" (instance (export "file" (type (eq $file))) (type $n u8) (export "n" (type (eq $n))))))
        """;

    [Fact]
    public void A_resource_type_has_to_be_defined_once_only()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine)
            .Define("a:b/files", files => files.Resource<object>("file"))
            .Define("a:b/more", _ => { });
        linker.Instantiate(store, Component.Parse(engine, Text));
    }

    [Fact]
    public void A_resource_type_must_not_be_defined_twice_in_different_ways()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine)
            .Define("a:b/files", files => files.Resource<object>("file"))
            .Define("a:b/more", more => more.Resource<string>("file"));
        var error = Assert.Throws<LinkException>(() => linker.Instantiate(store, Component.Parse(engine, Text)));
        Assert.Contains("a:b/more.file", error.Message, StringComparison.Ordinal);
    }
}
