using System.Collections.Immutable;
using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution;

/// <summary>How WIT is resolved.</summary>
public sealed record WitOptions
{
    /// <summary>No feature is on.</summary>
    public static WitOptions Default { get; } = new();

    /// <summary>The features whose <c>@unstable</c> items are taken in.</summary>
    public ImmutableHashSet<string> Features { get; init; } = [];

    /// <summary>Whether the items of all features are taken in.</summary>
    public bool AllFeatures { get; init; }

    internal bool Includes(Stability? gate) => gate?.Feature is not { } feature || AllFeatures || Features.Contains(feature);
}

/// <summary>Files that make one package (with those that stand in it in braces): a folder's, or a single one.</summary>
/// <param name="Files">The files, at least one. Their order does not matter.</param>
/// <param name="IsDependency">Whether the package is there only for others to refer to.</param>
public sealed record WitSourceGroup(ImmutableArray<SourceText> Files, bool IsDependency = false)
{
    /// <summary>The packages that the files say they are, those in braces too; none of what can't be read.</summary>
    public IEnumerable<PackageName> PackageNames()
    {
        var names = new HashSet<PackageName>();
        foreach (var file in Files)
        {
            try
            {
                var document = DocumentParser.Read(file, new DiagnosticBag());
                names.UnionWith(document.NestedPackages.Append(document).Select(part => part.Package?.Name).OfType<PackageName>());
            }
            catch (WitException)
            {
                // Whoever resolves the files will hear of it.
            }
        }
        return names;
    }
}
