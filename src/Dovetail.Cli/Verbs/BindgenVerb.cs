using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.Bindgen;
using Dovetail.Wit.Resolution;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail bindgen WIT --guest LANGUAGE</c>: declarations of a world for the sources of a guest.</summary>
internal static class BindgenVerb
{
    private static readonly Dictionary<string, GuestLanguage> s_languages = new(StringComparer.Ordinal)
    {
        ["assemblyscript"] = GuestLanguage.AssemblyScript,
        ["c"] = GuestLanguage.C,
        ["rust"] = GuestLanguage.Rust,
    };

    public static Command Create()
    {
        var wit = new Argument<string>("WIT") { Description = "WIT, or a folder of it with its deps; whatever `wit` reads." };
        var guest = new Option<string>("--guest")
        {
            Description = "The language of the guest: assemblyscript, c or rust.",
            HelpName = "LANGUAGE",
            Required = true,
        };
        guest.AcceptOnlyFromAmong([.. s_languages.Keys]);
        var world = new Option<string?>("--world") { Description = "Which world of it, where there are several.", HelpName = "WORLD" };
        var output = new Option<string?>("--output", "-o") { Description = "The folder that the files go to; the standard output otherwise.", HelpName = "DIR" };
        var command = new Command(
            "bindgen", "Writes declarations of a world for the sources of a guest, which its compiler then checks. Example: dovetail bindgen wit/ --guest c --world calculator -o src")
        {
            wit, guest, world, output,
        };
        var features = new WitFeatureOptions(command);
        command.SetAction(parsed => ExitCode.Of(() => Run(
            WitInput.Read(parsed.GetRequiredValue(wit), features.Read(parsed)).SelectWorld(parsed.GetValue(world)),
            s_languages[parsed.GetRequiredValue(guest)],
            parsed.GetValue(output))));
        return command;
    }

    private static int Run(WitWorld world, GuestLanguage language, string? folder)
    {
        foreach (var file in GuestBindings.Generate(world, language))
        {
            if (folder is null)
            {
                OutputFile.Write(null, file.Content);
                continue;
            }
            OutputFile.MakeFolder(folder);
            var path = Path.Combine(folder, file.Name);
            OutputFile.Write(path, file.Content);
            StandardError.WriteLine($"wrote {path}");
        }
        return ExitCode.Done;
    }
}
