using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Dovetail.Wasm;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Runtime;

/// <summary>
/// The canonical types of an engine, held weakly: a type lives as long as a module, function or value of it. Recursive groups are
/// interned as a whole: equal groups of different modules are one. Safe from many threads.
/// </summary>
/// <remarks>
/// A group is found by its key (<see cref="GroupKeys"/>), in which other groups stand by the numbers of their types. Numbers are never given twice
/// and a group keeps the groups that it refers to; so a key that is found means what it meant when it was made.
/// </remarks>
internal sealed class CanonicalTypes
{
    private const int FirstSweep = 256;
    private readonly Dictionary<string, WeakReference<CanonicalType[]>> _groups = new(StringComparer.Ordinal);
    private readonly GroupKeys _keys = new();
    private int _count;
    private int _sweepAt = FirstSweep;

    /// <summary>How many groups are known, dead ones that were not yet swept counted.</summary>
    internal int GroupCount
    {
        get
        {
            lock (_groups)
                return _groups.Count;
        }
    }

    /// <summary>The one object of the engine for each type of a module that was validated.</summary>
    /// <exception cref="LimitException">The engine has seen more types than it can number.</exception>
    internal CanonicalType[] Intern(ImmutableArray<SubType> types, ImmutableArray<RecursiveGroup> groups)
    {
        var (found, numbers) = (new CanonicalType[types.Length], new int[types.Length]);
        lock (_groups)
        {
            for (var at = 0; at < groups.Length; at++)
            {
                var group = groups[at];
                var members = Intern(types, group, found, _keys.KeyOf(types, group, numbers));
                for (var i = 0; i < group.Count; i++)
                    (found[group.First + i], numbers[group.First + i]) = (members[i], members[i].Number);
            }
        }
        return found;
    }

    /// <summary>The one object of the engine for a final function type that names no types of a module.</summary>
    internal CanonicalType Intern(FunctionType type) => Intern([new SubType(true, null, type)], [new RecursiveGroup(0, 1)])[0];

    private CanonicalType[] Intern(ImmutableArray<SubType> types, RecursiveGroup group, CanonicalType[] found, string key)
    {
        if (_groups.TryGetValue(key, out var entry) && entry.TryGetTarget(out var known))
            return known;
        if (_groups.Count >= _sweepAt)
            Sweep();
        var created = Create(types, group, found);
        _groups[key] = new WeakReference<CanonicalType[]>(created);
        return created;
    }

    // Earlier types of the module are in `found`; those of the group are put there, so that they can refer to each other.
    private CanonicalType[] Create(ImmutableArray<SubType> types, RecursiveGroup group, CanonicalType[] found)
    {
        if (group.Count > int.MaxValue - _count)
            throw new LimitException("types of an engine", $"the engine has seen {_count} types; make another engine");
        var created = new CanonicalType[group.Count];
        for (var i = 0; i < group.Count; i++)
        {
            var type = types[group.First + i];
            var supertype = type.Supertype is { } super ? found[super] : null;
            created[i] = new CanonicalType(_count++, type, TypeErasure.Erase(type.Composite, types), supertype);
            found[group.First + i] = created[i];
        }
        for (var i = 0; i < group.Count; i++)
            created[i].Complete(created, Resolve(ValuesOf(types[group.First + i].Composite), types, found));
        return created;
    }

    /// <summary>What <paramref name="type"/>, of a module whose types are <paramref name="types"/>, is in the engine.</summary>
    internal static ResolvedType Resolve(ValType type, ImmutableArray<SubType> types, CanonicalType[] canonical) => new(
        TypeErasure.Erase(type, types), type.IsReference && type.Heap.Kind == HeapKind.Concrete ? canonical[type.Heap.TypeIndex] : null);

    // A loop: a small module comes by here (see Mapping).
    private static ResolvedType[] Resolve(ImmutableArray<ValType> values, ImmutableArray<SubType> types, CanonicalType[] canonical)
    {
        var resolved = new ResolvedType[values.Length];
        for (var i = 0; i < resolved.Length; i++)
            resolved[i] = Resolve(values[i], types, canonical);
        return resolved;
    }

    private static ImmutableArray<ValType> ValuesOf(CompositeType type) => type switch
    {
        FunctionType function => ValuesOf(function),
        StructType structure => structure.Fields.Map(field => field.Type),
        ArrayType array => [array.Element.Type],
        _ => [],
    };

    private static ImmutableArray<ValType> ValuesOf(FunctionType function)
    {
        var (values, parameters) = (new ValType[function.Parameters.Length + function.Results.Length], function.Parameters.Length);
        for (var i = 0; i < values.Length; i++)
            values[i] = i < parameters ? function.Parameters[i] : function.Results[i - parameters];
        return ImmutableCollectionsMarshal.AsImmutableArray(values);
    }

    private void Sweep()
    {
        foreach (var (key, entry) in _groups)
        {
            if (!entry.TryGetTarget(out _))
                _groups.Remove(key);
        }
        _sweepAt = Math.Max(FirstSweep, _groups.Count * 2);
    }
}
