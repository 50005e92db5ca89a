using System.Collections.Immutable;
using Dovetail.Wit.Printing;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>
/// Makes one world of several: it imports and exports what any of them does. Interfaces that are imported in several versions of one track
/// become one, of the highest version.
/// </summary>
internal sealed class WorldUnion
{
    private readonly List<WitWorld> _worlds;
    private readonly PackageDrafts _drafts = new();
    private readonly TypeRewriter _rewriter = new();
    private readonly InterfaceMerger _interfaces;
    private readonly Dictionary<string, InterfaceDraft> _inline = new(StringComparer.Ordinal);
    private readonly WitWorld _united;

    public WorldUnion(List<WitWorld> worlds, WitWorld united, bool mergeVersions)
    {
        (_worlds, _united) = (worlds, united);
        var exportedNames = worlds.SelectMany(world => world.Exports).Select(item => item.Name).ToImmutableHashSet();
        // What is exported keeps its version, and what is imported of it too, so that each is what its name says.
        var kept = All().Where(item => exportedNames.Contains(item.FullName!.ToString())).Select(Track).ToImmutableHashSet();
        _interfaces = new InterfaceMerger(
            _drafts,
            _rewriter,
            item => mergeVersions && !kept.Contains(Track(item)) ? Track(item) : item.FullName!.ToString(),
            parts => parts.OrderByDescending(part => part.Package.Version).First());
    }

    /// <exception cref="WitException">Two say different things of one name.</exception>
    public WitResolution Unite()
    {
        _interfaces.Merge(All());
        var imports = Unite("import", world => world.Imports);
        var exports = Unite("export", world => world.Exports);
        foreach (var draft in _inline.Values)
        {
            draft.Finish();
        }
        _drafts.Add(_united);
        var resolution = _drafts.Finish([_united.Package]);
        _united.Imports = [.. Ordered(imports), .. imports.OfType<WorldType>(), .. imports.OfType<WorldFunction>()];
        _united.Exports = [.. exports.OfType<WorldFunction>(), .. Ordered(exports)];
        return resolution;
    }

    private static string Track(WitInterface item) => item.FullName!.TrackName ?? item.FullName!.ToString();

    private IEnumerable<WitInterface> All() => DependencyOrder.Of<WitInterface, bool>(
        _worlds.SelectMany(world => world.Imports.Concat(world.Exports)).OfType<WorldInterface>().Select(item => item.Interface),
        item => [.. item.Dependencies.Select(needed => (needed, true))],
        (_, _) => { }).Where(item => item.Name is not null);

    private List<WorldItem> Unite(string verb, Func<WitWorld, ImmutableArray<WorldItem>> itemsOf)
    {
        var items = new Dictionary<string, WorldItem>(StringComparer.Ordinal);
        foreach (var item in _worlds.SelectMany(world => itemsOf(world)))
        {
            var copy = Copy(verb, item, items);
            if (!items.TryGetValue(copy.Name, out var known))
            {
                items.Add(copy.Name, copy);
                continue;
            }
            MergeTexts.RequireSame($"{verb} `{copy.Name}`", Text(known), Text(copy));
        }
        return [.. items.Values];
    }

    private WorldItem Copy(string verb, WorldItem item, Dictionary<string, WorldItem> known)
    {
        switch (item)
        {
            case WorldInterface { Interface.Name: null } inline:
                return inline with { Interface = Inline($"{verb} {inline.Label}", inline.Interface) };
            case WorldInterface named:
                return named with { Interface = _interfaces[named.Interface] };
            case WorldType type when known.TryGetValue(type.Name, out var other) && other is WorldType { Definition: var same }:
                MergeTexts.RequireSame($"type `{type.Name}`", MergeTexts.Of(same.Body), MergeTexts.Of(_rewriter.Rewrite(type.Definition.Body)));
                _rewriter.Map(type.Definition, same);
                return other;
            case WorldType type:
                return new WorldType(_rewriter.Copy(type.Definition, type.Name, _united, type.Stability));
            case WorldFunction { Function: var function }:
                return new WorldFunction(_rewriter.Copy(function, function.Label, function.Stability));
            default:
                return item;
        }
    }

    // What several worlds say in braces of one name makes it together, as what they say of an interface does.
    private WitInterface Inline(string key, WitInterface inline)
    {
        if (!_inline.TryGetValue(key, out var draft))
        {
            _inline.Add(key, draft = _drafts.Inline(_united.Package));
        }
        _interfaces.Copy(inline, draft);
        return draft.Interface;
    }

    private static string Text(WorldItem item) => item switch
    {
        WorldFunction { Function: var function } => TypeText.Of(function),
        WorldInterface { Interface.Name: null } => "interface",
        WorldInterface { Label: not null } named => named.Interface.ToString(),
        WorldInterface => "interface",
        _ => "type",
    };

    // Each interface behind those whose types it uses.
    private static List<WorldInterface> Ordered(List<WorldItem> items)
    {
        var interfaces = items.OfType<WorldInterface>().ToList();
        var byInterface = interfaces.Where(item => item.Label is null).ToDictionary(item => item.Interface);
        return DependencyOrder.Of<WorldInterface, bool>(
            interfaces,
            item => [.. item.Interface.Dependencies.Where(byInterface.ContainsKey).Select(needed => (byInterface[needed], true))],
            (_, _) => { });
    }
}
