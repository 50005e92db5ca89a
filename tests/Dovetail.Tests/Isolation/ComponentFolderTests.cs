using System.Collections.Concurrent;
using System.Diagnostics;

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

    [Theory]
    [InlineData("*.wasm")]
    [InlineData("a.wasm")]
    public void A_folder_that_is_not_there_is_an_error(string pattern) =>
        Assert.Throws<DirectoryNotFoundException>(() => new ComponentFolder(_engine, Path.Combine(_path, "none"), (_, _) => { }, pattern: pattern));

    [Fact]
    public void A_pattern_without_wildcards_is_one_file()
    {
        Write("b.wasm", Good);
        using var folder = Watch(pattern: "a.wasm");
        Write("a.wasm", Good);
        Hears("taken a.wasm");
        File.Delete(Path.Combine(_path, "a.wasm"));
        Hears("removed a.wasm");
        Directory.CreateDirectory(Path.Combine(_path, "a.wasm"));
        Thread.Sleep(500);
        Directory.Delete(Path.Combine(_path, "a.wasm"));
        Write("a.wasm", "not a component");
        Hears("refused a.wasm MalformedException");
    }

    // A pattern of .NET has more wildcards than two: a quotation mark is a point as well.
    [LinuxFact]
    public void That_file_is_named_exactly()
    {
        Write("a.wasm", Good);
        Write("a\"wasm", "not a component");
        using var folder = Watch(pattern: "a\"wasm");
        Assert.Equal(["refused a\"wasm MalformedException"], _news);
    }

    // Opening a pipe waits for who writes to it, and a device may have no end.
    [LinuxFact]
    public async Task What_is_no_ordinary_file_is_refused_and_keeps_nobody_waiting()
    {
        using (var making = Process.Start("mkfifo", Path.Combine(_path, "pipe.wasm")))
            await making.WaitForExitAsync();
        File.CreateSymbolicLink(Path.Combine(_path, "link.wasm"), Path.Combine(_path, "pipe.wasm"));
        File.CreateSymbolicLink(Path.Combine(_path, "zero.wasm"), "/dev/zero");
        Write("empty.wasm", "");
        using var folder = await Task.Run(() => Watch()).WaitAsync(TimeSpan.FromSeconds(30));
        Hears([.. new[] { "empty", "link", "pipe", "zero" }.Select(name => $"refused {name}.wasm InvalidDataException")]);
        Write("good.wasm", Good);
        Hears("taken good.wasm");
    }
}
