using System.Text;
using Dovetail.Values;

namespace Dovetail.Runtime;

/// <summary>
/// Names that come from guests and files as messages show them: escaped as in WAVE, so that they do nothing to a terminal, and cut off where they are long.
/// </summary>
internal static class ShownName
{
    /// <summary>The longest name that is shown, in characters before escaping.</summary>
    internal const int MaxLength = 120;

    /// <summary>The name for people to read.</summary>
    public static string Of(string name)
    {
        var shown = new StringBuilder();
        var length = name.Length <= MaxLength ? name.Length : char.IsHighSurrogate(name[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        WaveStrings.Escape(shown, name.AsSpan(0, length));
        return shown.Append(length < name.Length ? "…" : "").ToString();
    }
}
