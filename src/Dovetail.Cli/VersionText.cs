using System.CommandLine;
using System.CommandLine.Invocation;

namespace Dovetail.Cli;

/// <summary>The version, for which an output that is not open is an error like any other.</summary>
internal sealed class VersionText(SynchronousCommandLineAction version) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => version.ClearsParseErrors;

    public override int Invoke(ParseResult parseResult) => ExitCode.Of(() => version.Invoke(parseResult));
}
