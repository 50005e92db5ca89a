using Dovetail.Cli;
using Dovetail.Cli.Output;

return PlainCall.TryRun(args, StandardOutput.WriteLine) ?? VerbParser.Run(args);
