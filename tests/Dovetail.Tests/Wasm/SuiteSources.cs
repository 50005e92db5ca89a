using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;
using Dovetail.Wit.Text;

namespace Dovetail.Tests.Wasm;

/// <summary>Every module and component of the shared test data that can be read: files, and what stands in scripts.</summary>
internal static class SuiteSources
{
    public static IEnumerable<string> Files(params string[] extensions) => new[] { "suites", "guests", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(SharedData.PathOf(folder), "*", SearchOption.AllDirectories))
        .Where(path => extensions.Contains(Path.GetExtension(path)))
        .Order(StringComparer.Ordinal);

    /// <summary>The modules of a file, with their places; what cannot be read is left out.</summary>
    public static IEnumerable<(string Place, ModuleDefinition Module)> Modules(string path) =>
        Sources(path, WasmKind.Module, bytes => WasmInput.ReadModule(bytes), ReadModule);

    /// <summary>The components of a file, with their places; what cannot be read is left out.</summary>
    public static IEnumerable<(string Place, ComponentDefinition Component)> Components(string path) =>
        Sources(path, WasmKind.Component, bytes => WasmInput.ReadComponent(bytes), ReadComponent);

    private static IEnumerable<(string Place, T Definition)> Sources<T>(
        string path, WasmKind kind, Func<byte[], T> readFile, Func<ScriptSource, T> readSource)
        where T : class
    {
        var name = Path.GetRelativePath(SharedData.PathOf(), path);
        if (Path.GetExtension(path) != ".wast")
        {
            var bytes = File.ReadAllBytes(path);
            if (Try(() => WasmInput.KindOf(bytes) == kind ? readFile(bytes) : null) is { } definition)
            {
                yield return (name, definition);
            }
            yield break;
        }
        foreach (var directive in ScriptParser.Parse(TokenSequence.Read(File.ReadAllBytes(path))))
        {
            var source = directive switch
            {
                ModuleDirective module => module.Source,
                AssertSourceDirective { Failure: not SourceFailure.Malformed } assert => assert.Source,
                _ => null,
            };
            if (source is not null && source.IsComponent == (kind == WasmKind.Component) && Try(() => readSource(source)) is { } definition)
            {
                yield return ($"{name}:{directive.Line}", definition);
            }
        }
    }

    private static ModuleDefinition ReadModule(ScriptSource source) => source.Form switch
    {
        SourceForm.Binary => ModuleDecoder.Decode(source.Bytes),
        SourceForm.Quote => ModuleParser.Parse(TokenSequence.Read(source.Bytes.Span)),
        _ => ModuleParser.ParseFields(source.Fields(), source.Name),
    };

    private static ComponentDefinition ReadComponent(ScriptSource source) => source.Form switch
    {
        SourceForm.Binary => ComponentDecoder.Decode(source.Bytes),
        SourceForm.Quote => ComponentParser.Parse(new SourceText(Encoding.UTF8.GetString(source.Bytes.Span))),
        _ => ComponentParser.ParseFields(source.Fields(), source.Name, strictIndices: false),
    };

    private static T? Try<T>(Func<T?> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (DovetailException)
        {
            return null;
        }
    }
}
