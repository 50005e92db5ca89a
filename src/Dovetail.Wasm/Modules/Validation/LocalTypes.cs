using System.Collections;
using System.Collections.Immutable;

namespace Dovetail.Wasm.Modules.Validation;

/// <summary>
/// The locals of the function at hand, and which of them have a value. Beyond the first few, runs are searched and not expanded, so that a
/// short body with many locals costs no more than it is long.
/// </summary>
internal sealed class LocalTypes
{
    /// <summary>As many locals, parameters included, are expanded; functions seldom have more.</summary>
    private const int Expanded = 256;

    private readonly ValType[] _first = new ValType[Expanded];
    private readonly List<int> _ends = [];
    private readonly BitArray _isSet = new(0);
    private readonly List<int> _setOrder = [];
    private ImmutableArray<ValType> _parameters;
    private ImmutableArray<LocalRun> _runs;

    /// <summary>The number of locals, parameters included.</summary>
    public int Count { get; private set; }

    /// <summary>The number of locals without a default that have been set so far.</summary>
    public int SetCount => _setOrder.Count;

    public void Reset(ImmutableArray<ValType> parameters, ImmutableArray<LocalRun> locals)
    {
        (_parameters, _runs) = (parameters, locals);
        _ends.Clear();
        _setOrder.Clear();
        Count = parameters.Length;
        for (var i = 0; i < Math.Min(Expanded, Count); i++)
        {
            _first[i] = parameters[i];
        }
        var allDefaultable = true;
        for (var at = 0; at < locals.Length; at++)
        {
            var run = locals[at];
            for (var i = Count; i < Math.Min(Expanded, (long)Count + run.Count); i++)
            {
                _first[i] = run.Type;
            }
            Count += run.Count;
            _ends.Add(Count);
            allDefaultable &= run.Type.IsDefaultable;
        }
        _isSet.Length = 0;
        _isSet.Length = allDefaultable ? 0 : Count;
    }

    public ValType Get(int index, int offset)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new InvalidException($"unknown local {(uint)index}", offset);
        }
        if (index < Expanded)
        {
            return _first[index];
        }
        return index < _parameters.Length ? _parameters[index] : _runs[RunOf(index)].Type;
    }

    public void CheckSet(int index, ValType type, int offset)
    {
        if (!type.IsDefaultable && index >= _parameters.Length && !_isSet[index])
        {
            throw new InvalidException($"uninitialized local {index}", offset);
        }
    }

    public void Set(int index, ValType type)
    {
        if (!type.IsDefaultable && index >= _parameters.Length && !_isSet[index])
        {
            _isSet[index] = true;
            _setOrder.Add(index);
        }
    }

    /// <summary>Forgets what was set since <see cref="SetCount"/> was <paramref name="height"/>, at the end of a block.</summary>
    public void Unset(int height)
    {
        for (var i = _setOrder.Count - 1; i >= height; i--)
        {
            _isSet[_setOrder[i]] = false;
            _setOrder.RemoveAt(i);
        }
    }

    private int RunOf(int index)
    {
        // The first run that ends behind the index.
        var found = _ends.BinarySearch(index + 1);
        return found >= 0 ? found : ~found;
    }
}
