using System.Collections.Immutable;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// The core types of a component, of the modules in it and of the types of modules: equal ones have one canonical index (core
/// specification 3.0, 3.1.2 "Rolling and Unrolling"), by which types refer to each other here.
/// </summary>
/// <remarks>Not safe from many threads while types are added; matching is.</remarks>
internal sealed class CoreTypeTable
{
    private readonly CanonicalTypes _canonical = new();
    private readonly List<SubType> _types = [];
    private readonly List<RecursiveGroup> _groups = [];
    private readonly Dictionary<CoreTypeTable, List<int>> _translated = [];
    private readonly TypeMatching _matching;

    public CoreTypeTable() => _matching = new TypeMatching(_types);

    /// <summary>The type with a canonical index.</summary>
    public SubType this[int index] => _types[index];

    /// <summary>Adds the types of a module, which was validated; the canonical index of each.</summary>
    public int[] Add(ImmutableArray<SubType> types, ImmutableArray<RecursiveGroup> groups)
    {
        var canonical = new int[types.Length];
        foreach (var group in groups)
        {
            Add(types, group, canonical);
        }
        return canonical;
    }

    /// <summary>Adds one group; the canonical index of its first type.</summary>
    /// <param name="first">The index of the first type, as the group's own references count.</param>
    /// <param name="canonicalOf">The canonical indices of types that are referred to outside of the group.</param>
    public int Add(ImmutableArray<SubType> group, int first, Func<int, int> canonicalOf)
    {
        // What stands outside comes before the group, each once, so that the group can be looked at alone.
        var outer = new List<int>();
        var places = new Dictionary<int, int>();
        foreach (var type in group)
        {
            type.Map(index =>
            {
                if ((index < first || index >= first + group.Length) && places.TryAdd(index, outer.Count))
                {
                    outer.Add(canonicalOf(index));
                }
                return index;
            });
        }
        var types = ImmutableArray.CreateBuilder<SubType>(outer.Count + group.Length);
        types.AddRange(Enumerable.Repeat(group[0], outer.Count));
        types.AddRange(group.Select(type => type.Map(index =>
            places.TryGetValue(index, out var place) ? place : outer.Count + index - first)));
        var canonical = new int[types.Count];
        outer.CopyTo(canonical);
        Add(types.MoveToImmutable(), new RecursiveGroup(outer.Count, group.Length), canonical);
        return canonical[outer.Count];
    }

    /// <summary>The canonical index of a plain function type, whose references are canonical.</summary>
    public int Of(FunctionType type) => Add([new SubType(true, null, type)], int.MaxValue, index => index);

    /// <summary>The canonical index here of a type of another table, for which all types before it are added too.</summary>
    public int Of(CoreTypeTable from, int index)
    {
        if (from == this)
        {
            return index;
        }
        if (!_translated.TryGetValue(from, out var known))
        {
            _translated.Add(from, known = []);
        }
        while (known.Count <= index)
        {
            var group = from._groups[from.GroupOf(known.Count)];
            var types = from._types.GetRange(group.First, group.Count).ToImmutableArray();
            known.AddRange(Enumerable.Range(Add(types, group.First, outer => known[outer]), group.Count));
        }
        return known[index];
    }

    public bool Matches(ValType type, ValType super) => type == super || _matching.Matches(type, super);

    /// <summary>Whether a type is declared below another, or equals it.</summary>
    public bool IsSubtype(int type, int super)
    {
        for (int? at = type; at is { } index; at = _types[index].Supertype)
        {
            if (index == super)
            {
                return true;
            }
        }
        return false;
    }

    public bool Matches(CompositeType type, CompositeType super) => _matching.Matches(type, super);

    private void Add(ImmutableArray<SubType> types, RecursiveGroup group, int[] canonical)
    {
        if (!_canonical.Add(types, group, canonical))
        {
            return;
        }
        _groups.Add(group with { First = _types.Count });
        for (var i = group.First; i < group.First + group.Count; i++)
        {
            _types.Add(types[i].Map(index => canonical[index]));
        }
    }

    private int GroupOf(int index)
    {
        var (low, high) = (0, _groups.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = _groups[middle].First <= index ? (middle, high) : (low, middle - 1);
        }
        return low;
    }
}
