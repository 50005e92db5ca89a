namespace Dovetail.Wasi.Logging;

/// <summary><c>wasi:logging</c>, of whatever version. Where no log is granted the lines are lost, for the interface has no error.</summary>
internal static class LoggingInterfaces
{
    public static void AddTo(Linker linker, WasiHost host) => linker.Define("wasi:logging/logging", logging => logging
        .Function("log", (Store store, WasiLogLevel level, string context, string message) => host.Of(store).Options.Log?.Invoke(new(level, context, message))));
}
