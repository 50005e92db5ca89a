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
            ? ExitCode.Of(() => Run(file, call))
            : null;

    /// <summary>Calls, while another thread loads what compiling, calling and printing will need.</summary>
    private static int Run(string file, string call)
    {
        if (Environment.ProcessorCount > 1)
        {
            new Thread(WarmUp) { IsBackground = true }.Start();
        }
        return RunVerb.Run(new RunOptions(file) { Call = call });
    }

    private static void WarmUp()
    {
        try
        {
            Engine.WarmUp();
            _ = Console.Out;
        }
        catch (Exception)
        {
            // Whatever is wrong, the call itself meets it, and says so.
        }
    }

    /// <summary>Whether the parser, too, would take an argument as it is: no option, no response file.</summary>
    private static bool IsPlain(string argument) => argument.Length > 0 && argument[0] is not ('-' or '@');
}
