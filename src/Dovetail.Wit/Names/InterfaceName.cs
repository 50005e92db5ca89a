using System.Diagnostics.CodeAnalysis;

namespace Dovetail.Wit.Names;

/// <summary>The name of a package: <c>wasi:http@0.2.0</c>.</summary>
/// <param name="Namespace">What stands before the colon: words in kebab case, without acronyms; nested ones with their colons.</param>
/// <param name="Name">What stands behind it, likewise; that of a nested package with its slashes.</param>
/// <param name="Version">The version; null where there is none.</param>
public sealed record PackageName(string Namespace, string Name, SemanticVersion? Version)
{
    /// <summary>The name without the version: <c>wasi:http</c>.</summary>
    public string Path => $"{Namespace}:{Name}";

    /// <summary>The name as written.</summary>
    public override string ToString() => Version is null ? Path : $"{Path}@{Version}";

    /// <summary>Reads a package's name, not a nested one; <paramref name="error"/> says what is wrong with one that isn't.</summary>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out PackageName? name, out string? error)
    {
        name = null;
        var at = text.IndexOf('@');
        var path = at < 0 ? text : text.Substring(0, at);
        SemanticVersion? version = null;
        if (!TrySplit(path, NameForms.Plain, out var space, out var package, out error)
            || (at >= 0 && !SemanticVersion.TryParse(text.Substring(at + 1), out version, out error)))
        {
            return false;
        }
        name = new PackageName(space, package, version);
        return true;
    }

    internal static bool TrySplit(
        string path, NameForms forms, out string space, out string package, out string? error)
    {
        var allowNested = (forms & NameForms.Nested) != 0;
        var colon = path.LastIndexOf(':');
        space = colon < 0 ? "" : path.Substring(0, colon);
        package = path.Substring(colon + 1);
        error = colon < 0 ? "expected `:` after the namespace"
            : !allowNested && space.Contains(':') ? "nested namespaces need the feature `nested-names`"
            : !space.Split(':').All(words => Kebab.AreWords(words.AsSpan())) ? $"namespace `{space}` is not in kebab case"
            : !allowNested && package.Contains('/') ? "nested packages need the feature `nested-names`"
            : !IsPackage(package.Split('/')) ? $"package `{package}` is not in kebab case"
            : null;
        return error is null;
    }

    private static bool IsPackage(string[] parts) => Kebab.AreWords(parts[0].AsSpan()) && parts.Skip(1).All(Kebab.IsLabel);
}

/// <summary>The forms of names that are gated (Explainer.md, "Import and Export Definitions").</summary>
[Flags]
public enum NameForms
{
    /// <summary>None of them.</summary>
    Plain = 0,
    /// <summary>Canonical versions: <c>a:b/c@0.2</c> (the feature <c>canonical-names</c>).</summary>
    Canonical = 1,
    /// <summary>Nested namespaces and packages: <c>a:b:c/d/e</c> (the feature <c>nested-names</c>).</summary>
    Nested = 2,
}

/// <summary>
/// The name of an interface or world of a package: <c>wasi:http/types@0.2.0</c> (Explainer.md, <c>interfacename</c>).
/// </summary>
/// <param name="Namespace">The package's namespace; nested ones with their colons.</param>
/// <param name="Package">The package's name; that of a nested package with its slashes.</param>
/// <param name="Interface">The label behind the last slash.</param>
/// <param name="Version">The version; null where there is none or a canonical one.</param>
/// <param name="CanonicalVersion">The version where it is a canonical one (<c>0.2</c>), which names a track.</param>
public sealed record InterfaceName(
    string Namespace, string Package, string Interface, SemanticVersion? Version, string? CanonicalVersion = null)
    : ExternName
{
    /// <summary>The name without the version: <c>wasi:http/types</c>.</summary>
    public string Path => $"{Namespace}:{Package}/{Interface}";

    /// <summary>
    /// The name under which compatible versions meet, <c>wasi:http/types@0.2</c>; null where only the same name is
    /// compatible.
    /// </summary>
    public string? TrackName =>
        (CanonicalVersion ?? (Version is null ? null : VersionTrack.Of(Version))) is { } track
            ? $"{Path}@{track}"
            : null;

    /// <inheritdoc/>
    public override string UniqueKey => Kebab.Fold(ToString());

    /// <summary>The name as written.</summary>
    public override string ToString() =>
        CanonicalVersion is not null ? $"{Path}@{CanonicalVersion}" : Version is null ? Path : $"{Path}@{Version}";

    /// <summary>The name without its version; the very name where it is not an interface's.</summary>
    internal static string PathOf(string name) => OfAnyForm(name)?.Path ?? name;

    /// <summary>The name in whatever form, gated or not; null where it is not an interface's.</summary>
    internal static InterfaceName? OfAnyForm(string name) =>
        TryParse(name, NameForms.Canonical | NameForms.Nested, out var parsed, out _) ? parsed : null;

    /// <summary>Reads an interface's name; <paramref name="error"/> says what is wrong with one that isn't.</summary>
    /// <param name="text">The name.</param>
    /// <param name="forms">The gated forms that are allowed.</param>
    /// <param name="name">The name read.</param>
    /// <param name="error">What is wrong, if anything.</param>
    public static bool TryParse(
        string text, NameForms forms, [NotNullWhen(true)] out InterfaceName? name, out string? error)
    {
        name = null;
        var at = text.IndexOf('@');
        var path = at < 0 ? text : text.Substring(0, at);
        var slash = path.LastIndexOf('/');
        var packagePath = slash < 0 ? path : path.Substring(0, slash);
        if (!PackageName.TrySplit(packagePath, forms, out var space, out var package, out error))
        {
            return false;
        }
        var label = slash < 0 ? "" : path.Substring(slash + 1);
        error = slash < 0 ? "expected `/` after the package's name"
            : !Kebab.IsLabel(label) ? $"`{label}` is not in kebab case"
            : null;
        if (error is not null)
        {
            return false;
        }
        var versionText = at < 0 ? null : text.Substring(at + 1);
        if (!TryVersion(versionText, (forms & NameForms.Canonical) != 0, out var version, out var canonical, out error))
        {
            return false;
        }
        name = new InterfaceName(space, package, label, version, canonical);
        return true;
    }

    private static bool TryVersion(
        string? text, bool allowCanonical, out SemanticVersion? version, out string? canonical, out string? error)
    {
        (version, canonical, error) = (null, null, null);
        if (text is null)
        {
            return true;
        }
        // `0.0.1` is both a version and its own canonical form; as a version it says more.
        if (SemanticVersion.TryParse(text, out version, out error))
        {
            return true;
        }
        if (!VersionTrack.IsCanonical(text))
        {
            error = $"`{text}` is not a version: {error}";
            return false;
        }
        if (!allowCanonical)
        {
            error = $"the version `{text}` needs the feature `canonical-names`";
            return false;
        }
        (canonical, error) = (text, null);
        return true;
    }
}
