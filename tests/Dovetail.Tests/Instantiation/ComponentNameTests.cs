namespace Dovetail.Tests.Instantiation;

/// <summary>What messages call a component.</summary>
public sealed class ComponentNameTests : ComponentTestBase
{
    // A section `component-name` whose first part is the name of the component itself.
    private static string Named(string name) => $"(component (@custom \"component-name\" \"\\00{Hex(name.Length + 1)}{Hex(name.Length)}{name}\"))";

    [Fact]
    public void Is_the_one_that_its_toolchain_gave_it() => Assert.Equal("shop", Parse(Named("shop")).Name);

    [Fact]
    public void Is_none_in_a_text_without_one() => Assert.Null(Parse("(component)").Name);

    [Fact]
    public void Is_else_that_of_the_file()
    {
        var path = Path.Combine(Path.GetTempPath(), $"dovetail-{Guid.NewGuid():n}.wat");
        try
        {
            File.WriteAllText(path, "(component)");
            Assert.Equal(Path.GetFileName(path), Component.Load(Engine, path).Name);
            File.WriteAllText(path, Named("shop"));
            Assert.Equal("shop", Component.Load(Engine, path).Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Does_nothing_to_a_terminal()
    {
        var name = Parse("(component (@custom \"component-name\" \"\\00\\05\\04\\1b[2J\"))").Name;
        Assert.NotNull(name);
        Assert.DoesNotContain('\u001b', name);
    }

    private static string Hex(int number) => $"\\{number:x2}";
}
