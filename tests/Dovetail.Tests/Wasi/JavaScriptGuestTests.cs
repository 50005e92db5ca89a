using Dovetail.Wasi;
using Xunit.Sdk;

namespace Dovetail.Tests.Wasi;

/// <summary>
/// WASI 0.2 as a guest in JavaScript sees it (<c>tests/wasi/guest.js</c>), whose engine uses other 0.2 versions of the same interfaces besides. The component is too large to be kept:
/// <c>DOVETAIL_JS_GUEST</c> names the one that <c>tests/wasi/js.sh</c> built.
/// </summary>
public sealed class JavaScriptGuestTests : IDisposable
{
    private readonly Engine _engine = new();

    public void Dispose() => _engine.Dispose();

    [JavaScriptFact]
    public void What_it_tests_succeeds()
    {
        var guest = Component.Load(_engine, JavaScriptFactAttribute.Component!);
        string[] names;
        using (var store = new Store(_engine))
            names = Start(store, guest, WasiOptions.Default).GetFunction<Func<string[]>>("tests")();
        Assert.NotEmpty(names);
        Assert.All(names, name => Run(guest, name));
    }

    private static ComponentInstance Start(Store store, Component guest, WasiOptions options) => new Linker(store.Engine).AddWasi(options)
        .Define("fail", new Action<string>(message => throw new XunitException(message))).Instantiate(store, guest);

    private void Run(Component guest, string test)
    {
        var (kept, bucket) = (new MemoryFileSystem(), new MemoryBucket());
        kept.WriteFile("kept", "content"u8);
        using var store = new Store(_engine, new StoreOptions { Deadline = TimeSpan.FromMinutes(2) });
        var run = Start(store, guest, new WasiOptions
        {
            Stdin = new MemoryStream("0123456789"u8.ToArray()),
            Stdout = new MemoryStream(),
            Arguments = ["program", "one", ""],
            Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "" },
            InitialDirectory = "/home",
            Preopens = [Preopen.Memory(new MemoryFileSystem()), Preopen.Memory(kept, "/ro", isReadOnly: true)],
            Network = NetworkGrants.Everything,
            Config = new Dictionary<string, string> { ["color"] = "red" },
            KeyValue = name => name == "default" ? bucket : null,
        }).GetFunction<Action<string>>("run");
        if (test.StartsWith("exits_1", StringComparison.Ordinal))
            Assert.Equal(1, Assert.Throws<GuestExitException>(() => run(test)).Code);
        else
            run(test);
    }
}

/// <summary>A fact about the guest in JavaScript; skipped, with the reason, where nobody has built it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class JavaScriptFactAttribute : FactAttribute
{
    public JavaScriptFactAttribute() => Skip = File.Exists(Component) ? null : "needs the component that tests/wasi/js.sh makes: set DOVETAIL_JS_GUEST to its file";

    public static string? Component => Environment.GetEnvironmentVariable("DOVETAIL_JS_GUEST");
}
