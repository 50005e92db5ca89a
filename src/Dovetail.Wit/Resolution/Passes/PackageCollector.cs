using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>The first pass: which packages there are, and which files make them.</summary>
internal sealed class PackageCollector(DiagnosticBag diagnostics)
{
    /// <summary>Whether there may be packages that are not in <see cref="Packages"/>, for their names could not be read.</summary>
    public bool MayHaveOthers { get; private set; }

    /// <summary>The packages by name, in the order of the input.</summary>
    public Dictionary<PackageName, PackageSymbol> Packages { get; } = [];

    public void Add(WitSourceGroup group)
    {
        var documents = group.Files.OrderBy(file => file.Name ?? "", StringComparer.Ordinal).Select(file => DocumentParser.Read(file, diagnostics)).ToList();
        if (FindName(documents) is { } named)
        {
            var (clause, source) = named;
            Add(clause, source, documents, group.IsDependency, isNested: false);
        }
        foreach (var nested in documents.SelectMany(document => document.NestedPackages))
        {
            Add(nested.Package!, nested.Source, [nested], isDependency: true, isNested: true);
        }
    }

    /// <summary>Adds a package that was read already.</summary>
    public void Add(WitDocument document) => Add(document.Package!, document.Source, [document], isDependency: false, isNested: false);

    // One file at least names the package; those that do agree.
    private (PackageClause Clause, SourceText Source)? FindName(List<WitDocument> documents)
    {
        var named = documents.Where(document => document.Package is not null).ToList();
        if (named.Count == 0 && documents.Exists(document => document.HasBrokenPackage))
        {
            MayHaveOthers = true;
            return null;
        }
        if (named.Count == 0)
        {
            var source = documents[0].Source;
            diagnostics.Add("no `package` names the package, as in `package local:demo;`", source, default,
                new TextFix(default, $"package local:{NameOf(source)};\n\n"));
            return null;
        }
        var first = named[0].Package!;
        var documented = named.Where(document => document.Package!.Docs is not null).ToList();
        foreach (var other in named.Where(document => document.Package!.Name != first.Name))
        {
            diagnostics.Add($"expected package `{first.Name}`, as in `{named[0].Source.Name}`, found `{other.Package!.Name}`",
                other.Source, other.Package.Span);
        }
        foreach (var other in documented.Skip(1))
        {
            diagnostics.Add($"the package is documented in `{documented[0].Source.Name}` already", other.Source,
                other.Package!.DocsSpan);
        }
        return (first with { Docs = documented.FirstOrDefault()?.Package!.Docs }, named[0].Source);
    }

    private static string NameOf(SourceText source)
    {
        var file = Path.GetFileNameWithoutExtension(source.Name ?? "");
        var name = NameReader.ToKebabCase(file);
        return name is not null && Kebab.AreWords(name.AsSpan()) ? name : "root";
    }

    private void Add(PackageClause clause, SourceText source, List<WitDocument> documents, bool isDependency, bool isNested)
    {
        if (Packages.TryGetValue(clause.Name, out var known))
        {
            // A package may lie in several folders of dependencies, as long as all say the same.
            if (isNested && known.Source == source || !SameText.Are(known.Documents, documents))
            {
                diagnostics.Add($"package `{clause.Name}` is defined twice; the other definition is {At(known.Source, known.Span)}",
                    source, clause.Span);
            }
            known.IsRoot |= !isDependency;
            return;
        }
        var symbol = new PackageSymbol(clause.Name, source, clause.Span) { IsRoot = !isDependency };
        symbol.Package.Docs = clause.Docs;
        symbol.Documents.AddRange(documents);
        Packages.Add(clause.Name, symbol);
    }

    private static string At(SourceText source, SourceSpan span)
    {
        var (line, column) = source.Locate(span.Start);
        return FormattableString.Invariant($"at {source.Name ?? "<input>"}:{line}:{column}");
    }
}
