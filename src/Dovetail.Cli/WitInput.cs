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
        ? WitResolution.Resolve([Text(path, bytes)], options)
        : Decode(bytes, path);

    /// <summary>Reads WIT as text; binaries in <c>deps</c> as the text that says the same.</summary>
    /// <exception cref="DovetailException">A binary has no WIT.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static ImmutableArray<WitSourceGroup> ReadText(string path)
    {
        if (!Directory.Exists(path))
        {
            return [Text(path, InputFile.Read(path))];
        }
        var binaries = new List<string>();
        var groups = WitFolder.Read(path, other =>
        {
            if (Path.GetExtension(other) is ".wasm" or ".wat")
            {
                binaries.Add(other);
            }
        });
        return binaries.Count == 0 ? groups : [.. groups, .. AsText(binaries, groups)];
    }

    private static WitSourceGroup Text(string path, byte[] bytes) => new([WitFolder.Decode(bytes, path == "-" ? "<stdin>" : path)]);

    // A binary has a part of what its package refers to: what several have is put together, and where the whole is there as text, that counts.
    private static IEnumerable<WitSourceGroup> AsText(List<string> binaries, ImmutableArray<WitSourceGroup> groups)
    {
        List<(string Path, WitResolution Resolution)> read = [.. binaries.Select(path => (path, Decode(File.ReadAllBytes(path), path)))];
        var merged = read.Count == 1 ? read[0].Resolution : WitResolution.Merge(read.Select(binary => binary.Resolution));
        var known = groups.SelectMany(group => group.PackageNames()).ToHashSet();
        foreach (var package in merged.Packages.Where(package => merged.Roots.Contains(package) || !known.Contains(package.Name)))
        {
            var source = read.OrderByDescending(binary => binary.Resolution.Roots.Any(root => root.Name == package.Name))
                .First(binary => binary.Resolution.Find(package.Name) is not null).Path;
            yield return new WitSourceGroup([new SourceText(WitPrinter.Print(package), source)], IsDependency: true);
        }
    }

    private static WitResolution Decode(byte[] bytes, string path) => InputFile.About(path, () => DecodeBinary(bytes, path));

    private static WitResolution DecodeBinary(byte[] bytes, string path)
    {
        if (WasmInput.KindOf(bytes, path) == WasmKind.Component)
        {
            return InterfaceDecoder.Decode(ComponentValidator.Validate(WasmInput.ReadComponent(bytes, path), gates: ComponentFeatures.All));
        }
        return InterfaceDecoder.DecodeModule(WasmInput.ReadModule(bytes, path))
            ?? throw new InvalidException($"`{path}` is a core module without a section `component-type`, which would say what world it is for");
    }

    /// <summary>Whether what a file holds is WIT, by its name and its beginning. A binary or its text that is empty is not.</summary>
    public static bool IsWit(string path, ReadOnlySpan<byte> bytes) => Path.GetExtension(path) switch
    {
        ".wit" => true,
        ".wasm" or ".wat" when bytes.IsEmpty => false,
        _ => !WasmInput.IsWebAssembly(bytes),
    };
}
