using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Cli;

/// <summary>What has WIT: files and folders of WIT, packages of it as binaries, components, and modules that say what world they are for.</summary>
internal static class WitInput
{
    /// <summary>Reads WIT from any of them.</summary>
    /// <exception cref="DovetailException">There is none, or it is wrong.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static WitResolution Read(string path, WitOptions options) =>
        Directory.Exists(path) ? WitResolution.Resolve(ReadText(path), options) : Read(path, InputFile.Read(path), options);

    /// <summary>Reads WIT from the bytes of a file.</summary>
    /// <inheritdoc cref="Read(string, WitOptions)"/>
    public static WitResolution Read(string path, byte[] bytes, WitOptions options) => IsWit(path, bytes)
        ? WitResolution.Resolve([new WitSourceGroup([WitFolder.Decode(bytes, path == "-" ? "<stdin>" : path)])], options)
        : Decode(bytes, path);

    /// <summary>Reads WIT as text; binaries in <c>deps</c> as the text that says the same.</summary>
    /// <exception cref="DovetailException">A binary has no WIT.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static ImmutableArray<WitSourceGroup> ReadText(string path)
    {
        if (path == "-")
        {
            return [new WitSourceGroup([WitFolder.Decode(InputFile.Read(path), "<stdin>")])];
        }
        var binaries = new List<string>();
        var groups = WitFolder.Read(path, other =>
        {
            if (Path.GetExtension(other) is ".wasm" or ".wat")
            {
                binaries.Add(other);
            }
        });
        return binaries.Count == 0 ? groups : [.. groups, .. binaries.SelectMany(binary => AsText(binary, groups))];
    }

    // A binary has a part of what its package refers to; where the whole is there as text, that counts.
    private static IEnumerable<WitSourceGroup> AsText(string path, ImmutableArray<WitSourceGroup> groups)
    {
        var resolution = Decode(File.ReadAllBytes(path), path);
        foreach (var package in resolution.Packages)
        {
            var isKnown = !resolution.Roots.Contains(package)
                && groups.Any(group => group.Files.Any(file => file.Content.Contains($"package {package.Name}", StringComparison.Ordinal)));
            if (!isKnown)
            {
                yield return new WitSourceGroup([new SourceText(WitPrinter.Print(package), path)], IsDependency: true);
            }
        }
    }

    private static WitResolution Decode(byte[] bytes, string path)
    {
        if (WasmInput.KindOf(bytes, path) == WasmKind.Component)
        {
            return InterfaceDecoder.Decode(ComponentValidator.Validate(WasmInput.ReadComponent(bytes, path), gates: ComponentFeatures.All));
        }
        return InterfaceDecoder.DecodeModule(WasmInput.ReadModule(bytes, path))
            ?? throw new InvalidException($"`{path}` is a core module without a section `component-type`, which would say what world it is for");
    }

    // No WIT begins with what WebAssembly begins with: a zero, a parenthesis, or a comment of its text format.
    public static bool IsWit(string path, ReadOnlySpan<byte> bytes)
    {
        var first = bytes.TrimStart(" \t\r\n\uFEFF"u8);
        return path.EndsWith(".wit", StringComparison.Ordinal) || first.IsEmpty || first[0] is not (0 or (byte)'(' or (byte)';');
    }
}
