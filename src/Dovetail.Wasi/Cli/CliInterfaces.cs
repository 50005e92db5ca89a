using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasi.Io;

namespace Dovetail.Wasi.Cli;

/// <summary><c>wasi:cli@0.2</c>: <c>environment</c>, <c>exit</c>, the standard streams and the terminals.</summary>
internal static class CliInterfaces
{
    public static void AddTo(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("cli/environment"), environment => environment
            .Function("get-environment", (Store store) => Environment(host.Of(store).Options))
            .Function("get-arguments", (Store store) => host.Of(store).Options.Arguments)
            .Function("initial-cwd", (Store store) => host.Of(store).Options.InitialDirectory));
        linker.Define(WasiHost.Name("cli/exit"), exit => exit
            .Function("exit", (Result<ValueTuple, ValueTuple> status) => Exit(status.IsOk ? 0 : 1))
            .Function("exit-with-code", (byte code) => Exit(code)));
        AddStreams(linker, host);
        AddTerminals(linker, host);
    }

    private static (string, string)[] Environment(WasiOptions options) => [.. options.Environment.Select(variable => (variable.Key, variable.Value))];

    [DoesNotReturn]
    private static void Exit(int code) => throw new GuestExitException(code);

    private static void AddStreams(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("cli/stdin"), stdin => stdin
            .Function("get-stdin", (Store store) => new InputStream(host.Of(store), host.Of(store).Standard.Input, isOwner: false)));
        linker.Define(WasiHost.Name("cli/stdout"), stdout => stdout
            .Function("get-stdout", (Store store) => new OutputStream(host.Of(store), host.Of(store).Standard.Output, isOwner: false)));
        linker.Define(WasiHost.Name("cli/stderr"), stderr => stderr
            .Function("get-stderr", (Store store) => new OutputStream(host.Of(store), host.Of(store).Standard.Error, isOwner: false)));
    }

    private static void AddTerminals(Linker linker, WasiHost host)
    {
        linker.Define(WasiHost.Name("cli/terminal-input"), terminal => terminal.Resource<TerminalInput>("terminal-input", input => input.Drop()));
        linker.Define(WasiHost.Name("cli/terminal-output"), terminal => terminal.Resource<TerminalOutput>("terminal-output", output => output.Drop()));
        linker.Define(WasiHost.Name("cli/terminal-stdin"), terminal => terminal
            .Function("get-terminal-stdin", (Store store) => Is(host, store, TerminalStreams.Stdin) ? new TerminalInput(host.Of(store)) : null));
        linker.Define(WasiHost.Name("cli/terminal-stdout"), terminal => terminal
            .Function("get-terminal-stdout", (Store store) => Is(host, store, TerminalStreams.Stdout) ? new TerminalOutput(host.Of(store)) : null));
        linker.Define(WasiHost.Name("cli/terminal-stderr"), terminal => terminal
            .Function("get-terminal-stderr", (Store store) => Is(host, store, TerminalStreams.Stderr) ? new TerminalOutput(host.Of(store)) : null));
    }

    private static bool Is(WasiHost host, Store store, TerminalStreams stream) => host.Of(store).Options.Terminals.HasFlag(stream);
}
