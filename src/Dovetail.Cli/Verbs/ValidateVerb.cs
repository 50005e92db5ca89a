using System.CommandLine;
using Dovetail.Testing.Scripts;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail validate FILE…</c>: silent if the modules and components are valid, else one error for each that is not, with its place.</summary>
internal static class ValidateVerb
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Modules or components, text or binary; - for the standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var features = FeatureOption.Create();
        var command = new Command("validate", "Checks that modules and components are valid. Example: dovetail validate add.wasm --features fixed-length-lists")
        {
            files, features,
        };
        var always = ScriptOptions.Default with { ComponentFeatures = ComponentFeatures.Default };
        command.SetAction(arguments => Run(arguments.GetRequiredValue(files), FeatureOption.With(arguments.GetValue(features), always)));
        return command;
    }

    // Each file is checked, whatever the others are; the worst of them decides on the code.
    private static int Run(string[] paths, ScriptOptions options) =>
        paths.Max(path => ExitCode.Of(() => Validate(path, options), paths.Length > 1 ? path : null));

    private static int Validate(string path, ScriptOptions options)
    {
        var bytes = InputFile.Read(path);
        if (WasmInput.KindOf(bytes, path) == WasmKind.Component)
        {
            ComponentValidator.Validate(WasmInput.ReadComponent(bytes, path), options.FeaturesInComponents, options.ComponentFeatures);
        }
        else
        {
            ModuleValidator.Validate(WasmInput.ReadModule(bytes, path), options.Features);
        }
        return ExitCode.Done;
    }
}
