using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Names;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Tooling.Compose.Scripts;

/// <summary>
/// The packages that a script may name: files given by name, and those in a folder, where <c>a:b@1.0.0</c> is <c>a/b@1.0.0</c>,
/// <c>a/b/1.0.0</c> or <c>a/b</c>, each <c>.wasm</c>, <c>.wat</c>, <c>.wit</c> or a folder of WIT.
/// </summary>
/// <remarks>A file is read when it is first asked for. Not safe from many threads.</remarks>
public sealed class ScriptPackages
{
    private static readonly string[] s_extensions = [".wasm", ".wat", ".wit"];

    private readonly string? _folder;
    private readonly Dictionary<string, string> _files;
    private readonly Dictionary<PackageName, CompositionPackage> _components = [];

    /// <summary>Packages of a folder, and of files.</summary>
    /// <param name="folder">The folder; null for none.</param>
    /// <param name="files">Files by the names of packages, with or without a version.</param>
    public ScriptPackages(string? folder, IReadOnlyDictionary<string, string>? files = null) =>
        (_folder, _files) = (folder, new Dictionary<string, string>(files ?? ImmutableDictionary<string, string>.Empty, StringComparer.Ordinal));

    /// <summary>The file or folder of a package; null where there is none.</summary>
    internal string? Find(PackageName name)
    {
        if (_files.TryGetValue(name.ToString(), out var file) || _files.TryGetValue(name.Path, out file))
        {
            return file;
        }
        if (_folder is null)
        {
            return null;
        }
        var path = PathOf(_folder, name);
        var candidates = name.Version is null ? [path] : new[] { $"{path}@{name.Version}", Path.Combine(path, name.Version.ToString()), path };
        return candidates.SelectMany(candidate => s_extensions.Select(extension => candidate + extension).Append(candidate))
            .FirstOrDefault(candidate => File.Exists(candidate) || IsWitFolder(candidate));
    }

    /// <summary>Where a package was looked for.</summary>
    internal string Places(PackageName name) => _folder is null ? "there is no folder of packages to look in"
        : $"it is not in `{PathOf(_folder, name)}` (.wasm, .wat, .wit or a folder)";

    /// <summary>The component that a package is.</summary>
    /// <exception cref="DovetailException">It is WIT, a core module, or wrong.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    internal CompositionPackage Component(PackageName name, string file)
    {
        if (!_components.TryGetValue(name, out var package))
        {
            if (Directory.Exists(file) || file.EndsWith(".wit", StringComparison.Ordinal))
            {
                throw new CompositionException(
                [
                    new CompositionProblem { Rule = CompositionRule.Input, Path = file, Message = $"`{file}` is WIT, not a component: it has interfaces and worlds, and no code" },
                ]);
            }
            _components.Add(name, package = CompositionPackage.Read(name.ToString(), File.ReadAllBytes(file), file));
        }
        return package;
    }

    /// <summary>The WIT that a package has: as text, or what a binary package or a component shows of it.</summary>
    /// <exception cref="DovetailException">It is wrong.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    internal static ImmutableArray<WitSourceGroup> Interfaces(PackageName name, string file)
    {
        if (Directory.Exists(file) || file.EndsWith(".wit", StringComparison.Ordinal))
        {
            return [.. WitFolder.Read(file).Select(group => group with { IsDependency = true })];
        }
        var bytes = File.ReadAllBytes(file);
        var component = ComponentValidator.Validate(WasmInput.ReadComponent(bytes, file), gates: ComponentFeatures.All);
        var resolution = InterfaceDecoder.Decode(component);
        return [.. resolution.Packages.Where(package => package.Name.Path != "root:component" || name.Path == "root:component")
            .Select(package => new WitSourceGroup([new SourceText(WitPrinter.Print(package), file)], IsDependency: true))];
    }

    private static string PathOf(string folder, PackageName name) => Path.Combine([folder, .. name.Namespace.Split(':'), name.Name]);

    private static bool IsWitFolder(string path) => Directory.Exists(path) && Directory.EnumerateFiles(path, "*.wit").Any();
}
