using Dovetail.Wasm.Components.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// The values of a component, each of which must be used exactly once (Binary.md, notes to "Start Definitions"): exported, given to a
/// component that is instantiated, or given to a function that is called at the start.
/// </summary>
internal sealed class ValueSpace(ValidationContext context)
{
    private readonly List<Entry<ValueExtern>> _values = [];
    private readonly HashSet<int> _unused = [];

    /// <summary>The value at an index, without using it.</summary>
    public Entry<ValueExtern> At(int index) => context.Get(_values, index, "value");

    /// <summary>Uses the value at an index.</summary>
    public Entry<ValueExtern> Use(int index)
    {
        var value = At(index);
        if (!_unused.Remove(index))
        {
            context.Fail($"value {index} cannot be used more than once");
        }
        return value;
    }

    /// <summary>Adds a value that is still to be used.</summary>
    public void Add(ValueExtern type, Source source)
    {
        _unused.Add(_values.Count);
        AddUsed(type, source);
    }

    /// <summary>Adds a second index of a value that is used: that of an export.</summary>
    public void AddUsed(ValueExtern type, Source source) => _values.Add(new(type.Known(), source));

    /// <summary>Checks that nothing is left.</summary>
    public void CheckAllUsed()
    {
        if (_unused.Count > 0)
        {
            context.Fail(
                $"value index {_unused.Min()} was not used as part of an instantiation, start function, or export");
        }
    }
}
