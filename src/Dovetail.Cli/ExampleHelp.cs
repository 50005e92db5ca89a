using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Dovetail.Cli;

/// <summary>Help that ends with the example, which verbs have at the end of their descriptions and lists of verbs do without.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private const string Mark = " Example: ";

    private readonly HelpAction _help;
    private readonly Dictionary<Command, string> _examples = [];

    public ExampleHelp(HelpAction help, Command root)
    {
        _help = help;
        TakeExamples(root);
    }

    /// <summary>Who asks for help need not get the rest of the command line right.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult) => ExitCode.Of(() => Show(parseResult));

    private int Show(ParseResult parseResult)
    {
        var code = _help.Invoke(parseResult);
        if (_examples.TryGetValue(parseResult.CommandResult.Command, out var example))
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"Example:\n  {example.ReplaceLineEndings("\n  ")}\n");
        }
        return code;
    }

    private void TakeExamples(Command command)
    {
        if (command.Description?.IndexOf(Mark, StringComparison.Ordinal) is { } mark and >= 0)
        {
            _examples.Add(command, command.Description[(mark + Mark.Length)..]);
            command.Description = command.Description[..mark];
        }
        foreach (var verb in command.Subcommands)
        {
            TakeExamples(verb);
        }
    }
}
