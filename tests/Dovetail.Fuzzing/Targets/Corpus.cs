using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;

namespace Dovetail.Fuzzing.Targets;

/// <summary>Good inputs: the shared guests, kernels and suites where they are, and a few small ones written down here everywhere.</summary>
internal static class Corpus
{
    // (module (type (func (param i32) (result i32))) (func (type 0) local.get 0) (export "f" (func 0)))
    private static readonly byte[] SmallModule =
    [
        0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x06, 0x01, 0x60, 0x01, 0x7f, 0x01, 0x7f, 0x03, 0x02, 0x01, 0x00,
        0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00, 0x0a, 0x06, 0x01, 0x04, 0x00, 0x20, 0x00, 0x0b,
    ];

    // (component (type (func (param "a" string))) (import "f" (func (type 0))) (component) (instance (instantiate 0)) (export "g" (func 0)))
    private static readonly byte[] SmallComponent =
    [
        0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, 0x07, 0x08, 0x01, 0x40, 0x01, 0x01, 0x61, 0x73, 0x01, 0x00,
        0x0a, 0x06, 0x01, 0x00, 0x01, 0x66, 0x01, 0x00, 0x04, 0x08, 0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00,
        0x05, 0x04, 0x01, 0x00, 0x00, 0x00, 0x0b, 0x07, 0x01, 0x00, 0x01, 0x67, 0x01, 0x00, 0x00,
    ];

    /// <summary>The folder of shared test data; null where there is none.</summary>
    public static string? Root { get; } = FindRoot();

    public static IReadOnlyList<byte[]> Modules() =>
        [SmallModule, .. Files("bench/wasm", "*.wasm"), .. Files("guests", "core*.wasm")];

    public static IReadOnlyList<byte[]> Components() =>
        [SmallComponent, .. Files("guests", "*.wasm").Where(IsComponent), .. Files("bench/components", "*.wasm").Where(IsComponent),
            .. Files("suites/component-model/binary", "*.wast").SelectMany(BinariesOf)];

    /// <summary>The components that a script gives as bytes, good and bad.</summary>
    private static IEnumerable<byte[]> BinariesOf(byte[] script) => ScriptParser.Parse(TokenSequence.Read(script))
        .Select(directive => directive switch
        {
            ModuleDirective module => module.Source,
            AssertSourceDirective refused => refused.Source,
            _ => null,
        })
        .OfType<ScriptSource>().Where(source => source is { IsComponent: true, Form: SourceForm.Binary })
        .Select(source => source.Bytes.ToArray());

    /// <summary>Files of the shared data, in the order of their names; none where the folder is missing.</summary>
    public static IEnumerable<byte[]> Files(string folder, string pattern)
    {
        var path = Path.Combine(Root ?? "missing", folder);
        if (!Directory.Exists(path)) return [];
        return Directory.GetFiles(path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
    }

    private static bool IsComponent(byte[] bytes) => bytes.Length > 6 && bytes[6] == 1;

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("DOVETAIL_SHARED") is { Length: > 0 } named) return Directory.Exists(named) ? named : null;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dovetail.slnx"))) folder = folder.Parent;
        var beside = Path.Combine(folder?.Parent?.FullName ?? "missing", "shared");
        return Directory.Exists(beside) ? beside : null;
    }
}
