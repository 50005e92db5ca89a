namespace Dovetail.Tooling.Bindgen;

/// <summary>Hands out names in kebab case, no two of which become one in a language, whichever way that writes <c>a-b</c>: <c>a_b</c>, <c>aB</c>, <c>AB</c>.</summary>
/// <param name="taken">Names that nothing gets.</param>
internal sealed class UniqueNames(params string[] taken)
{
    private readonly HashSet<string> _taken = [.. taken.Select(Fold)];
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
                _taken.Add(Fold(candidate));
                foreach (var suffix in suffixes)
                {
                    _taken.Add(Fold(candidate + suffix));
                }
                return candidate;
            }
        }
    }

    private bool IsFree(string name, ReadOnlySpan<string> suffixes)
    {
        var isFree = !_taken.Contains(Fold(name));
        foreach (var suffix in suffixes)
        {
            isFree &= !_taken.Contains(Fold(name + suffix));
        }
        return isFree;
    }

    private static string Fold(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
