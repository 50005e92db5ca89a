using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// Makes equal types one (core specification 3.0, 3.1.2 "Rolling and Unrolling"): two types are equal when they stand at the same
/// place of groups that are equal, and groups are equal when they are written alike, with references out of the group replaced by
/// what those types are.
/// </summary>
/// <remarks>
/// Groups are compared by their keys (<see cref="GroupKeys"/>). An instance can serve many modules, whose types then share their canonical
/// indices. Not safe from many threads.
/// </remarks>
internal sealed class CanonicalTypes
{
    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);
    private readonly GroupKeys _keys = new();
    private int _count;

    /// <summary>
    /// The canonical index of each type of a module. References must lie within <paramref name="types"/>, and supertypes and outer
    /// references before their group, as validation has checked.
    /// </summary>
    public ImmutableArray<int> Add(ImmutableArray<SubType> types, ImmutableArray<RecursiveGroup> groups)
    {
        var canonical = new int[types.Length];
        for (var i = 0; i < groups.Length; i++)
        {
            Add(types, groups[i], canonical);
        }
        return ImmutableArray.Create(canonical);
    }

    /// <summary>
    /// Enters the canonical indices of one group into <paramref name="canonical"/>, which has those of all types before it; whether there was
    /// none equal to it.
    /// </summary>
    public bool Add(ImmutableArray<SubType> types, RecursiveGroup group, int[] canonical)
    {
        var key = _keys.KeyOf(types, group, canonical);
        var isNew = !_groups.TryGetValue(key, out var first);
        if (isNew)
        {
            _groups.Add(key, first = _count);
            _count += group.Count;
        }
        for (var i = 0; i < group.Count; i++)
        {
            canonical[group.First + i] = first + i;
        }
        return isNew;
    }
}
