using System.Runtime.CompilerServices;
using Dovetail.Cli.Verbs;
using Dovetail.Wit.Types;

namespace Dovetail.Cli;

/// <summary>
/// The plainest command line, <c>run FILE --invoke CALL</c>, understood without the parser of all the others, which takes longer to load than a
/// small module takes to compile.
/// </summary>
internal static class PlainCall
{
    // .NET loads the JIT for the first variable of a thread that a program comes to; what this one is does not matter.
    [ThreadStatic]
    private static bool _isWarm;

    /// <summary>The exit code; null where the command line is not of that form and means whatever the parser says.</summary>
    /// <param name="write">Writes the result as a line.</param>
    public static int? TryRun(string[] arguments, Action<string> write)
    {
        if (arguments is not ["run", var file, "--invoke", var call] || !IsPlain(file) || !IsPlain(call))
        {
            return null;
        }
        // Before anything else, for much of what this thread has to load the other one can have loaded by then.
        using var interrupts = new CaughtInterrupts(Environment.ProcessorCount > 1 ? WarmUp : null);
        return Run(new RunOptions(file) { Call = call }, write, interrupts.Token);
    }

    // By itself, so that its types are not loaded before the other thread begins.
    private static int Run(RunOptions options, Action<string> write, CancellationToken cancellation) =>
        ExitCode.Of(() => RunVerb.Run(options, write, cancellation));

    /// <summary>Loads what compiling and calling will need.</summary>
    private static void WarmUp()
    {
        try
        {
            // The JIT first, while the other thread loads the engine.
            if (!_isWarm)
            {
                _isWarm = true;
                WarmUpEngine();
                WarmUpValues();
            }
        }
        catch (Exception)
        {
            // Whatever is wrong, the call itself meets it, and says so.
        }
    }

    // Apart from each other, so that each loads its types when it is called, in the order in which the call comes to them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WarmUpEngine() => Engine.WarmUp();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WarmUpValues()
    {
        var numbers = new WitFunctionType([new FunctionParameter("p0", new PrimitiveType(PrimitiveKind.S32))], null);
        _ = Wave.Write(Wave.ParseCall("f(0)", "").Arguments(numbers)[0]);
    }

    /// <summary>Whether the parser, too, would take an argument as it is: no option, no response file.</summary>
    private static bool IsPlain(string argument) => argument.Length > 0 && argument[0] is not ('-' or '@');
}
