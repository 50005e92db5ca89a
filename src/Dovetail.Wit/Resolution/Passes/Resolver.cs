using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>
/// Resolves packages in passes: collect packages, declare items, find what depends on what, build interfaces and worlds in that
/// order. Each pass reports all it finds; later ones go on with what is left, where that tells more.
/// </summary>
internal static class Resolver
{
    public static WitResolution Resolve(List<WitSourceGroup> groups, WitOptions options) =>
        Resolve(groups, options, null, new DiagnosticBag());

    /// <summary>Resolves packages, one of which may have been read already.</summary>
    /// <param name="mayHaveOthers">Whether packages are missing, which was reported.</param>
    /// <exception cref="WitException">Something is wrong.</exception>
    public static WitResolution Resolve(
        List<WitSourceGroup> groups, WitOptions options, WitDocument? main, DiagnosticBag diagnostics, bool mayHaveOthers = false)
    {
        var collector = new PackageCollector(diagnostics);
        if (main is not null)
        {
            collector.Add(main);
        }
        foreach (var group in groups)
        {
            collector.Add(group);
        }
        var packages = collector.Packages;
        var context = new PassContext(diagnostics, options, new GateRules(diagnostics), new PathResolver(diagnostics, packages, collector.MayHaveOthers || mayHaveOthers));
        var declarations = new ItemDeclarations(diagnostics, options, context.Gates);
        foreach (var package in packages.Values)
        {
            declarations.Declare(package);
        }
        declarations.ResolveUses(context.Paths);
        foreach (var item in declarations.Items)
        {
            Dependencies.Find(item, context);
        }
        CheckCycles(packages.Values, diagnostics);
        var hasCycle = false;
        var items = DependencyOrder.Of<ItemSymbol, SourceSpan>(declarations.Items, item => item.Dependencies, (item, _) =>
        {
            hasCycle = true;
            diagnostics.Add($"{item.Kind} `{item.Name.Text}` depends on itself", item.Scope.Source, item.Name.Span);
        });
        if (hasCycle)
        {
            // What depends on itself can't be built.
            diagnostics.ThrowIfAny();
        }
        foreach (var item in items)
        {
            Build(item, context);
        }
        diagnostics.ThrowIfAny();
        Fill(declarations.Items, items);
        var roots = packages.Values.Where(package => package.IsRoot).Select(package => package.Package);
        return new WitResolution(PackageOrder.Of(packages.Values.Select(package => package.Package)), [.. roots]);
    }

    private static void CheckCycles(IEnumerable<PackageSymbol> packages, DiagnosticBag diagnostics) =>
        DependencyOrder.Of<PackageSymbol, (SourceText Source, SourceSpan Span)>(
            packages,
            package => [.. package.Dependencies.Select(needed => (needed.Key, needed.Value))],
            (package, place) => diagnostics.Add($"package `{package.Name}` depends on itself", place.Source, place.Span));

    private static void Build(ItemSymbol item, PassContext context)
    {
        if (item.World is not null)
        {
            new WorldBuilder(context, item).Build();
            return;
        }
        var @interface = item.Interface!;
        var closed = item.IsExcluded ? $"interface `{item.Name.Text}`" : null;
        var members = new MembersBuilder(context, item.Scope, @interface, closed, item.Syntax);
        members.BuildTypes();
        item.Members = members.Names;
        @interface.Functions = [.. members.BuildFunctions()];
        @interface.Types = members.Types.ToImmutable();
        @interface.Docs = item.Preamble.Docs;
        @interface.Stability = item.Preamble.Gate;
    }

    // In the order of the text, as far as what is used comes first; what other packages use has no say in that.
    private static void Fill(List<ItemSymbol> declared, List<ItemSymbol> ordered)
    {
        foreach (var group in declared.Where(item => item is { Interface: not null, IsExcluded: false }).GroupBy(item => item.Package))
        {
            var package = group.Key.Package;
            var interfaces = DependencyOrder.Of<WitInterface, bool>(
                group.Select(item => item.Interface!),
                item => [.. item.Dependencies.Where(needed => needed.Package == package.Name).Select(needed => (needed, true))],
                (_, _) => { });
            package.Interfaces = [.. interfaces];
        }
        foreach (var group in ordered.Where(item => item is { World: not null, IsExcluded: false }).GroupBy(item => item.Package))
        {
            group.Key.Package.Worlds = [.. group.Select(item => item.World!)];
        }
    }
}
