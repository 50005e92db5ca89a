using System.Collections.Immutable;
using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Targets;
using Dovetail.Wit.Resolution;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail targets FILE --wit PATH</c>: whether a component conforms to a world; silent if it does, else one error for each mismatch.</summary>
internal static class TargetsVerb
{
    private sealed record Arguments(string File, string Wit, string? World, bool Exact, WitOptions Options, bool Json);

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A component, text or binary; - for the standard input." };
        var wit = new Option<string>("--wit") { Description = "WIT with the world: a file, a folder with its deps, a binary package.", HelpName = "PATH", Required = true };
        var world = new Option<string?>("--world") { Description = "The world, by its label or full name; not needed where there is but one.", HelpName = "WORLD" };
        var exact = new Option<bool>("--exact") { Description = "Takes no version for another; without it, those of one track are compatible (1.x, 0.2.x)." };
        var json = new Option<bool>("--json") { Description = "Says what does not conform as JSON." };
        var command = new Command(
            "targets", "Checks that a component imports no more, and exports no less, than a world. Example: dovetail targets app.wasm --wit wit/ --world command")
        {
            file, wit, world, exact, json,
        };
        var features = new WitFeatureOptions(command);
        command.SetAction(parsed => ExitCode.Of(() => Run(new Arguments(
            parsed.GetRequiredValue(file), parsed.GetRequiredValue(wit), parsed.GetValue(world), parsed.GetValue(exact),
            features.Read(parsed), parsed.GetValue(json)))));
        return command;
    }

    private static int Run(Arguments arguments)
    {
        var world = WitInput.Read(arguments.Wit, arguments.Options).SelectWorld(arguments.World);
        var component = InputFile.About(arguments.File, () => CompositionPackage.Read(arguments.File, InputFile.Read(arguments.File), arguments.File));
        var mismatches = TargetChecker.Check(component, world, arguments.Exact);
        if (arguments.Json)
        {
            Write(world, mismatches);
        }
        else
        {
            foreach (var mismatch in mismatches)
            {
                StandardError.WriteLine($"error: {mismatch.Message}");
            }
        }
        return mismatches.IsEmpty ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(WitWorld world, ImmutableArray<TargetMismatch> mismatches) => JsonOutput.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("world", world.FullName.ToString());
        json.WriteBoolean("conforms", mismatches.IsEmpty);
        json.WriteObjects("mismatches", mismatches, mismatch =>
        {
            json.WriteString("rule", JsonOutput.Word(mismatch.Rule));
            json.WriteString("path", mismatch.Path);
            json.WriteString("place", mismatch.Place);
            json.WriteString("expected", mismatch.Expected);
            json.WriteString("found", mismatch.Found);
            json.WriteString("message", mismatch.Message);
        });
        json.WriteEndObject();
    });
}
