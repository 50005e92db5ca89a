using Dovetail.Cli;

return PlainCall.TryRun(args) ?? VerbParser.Run(args);
