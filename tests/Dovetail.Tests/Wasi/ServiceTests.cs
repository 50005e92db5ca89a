using Dovetail.Wasi;

namespace Dovetail.Tests.Wasi;

/// <summary><c>wasi:config</c> and <c>wasi:logging</c>.</summary>
public sealed class ServiceTests : WasiTestBase
{
    private const string Config = """
        (import "wasi:config/store@0.2.0-draft" (instance $config
          (type $error' (variant (case "upstream" string) (case "io" string))) (export "error" (type $error (eq $error')))
          (export "get" (func (param "key" string) (result (result (option string) (error $error)))))
          (export "get-all" (func (result (result (list (tuple string string)) (error $error)))))))
        """;

    private const string Logging = """
        (import "wasi:logging/logging@0.1.0-draft" (instance $logging
          (type $level' (enum "trace" "debug" "info" "warn" "error" "critical")) (export "level" (type $level (eq $level')))
          (export "log" (func (param "level" $level) (param "context" string) (param "message" string)))))
        """;

    [Fact]
    public void Config_has_what_the_host_set()
    {
        var config = Interface(Start(WasiText.Forward([Config], "config"), new WasiOptions { Config = new Dictionary<string, string> { ["color"] = "red" } }), "config");
        Assert.Equal(WitValue.Some("red"), config.Call("get", "color").Ok());
        Assert.Equal(WitValue.None, config.Call("get", "size").Ok());
        Assert.Equal(WitValue.List(WitValue.Tuple("color", "red")), config.Call("get-all").Ok());
        Assert.Empty(Interface(Start(WasiText.Forward([Config], "config")), "config").Call("get-all").Ok().Items);
    }

    [Fact]
    public void What_is_logged_reaches_the_host()
    {
        var entries = new List<WasiLogEntry>();
        var logging = Interface(Start(WasiText.Forward([Logging], "logging"), new WasiOptions { Log = entries.Add }), "logging");
        _ = logging.Call("log", WitValue.Enum("warn"), "shop", "out of apples");
        Assert.Equal([new WasiLogEntry(WasiLogLevel.Warn, "shop", "out of apples")], entries);
        _ = Interface(Start(WasiText.Forward([Logging], "logging")), "logging").Call("log", WitValue.Enum("critical"), "", "lost");
    }
}
