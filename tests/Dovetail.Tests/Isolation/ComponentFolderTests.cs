using System.Collections.Concurrent;

namespace Dovetail.Tests.Isolation;

public sealed class ComponentFolderTests : IDisposable
{
    private const string Good = "(component (type $t u32) (export \"a\" (type $t)))";

    private readonly Engine _engine = new();
    private readonly string _path = Directory.CreateTempSubdirectory("dovetail").FullName;
    private readonly BlockingCollection<string> _news = [];

    public void Dispose()
    {
        _engine.Dispose();
        _news.Dispose();
        if (Directory.Exists(_path))
            Directory.Delete(_path, recursive: true);
    }

    private ComponentFolder Watch(bool takesExisting = true, string pattern = "*.wasm", Action<string, Component>? taken = null) => new(
        _engine,
        _path,
        (name, component) =>
        {
            taken?.Invoke(name, component);
            _news.Add($"taken {name}");
        },
        (name, reason) => _news.Add($"refused {name} {reason.GetType().Name}"),
        name => _news.Add($"removed {name}"),
        pattern,
        takesExisting);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_path, name), text);

    private void Hears(params string[] news)
    {
        foreach (var expected in news)
        {
            Assert.True(_news.TryTake(out var next, 30_000));
            Assert.Equal(expected, next);
        }
    }

    [Fact]
    public void Takes_what_is_there_in_the_order_of_the_names_before_it_returns()
    {
        Write("b.wasm", Good);
        Write("a.wasm", "(component");
        Write("c.txt", Good);
        Directory.CreateDirectory(Path.Combine(_path, "d.wasm"));
        using var folder = Watch();
        Assert.Equal(["refused a.wasm MalformedException", "taken b.wasm"], _news);
    }

    [Fact]
    public void Takes_what_comes_and_what_changes_and_tells_what_goes()
    {
        using var folder = Watch();
        Write("a.wasm", Good);
        Hears("taken a.wasm");
        Write("a.wasm", "not a component");
        Hears("refused a.wasm MalformedException");
        Write("a.wasm", Good);
        Hears("taken a.wasm");
        File.Delete(Path.Combine(_path, "a.wasm"));
        Hears("removed a.wasm");
    }

    [Fact]
    public void Takes_only_what_changes_where_that_is_wanted()
    {
        Write("a.wasm", Good);
        using var folder = Watch(takesExisting: false);
        Write("b.wasm", Good);
        Hears("taken b.wasm");
        Write("a.wasm", Good + " ");
        Hears("taken a.wasm");
    }

    [Fact]
    public void Whoever_takes_may_refuse()
    {
        Write("a.wasm", Good);
        using var folder = Watch(taken: (_, _) => throw new ArgumentException("not this one"));
        Hears("refused a.wasm ArgumentException");
    }

    [Fact]
    public void Is_told_of_all_that_goes_with_the_folder()
    {
        Write("a.wasm", Good);
        Write("b.wasm", Good);
        using var folder = Watch();
        Directory.Delete(_path, recursive: true);
        Hears("taken a.wasm", "taken b.wasm", "removed a.wasm", "removed b.wasm");
        Directory.CreateDirectory(_path);
        Write("a.wasm", Good);
        Hears("taken a.wasm");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_an_error() =>
        Assert.Throws<DirectoryNotFoundException>(() => new ComponentFolder(_engine, Path.Combine(_path, "none"), (_, _) => { }));
}
