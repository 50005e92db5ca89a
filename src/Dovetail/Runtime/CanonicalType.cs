using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>The identity of a function type within an engine: two types are equal when these are the same object.</summary>
/// <remarks>Recursive groups, which arrive with garbage-collected types, will be interned here as a whole.</remarks>
internal sealed class CanonicalType
{
    internal CanonicalType(FunctionType function) => Function = function;

    /// <summary>The structure of the type.</summary>
    internal FunctionType Function { get; }

    /// <summary>What <see cref="Dovetail.Function.Invoke"/> runs for functions of the type; null until it is first needed.</summary>
    internal Func<FunctionReference, object?[], object?[]>? DynamicEntry { get; set; }

    /// <summary>The type in the text format.</summary>
    public override string ToString() => Function.ToString();
}

/// <summary>The canonical types of an engine, held weakly: a type lives as long as a module or function of it. Safe from many threads.</summary>
internal sealed class CanonicalTypes
{
    private const int FirstSweep = 256;
    private readonly Dictionary<FunctionType, WeakReference<CanonicalType>> _types = [];
    private int _sweepAt = FirstSweep;

    /// <summary>The one object of the engine for <paramref name="type"/>.</summary>
    internal CanonicalType Intern(FunctionType type)
    {
        lock (_types)
        {
            if (_types.TryGetValue(type, out var entry) && entry.TryGetTarget(out var found))
                return found;
            if (_types.Count >= _sweepAt)
                Sweep();
            var created = new CanonicalType(type);
            _types[type] = new WeakReference<CanonicalType>(created);
            return created;
        }
    }

    private void Sweep()
    {
        foreach (var (type, entry) in _types)
        {
            if (!entry.TryGetTarget(out _))
                _types.Remove(type);
        }
        _sweepAt = Math.Max(FirstSweep, _types.Count * 2);
    }
}
