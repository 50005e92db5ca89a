using Dovetail.Cli.Verbs;
using Dovetail.Wit.Types;

namespace Dovetail.Cli;

/// <summary>
/// The plainest command line, <c>run FILE --invoke CALL</c>, understood without the parser of all the others, which takes longer to load than a
/// small module takes to compile.
/// </summary>
internal static class PlainCall
{
    /// <summary>The exit code; null where the command line is not of that form and means whatever the parser says.</summary>
    public static int? TryRun(string[] arguments)
    {
        if (arguments is not ["run", var file, "--invoke", var call] || !IsPlain(file) || !IsPlain(call))
        {
            return null;
        }
        // Before anything else, for much of what this thread has to load the other one can have loaded by then.
        if (Environment.ProcessorCount > 1)
        {
            new Thread(WarmUp) { IsBackground = true }.UnsafeStart();
        }
        return ExitCode.Of(() => RunVerb.Run(new RunOptions(file) { Call = call }));
    }

    /// <summary>Loads what compiling, calling and printing will need.</summary>
    private static void WarmUp()
    {
        try
        {
            // In the order in which the call comes to it, while the other thread makes ready the engine, reads the file and turns functions into CIL.
            Engine.WarmUp();
            var numbers = new WitFunctionType([new FunctionParameter("p0", new PrimitiveType(PrimitiveKind.S32))], null);
            _ = Wave.Write(Wave.ParseCall("f(0)", "").Arguments(numbers)[0]);
            Console.OpenStandardOutput().Write([]);
        }
        catch (Exception)
        {
            // Whatever is wrong, the call itself meets it, and says so.
        }
    }

    /// <summary>Whether the parser, too, would take an argument as it is: no option, no response file.</summary>
    private static bool IsPlain(string argument) => argument.Length > 0 && argument[0] is not ('-' or '@');
}
