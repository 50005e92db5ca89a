namespace Dovetail.Wasi.Config;

/// <summary><c>wasi:config/store.error</c>. What is in memory has none.</summary>
internal abstract record ConfigError
{
    public sealed record Upstream(string Message) : ConfigError;

    public sealed record Io(string Message) : ConfigError;
}

/// <summary><c>wasi:config</c>, of whatever version: the values that the host set.</summary>
internal static class ConfigInterfaces
{
    public static void AddTo(Linker linker, WasiHost host) => linker.Define("wasi:config/store", store => store
        .Function("get", (Store caller, string key) => Result<string?, ConfigError>.Ok(host.Of(caller).Options.Config.GetValueOrDefault(key)))
        .Function("get-all", (Store caller) => Result<(string, string)[], ConfigError>.Ok(
            [.. host.Of(caller).Options.Config.Select(value => (value.Key, value.Value))])));
}
