using System.Collections.Immutable;
using Dovetail.Wit.Printing;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>
/// Puts resolutions together. Everything is copied, for an interface that gets more members is another object, and so is all that
/// refers to it. What comes out does not depend on the order of what goes in.
/// </summary>
internal sealed class Merger(List<WitResolution> sources)
{
    private readonly PackageDrafts _drafts = new();
    private readonly TypeRewriter _rewriter = new();
    private readonly Dictionary<WitInterface, WitInterface> _interfaces = [];
    private readonly Dictionary<string, (WitWorld World, string Text)> _worlds = new(StringComparer.Ordinal);

    /// <exception cref="WitException">Two say different things of one name.</exception>
    public WitResolution Merge()
    {
        var packages = sources.SelectMany(source => source.Packages).ToList();
        foreach (var group in packages.GroupBy(package => package.Name))
        {
            _drafts.Document(group.Key, Longest(group.Select(package => package.Docs)));
        }
        var order = DependencyOrder.Of<WitInterface, bool>(
            packages.SelectMany(package => package.Interfaces),
            item => [.. item.Dependencies.Select(needed => (needed, true))],
            (_, _) => { });
        foreach (var group in order.GroupBy(item => item.FullName!.ToString()).Select(group => group.ToList()))
        {
            MergeInterface(group);
        }
        foreach (var world in packages.SelectMany(package => package.Worlds))
        {
            MergeWorld(world);
        }
        return _drafts.Finish(sources.SelectMany(source => source.Roots).Select(root => root.Name).Distinct());
    }

    private void MergeInterface(List<WitInterface> parts)
    {
        var draft = _drafts.Interface(parts[0].Package, parts[0].Name!);
        draft.Interface.Docs = Longest(parts.Select(part => part.Docs));
        draft.Interface.Stability = parts.Select(part => part.Stability).FirstOrDefault(gate => gate is not null);
        foreach (var part in parts)
        {
            _interfaces[part] = draft.Interface;
            Copy(part, draft);
        }
        if (parts.Exists(part => !HaveSameMembers(part, parts[0])))
        {
            draft.Sort();
        }
    }

    private static bool HaveSameMembers(WitInterface left, WitInterface right) =>
        left.Types.Select(type => type.Name).SequenceEqual(right.Types.Select(type => type.Name))
        && left.Functions.Select(function => function.Name).SequenceEqual(right.Functions.Select(function => function.Name));

    private void Copy(WitInterface part, InterfaceDraft draft)
    {
        foreach (var type in part.Types)
        {
            if (draft.FindType(type.Name) is not { } known)
            {
                draft.Add(_rewriter.Copy(type, type.Name, draft.Interface, type.Stability));
                continue;
            }
            RequireSame($"type `{type.Name}` of `{draft.Interface}`", Text(known.Body), Text(_rewriter.Rewrite(type.Body)));
            _rewriter.Map(type, known);
        }
        foreach (var function in part.Functions)
        {
            var copy = _rewriter.Copy(function, function.Label, function.Stability);
            if (draft.FindFunction(copy.Name) is { } known)
            {
                RequireSame($"function `{copy.Name}` of `{draft.Interface}`", TypeText.Of(known), TypeText.Of(copy));
                continue;
            }
            draft.Add(copy);
        }
    }

    private void MergeWorld(WitWorld world)
    {
        var copy = new WitWorld(world.Name, world.Package) { Docs = world.Docs, Stability = world.Stability };
        copy.Imports = [.. world.Imports.Select(item => Copy(item, copy))];
        copy.Exports = [.. world.Exports.Select(item => Copy(item, copy))];
        var text = string.Join("; ", Texts("import", copy.Imports).Concat(Texts("export", copy.Exports)));
        var name = world.FullName.ToString();
        if (_worlds.TryGetValue(name, out var known))
        {
            RequireSame($"world `{name}`", known.Text, text);
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
        Copy(inline, draft);
        draft.Finish();
        return draft.Interface;
    }

    private static IEnumerable<string> Texts(string verb, ImmutableArray<WorldItem> items) => items.Select(item => item switch
    {
        WorldFunction { Function: var function } => $"{verb} {TypeText.Of(function)}",
        WorldType { Definition: var type } => $"type {type.Name} {Text(type.Body)}",
        WorldInterface { Interface: { Name: null } inline } => $"{verb} {item.Name}: interface {{ {Text(inline)} }}",
        WorldInterface { Label: { } label } named => $"{verb} {label}: {named.Interface}",
        _ => $"{verb} {item.Name}",
    }).OrderBy(text => text, StringComparer.Ordinal);

    private static string Text(WitInterface item) => string.Join("; ", item.Types.Select(type => $"{type.Name} {Text(type.Body)}")
        .Concat(item.Functions.Select(TypeText.Of)).OrderBy(text => text, StringComparer.Ordinal));

    // Names of the same interface mean the same by now; what is used of another is told apart by that.
    private static string Text(TypeBody body) => body switch
    {
        AliasBody { Target: NamedUse { Definition: var target } } => $"= {target.Owner}.{target.Name}",
        AliasBody alias => $"= {TypeText.Of(alias)}",
        RecordBody record => $"record {{ {string.Join(", ", record.Fields.Select(f => $"{f.Name}: {f.Type}"))} }}",
        VariantBody variant => $"variant {{ {string.Join(", ", variant.Cases.Select(c => c.Type is null ? c.Name : $"{c.Name}({c.Type})"))} }}",
        EnumBody @enum => $"enum {{ {string.Join(", ", @enum.Cases.Select(c => c.Name))} }}",
        FlagsBody flags => $"flags {{ {string.Join(", ", flags.Flags.Select(f => f.Name))} }}",
        _ => "resource",
    };

    private static void RequireSame(string what, string known, string other)
    {
        if (known != other)
        {
            // The smaller text first, so that the message is the same in either order.
            var (first, second) = string.CompareOrdinal(known, other) < 0 ? (known, other) : (other, known);
            throw new WitException($"{what} is not the same everywhere: `{first}` in one place, `{second}` in another");
        }
    }

    // Of several texts the longest says most.
    private static string? Longest(IEnumerable<string?> docs) => docs.OfType<string>()
        .OrderByDescending(text => text.Length).ThenBy(text => text, StringComparer.Ordinal).FirstOrDefault();
}
