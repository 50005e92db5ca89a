using System.CommandLine;
using Dovetail.Cli.Output;
using Dovetail.Tooling.Diff;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;

namespace Dovetail.Cli.Verbs;

/// <summary><c>dovetail diff OLD NEW</c>: how interfaces, capabilities and sizes differ, and which part of a version that calls for.</summary>
internal static class DiffVerb
{
    public static Command Create()
    {
        var old = new Argument<string>("OLD") { Description = "The old one: a component, text or binary, or WIT in any form." };
        var @new = new Argument<string>("NEW") { Description = "The new one, of the same kind; - for the standard input." };
        var allow = new Option<string>("--allow")
        {
            Description = "The most that is allowed: none, patch, minor or major. The exit code is 0 where the verdict is no more than that, else 1.",
            HelpName = "CHANGE",
            DefaultValueFactory = _ => "minor",
        };
        allow.AcceptOnlyFromAmong("none", "patch", "minor", "major");
        var json = new Option<bool>("--json") { Description = "Writes JSON." };
        var command = new Command(
            "diff", "Shows how a component or WIT differs from what it was, and which part of its version that changes. Example: dovetail diff old.wasm new.wasm --allow patch")
        {
            old, @new, allow, json,
        };
        command.SetAction(parsed => ExitCode.Of(() =>
        {
            var diff = Compare(parsed.GetRequiredValue(old), parsed.GetRequiredValue(@new));
            if (parsed.GetValue(json))
            {
                DiffOutput.WriteJson(diff);
            }
            else
            {
                OutputFile.Write(null, writer => DiffOutput.Write(diff, writer));
            }
            return diff.Verdict.Change <= Enum.Parse<VersionChange>(parsed.GetRequiredValue(allow), ignoreCase: true) ? ExitCode.Done : ExitCode.Failed;
        }));
        return command;
    }

    private static ComponentDiff Compare(string old, string @new)
    {
        var (before, after) = (InputFile.About(old, () => Read(old)), InputFile.About(@new, () => Read(@new)));
        return (before, after) switch
        {
            ({ Component: { } a }, { Component: { } b }) => ComponentDiff.OfComponents(a, b),
            ({ Wit: { } a }, { Wit: { } b }) => ComponentDiff.OfWit(a, b, WitPrinter.Print(a) == WitPrinter.Print(b)),
            _ => throw new InvalidException($"one of `{old}` and `{@new}` is a component, the other WIT; compare like with like"),
        };
    }

    private static (ReadOnlyMemory<byte>? Component, WitResolution? Wit) Read(string path)
    {
        if (Directory.Exists(path) || path.EndsWith(".wit", StringComparison.Ordinal))
        {
            return (null, WitInput.Read(path, new WitOptions { AllFeatures = true }));
        }
        var bytes = InputFile.Read(path);
        if (!WitInput.IsWit(path, bytes) && WasmInput.KindOf(bytes, path) == WasmKind.Component)
        {
            var definition = WasmInput.ReadComponent(bytes, path);
            var component = ComponentValidator.Validate(definition, gates: ComponentFeatures.All);
            return InterfaceDecoder.IsPackage(component)
                ? (null, InterfaceDecoder.Decode(component))
                : (WasmInput.IsBinary(bytes) ? bytes : WasmOutput.Encode(definition), null);
        }
        return (null, WitInput.Read(path, bytes, new WitOptions { AllFeatures = true }));
    }
}
