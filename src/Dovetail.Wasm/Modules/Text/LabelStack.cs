using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The labels around an instruction, innermost last. Looking one up takes constant time, however deep the nesting.</summary>
internal sealed class LabelStack
{
    private readonly List<(string? Name, int Hidden)> _labels = [];
    private readonly Dictionary<string, int> _depths = new(StringComparer.Ordinal);

    public void Push(string? name)
    {
        var hidden = -1;
        if (name is not null)
        {
            hidden = _depths.GetValueOrDefault(name, -1);
            _depths[name] = _labels.Count;
        }
        _labels.Add((name, hidden));
    }

    public void Pop()
    {
        var (name, hidden) = _labels[^1];
        _labels.RemoveAt(_labels.Count - 1);
        if (name is not null && hidden < 0)
        {
            _depths.Remove(name);
        }
        else if (name is not null)
        {
            _depths[name] = hidden;
        }
    }

    /// <summary>Takes the identifier that may repeat the innermost label behind <c>else</c> and <c>end</c>.</summary>
    public void TakeRepeated(TokenCursor cursor)
    {
        var token = cursor.Peek();
        if (cursor.TryTakeId() is { } name && name != _labels[^1].Name)
        {
            throw cursor.Error($"mismatching label `${name}`", token);
        }
    }

    /// <summary>Takes a label by number or name, as the number of labels between it and the innermost.</summary>
    public int Take(TokenCursor cursor)
    {
        var token = cursor.Peek();
        return cursor.TryTakeId() is not { } name ? unchecked((int)cursor.TakeU32())
            : _depths.TryGetValue(name, out var depth) ? _labels.Count - 1 - depth
            : throw cursor.Error($"unknown label `${name}`", token);
    }
}
