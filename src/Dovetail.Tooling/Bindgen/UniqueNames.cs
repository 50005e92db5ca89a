namespace Dovetail.Tooling.Bindgen;

/// <summary>Hands out names in kebab case, no two of which are spelled alike in a language.</summary>
/// <param name="spell">How the language writes a name: <c>a-b</c> as <c>a_b</c>, <c>aB</c>, <c>AB</c>.</param>
/// <param name="taken">Names that nothing gets.</param>
internal sealed class UniqueNames(Func<string, string> spell, params string[] taken)
{
    private readonly HashSet<string> _taken = [.. taken.Select(spell)];
    private readonly Dictionary<string, int> _last = [];

    /// <summary>The name, or the first of <c>name-2</c>, <c>name-3</c> … that is free, together with what else is made of it.</summary>
    /// <param name="name">The name that is wanted.</param>
    /// <param name="suffixes">What stands behind it in names that belong to the same thing.</param>
    public string Take(string name, params ReadOnlySpan<string> suffixes)
    {
        for (var count = _last.GetValueOrDefault(name) + 1; ; count++)
        {
            var candidate = count == 1 ? name : $"{name}-{count}";
            if (IsFree(candidate, suffixes))
            {
                _last[name] = count;
                _taken.Add(spell(candidate));
                foreach (var suffix in suffixes)
                {
                    _taken.Add(spell(candidate + suffix));
                }
                return candidate;
            }
        }
    }

    private bool IsFree(string name, ReadOnlySpan<string> suffixes)
    {
        var isFree = !_taken.Contains(spell(name));
        foreach (var suffix in suffixes)
        {
            isFree &= !_taken.Contains(spell(name + suffix));
        }
        return isFree;
    }
}
