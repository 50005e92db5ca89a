using Dovetail.Wit.Names;
using Dovetail.Wit.Syntax;
using Dovetail.Wit.Text;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>The second pass: the interfaces and worlds of each package by name, and what <c>use</c> brings into each file.</summary>
internal sealed class ItemDeclarations(DiagnosticBag diagnostics, WitOptions options, GateRules gates)
{
    /// <summary>All items with a text, in the order of the input.</summary>
    public List<ItemSymbol> Items { get; } = [];

    private readonly List<(Scope Scope, WitDocument Document)> _files = [];

    public void Declare(PackageSymbol package)
    {
        var unique = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var document in package.Documents)
        {
            var scope = new Scope(package, document.Source);
            _files.Add((scope, document));
            foreach (var item in document.Interfaces)
            {
                Add(unique, new ItemSymbol(package, scope, item.Name, item.Preamble)
                {
                    InterfaceSyntax = item,
                    Interface = new WitInterface(item.Name.Text, package.Name),
                    IsExcluded = !options.Includes(item.Preamble.Gate),
                });
            }
            foreach (var item in document.Worlds)
            {
                Add(unique, new ItemSymbol(package, scope, item.Name, item.Preamble)
                {
                    WorldSyntax = item,
                    World = new WitWorld(item.Name.Text, package.Name),
                    IsExcluded = !options.Includes(item.Preamble.Gate),
                });
            }
        }
    }

    /// <summary>Resolves every <c>use</c> at the top of a file, once all packages are declared.</summary>
    public void ResolveUses(PathResolver paths)
    {
        foreach (var (scope, document) in _files)
        {
            var byName = new Dictionary<string, TopLevelUse>(StringComparer.Ordinal);
            foreach (var use in document.Uses)
            {
                var name = use.Name;
                var isTaken = byName.ContainsKey(name.Text)
                    || (scope.Package.Items.TryGetValue(name.Text, out var item) && item.Scope == scope);
                if (isTaken)
                {
                    diagnostics.Add($"`{name.Text}` is defined twice", scope.Source, name.Span);
                    continue;
                }
                byName.Add(name.Text, use);
            }
            foreach (var use in byName.Values)
            {
                Resolve(scope, use, byName, paths);
            }
        }
    }

    // A `use` may name what another of the same file brings: the chain is followed to its end.
    private void Resolve(Scope scope, TopLevelUse use, Dictionary<string, TopLevelUse> byName, PathResolver paths)
    {
        var last = use;
        var seen = new HashSet<TopLevelUse> { use };
        while (last.Path.Package is null && byName.TryGetValue(last.Path.Name.Text, out var next) && next != last)
        {
            last = next;
            if (!seen.Add(last))
            {
                diagnostics.Add($"`{use.Name.Text}` stands for itself", scope.Source, use.Name.Span);
                scope.Uses[use.Name.Text] = null;
                return;
            }
        }
        var item = paths.ResolvePackageItem(scope, last.Path);
        if (item is { Interface: null } && item.Package != scope.Package)
        {
            diagnostics.Add($"`{last.Path}` is a world; `use` at the top of a file names an interface", scope.Source, last.Path.Name.Span);
            item = null;
        }
        scope.Uses[use.Name.Text] = item;
    }

    private void Add(Dictionary<string, string> unique, ItemSymbol item)
    {
        var source = item.Scope.Source;
        gates.Check(item.Preamble.Gate, item.Package, source, item.Name.Span);
        if (unique.TryGetValue(Kebab.Fold(item.Name.Text), out var other))
        {
            diagnostics.Add(other == item.Name.Text ? $"`{other}` is defined twice"
                : $"`{item.Name.Text}` conflicts with `{other}`: names must differ in more than case", source, item.Name.Span);
            return;
        }
        unique.Add(Kebab.Fold(item.Name.Text), item.Name.Text);
        item.Package.Items.Add(item.Name.Text, item);
        Items.Add(item);
    }
}
