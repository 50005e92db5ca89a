using System.Text;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wasm.Components;

/// <summary>
/// The components of the conformance suites, read and validated but not run: what a script defines is valid, and what
/// it calls malformed or invalid is refused. What needs a gated feature is left out.
/// </summary>
public class ComponentSuite
{
    public static TheoryData<string> Files
    {
        get
        {
            var files = new TheoryData<string>();
            foreach (var suite in SharedData.Exists ? ["component-model", "wasm-tools-component", "wasmtime-component"] : Array.Empty<string>())
            {
                var folder = SharedData.PathOf("suites", suite);
                foreach (var path in Directory.EnumerateFiles(folder, "*.wast", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
                {
                    files.Add(Path.GetRelativePath(SharedData.PathOf("suites"), path));
                }
            }
            return files;
        }
    }

    [SharedTheory]
    [MemberData(nameof(Files))]
    public void Judges_every_component_as_the_script_says(string file)
    {
        var source = new SourceText(File.ReadAllText(SharedData.PathOf("suites", file)), file);
        var isStrict = file.StartsWith("component-model", StringComparison.Ordinal);
        var problems =
            ScriptParser.Parse(TokenSequence.Read(source)).Select(d => Judge(d, isStrict)).Where(p => p is not null);
        Assert.Empty(problems);
    }

    private static string? Judge(Directive directive, bool isStrict) => directive switch
    {
        ModuleDirective { Source.IsComponent: true } module =>
            Outcome(module.Source, isStrict) is { } error and not UnsupportedException
            ? $"line {directive.Line}: should be valid: {error.Message}" : null,
        AssertSourceDirective { Source.IsComponent: true, Failure: SourceFailure.Invalid } assert =>
            Outcome(assert.Source, isStrict) switch
            {
                // The suites call invalid what exceeds the limits of the engine they come from.
                InvalidException or UnsupportedException or LimitException => null,
                var other => $"line {directive.Line}: should be invalid ({assert.Message}): {other?.ToString() ?? "it is valid"}",
            },
        AssertSourceDirective { Source.IsComponent: true, Failure: SourceFailure.Malformed } assert =>
            Outcome(assert.Source, isStrict) switch
            {
                MalformedException or UnsupportedException => null,
                var other => $"line {directive.Line}: should be malformed ({assert.Message}): {other?.ToString() ?? "it is valid"}",
            },
        AssertSourceDirective { Source.IsComponent: true } assert =>
            Outcome(assert.Source, isStrict) is { } error and not UnsupportedException
            ? $"line {directive.Line}: should be valid: {error.Message}" : null,
        _ => null,
    };

    private static DovetailException? Outcome(ScriptSource source, bool isStrict)
    {
        try
        {
            ComponentValidator.Validate(Read(source, isStrict));
            return null;
        }
        catch (DovetailException error)
        {
            return error;
        }
    }

    private static ComponentDefinition Read(ScriptSource source, bool isStrict) => source.Form switch
    {
        SourceForm.Binary => ComponentDecoder.Decode(source.Bytes),
        SourceForm.Quote => ComponentParser.Parse(new SourceText(Encoding.UTF8.GetString(source.Bytes.Span)), isStrict),
        _ => ComponentParser.ParseFields(source.Fields(), source.Name, isStrict),
    };
}
