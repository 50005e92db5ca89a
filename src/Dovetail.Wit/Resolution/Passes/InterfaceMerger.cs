using Dovetail.Wit.Printing;

namespace Dovetail.Wit.Resolution.Passes;

/// <summary>
/// Makes one interface of several that go by one key, as a rule their name. Everything is copied, for an interface that gets more members is
/// another object, and so is all that refers to it.
/// </summary>
/// <param name="drafts">Where the interfaces go.</param>
/// <param name="rewriter">Knows what each type has become.</param>
/// <param name="keyOf">What interfaces that are one have in common; it begins each group's dependencies.</param>
/// <param name="chosen">Of those that are one, the one whose name it gets.</param>
internal sealed class InterfaceMerger(
    PackageDrafts drafts, TypeRewriter rewriter, Func<WitInterface, string> keyOf, Func<IReadOnlyList<WitInterface>, WitInterface> chosen)
{
    private readonly Dictionary<WitInterface, WitInterface> _merged = [];

    /// <summary>What an interface has become.</summary>
    public WitInterface this[WitInterface original] => _merged[original];

    /// <exception cref="WitException">Two say different things of one name.</exception>
    public void Merge(IEnumerable<WitInterface> interfaces)
    {
        var all = DependencyOrder.Of<WitInterface, bool>(interfaces, item => [.. item.Dependencies.Select(needed => (needed, true))], (_, _) => { });
        var groups = new Dictionary<string, List<WitInterface>>(StringComparer.Ordinal);
        foreach (var item in all)
        {
            var key = keyOf(item);
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = []);
            }
            group.Add(item);
        }
        // What one part of an interface uses may stand behind another part, so groups have an order of their own.
        var order = DependencyOrder.Of<string, bool>(
            all.Select(keyOf),
            key => [.. groups[key].SelectMany(item => item.Dependencies).Select(keyOf).Where(needed => needed != key).Distinct().Select(needed => (needed, true))],
            (_, _) => { });
        foreach (var key in order)
        {
            Merge(groups[key]);
        }
    }

    /// <summary>Copies the members of an interface to one that may have some of them.</summary>
    /// <exception cref="WitException">Two say different things of one name.</exception>
    public void Copy(WitInterface part, InterfaceDraft draft)
    {
        foreach (var type in part.Types)
        {
            if (draft.FindType(type.Name) is not { } known)
            {
                draft.Add(rewriter.Copy(type, type.Name, draft.Interface, type.Stability));
                continue;
            }
            MergeTexts.RequireSame($"type `{type.Name}` of `{draft.Interface}`", MergeTexts.Of(known.Body), MergeTexts.Of(rewriter.Rewrite(type.Body)));
            rewriter.Map(type, known);
        }
        foreach (var function in part.Functions)
        {
            var copy = rewriter.Copy(function, function.Label, function.Stability);
            if (draft.FindFunction(copy.Name) is { } known)
            {
                MergeTexts.RequireSame($"function `{copy.Name}` of `{draft.Interface}`", TypeText.Of(known), TypeText.Of(copy));
                continue;
            }
            draft.Add(copy);
        }
    }

    private void Merge(List<WitInterface> parts)
    {
        var name = chosen(parts);
        var draft = drafts.Interface(name.Package, name.Name!);
        draft.Interface.Docs = MergeTexts.Longest(parts.Select(part => part.Docs));
        draft.Interface.Stability = parts.Select(part => part.Stability).FirstOrDefault(gate => gate is not null);
        foreach (var part in parts)
        {
            _merged[part] = draft.Interface;
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
}
