namespace Dovetail.Wasi.Cli;

/// <summary><c>wasi:cli/terminal-input.terminal-input</c>.</summary>
internal sealed class TerminalInput(WasiState state) : WasiResource(state)
{
    protected override string TypeName => "terminal-input";
}

/// <summary><c>wasi:cli/terminal-output.terminal-output</c>.</summary>
internal sealed class TerminalOutput(WasiState state) : WasiResource(state)
{
    protected override string TypeName => "terminal-output";
}
