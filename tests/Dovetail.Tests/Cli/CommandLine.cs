using Dovetail.Cli;

namespace Dovetail.Tests.Cli;

/// <summary>Runs the command line in this process. One at a time, for the console is the process's.</summary>
[CollectionDefinition("console", DisableParallelization = true)]
public sealed class CommandLine
{
    internal static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using var newOutput = new StringWriter { NewLine = "\n" };
        using var newErrors = new StringWriter { NewLine = "\n" };
        Console.SetOut(newOutput);
        Console.SetError(newErrors);
        try
        {
            // As the entry point does, which writes to the process's own output.
            var code = PlainCall.TryRun(arguments, Console.Out.WriteLine) ?? VerbParser.Run(arguments);
            return (code, newOutput.ToString(), newErrors.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
