using Dovetail.Cli.Verbs;

namespace Dovetail.Cli;

/// <summary>
/// The plainest command line, <c>run FILE --invoke CALL</c>, understood without the parser of all the others, which takes longer to load than a
/// small module takes to compile.
/// </summary>
internal static class PlainCall
{
    /// <summary>The exit code; null where the command line is not of that form and means whatever the parser says.</summary>
    public static int? TryRun(string[] arguments) =>
        arguments is ["run", var file, "--invoke", var call] && IsPlain(file) && IsPlain(call)
            ? ExitCode.Of(() => RunVerb.Run(file, call, null, null))
            : null;

    /// <summary>Whether the parser, too, would take an argument as it is: no option, no response file.</summary>
    private static bool IsPlain(string argument) => argument.Length > 0 && argument[0] is not ('-' or '@');
}
