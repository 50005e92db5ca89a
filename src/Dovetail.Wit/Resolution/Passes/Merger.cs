using Dovetail.Wit.Names;
using Dovetail.Wit.Printing;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>Puts resolutions together. What comes out does not depend on the order of what goes in, but for the order of the roots.</summary>
internal sealed class Merger
{
    private readonly List<PackageName> _roots;
    private readonly List<WitResolution> _sources;
    private readonly PackageDrafts _drafts = new();
    private readonly TypeRewriter _rewriter = new();
    private readonly InterfaceMerger _interfaces;
    private readonly Dictionary<string, (WitWorld World, string Text)> _worlds = new(StringComparer.Ordinal);

    public Merger(List<WitResolution> sources)
    {
        // Of roots the last counts, so each stands where it was asked for last.
        _roots = [.. sources.SelectMany(source => source.Roots).Select(root => root.Name).Reverse().Distinct().Reverse()];
        // Where one of several must be taken, it is the first; which that is depends on what they say, not on how they came.
        _sources = [.. sources.Distinct().OrderBy(WitPrinter.Print, StringComparer.Ordinal)];
        _interfaces = new InterfaceMerger(_drafts, _rewriter, item => item.FullName!.ToString(), parts => parts[0]);
    }

    /// <exception cref="WitException">Two say different things of one name.</exception>
    public WitResolution Merge()
    {
        var packages = _sources.SelectMany(source => source.Packages).ToList();
        foreach (var group in packages.GroupBy(package => package.Name))
        {
            _drafts.Document(group.Key, MergeTexts.Longest(group.Select(package => package.Docs)));
        }
        _interfaces.Merge(packages.SelectMany(package => package.Interfaces));
        foreach (var world in packages.SelectMany(package => package.Worlds))
        {
            MergeWorld(world);
        }
        return _drafts.Finish(_roots);
    }

    private void MergeWorld(WitWorld world)
    {
        var copy = new WitWorld(world.Name, world.Package) { Docs = world.Docs, Stability = world.Stability };
        copy.Imports = [.. world.Imports.Select(item => Copy(item, copy))];
        copy.Exports = [.. world.Exports.Select(item => Copy(item, copy))];
        var text = string.Join("; ", MergeTexts.Of("import", copy.Imports).Concat(MergeTexts.Of("export", copy.Exports)));
        var name = world.FullName.ToString();
        if (_worlds.TryGetValue(name, out var known))
        {
            MergeTexts.RequireSame($"world `{name}`", known.Text, text);
            return;
        }
        _worlds.Add(name, (copy, text));
        _drafts.Add(copy);
    }

    private WorldItem Copy(WorldItem item, WitWorld into) => item switch
    {
        WorldInterface { Interface: { Name: null } inline } named => named with { Interface = CopyInline(inline) },
        WorldInterface named => named with { Interface = _interfaces[named.Interface] },
        WorldType type => new WorldType(_rewriter.Copy(type.Definition, type.Name, into, type.Stability)),
        WorldFunction { Function: var function } => new WorldFunction(_rewriter.Copy(function, function.Label, function.Stability)),
        _ => item,
    };

    private WitInterface CopyInline(WitInterface inline)
    {
        var draft = _drafts.Inline(inline.Package);
        draft.Interface.Docs = inline.Docs;
        _interfaces.Copy(inline, draft);
        draft.Finish();
        return draft.Interface;
    }
}
