using System.Globalization;
using System.Text;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>Writes hostile modules as text.</summary>
internal static class Wat
{
    /// <summary>The text <paramref name="item"/>, <paramref name="count"/> times.</summary>
    public static string Repeat(string item, int count) => new StringBuilder(item.Length * count).Insert(0, item, count).ToString();

    /// <summary>The texts of <paramref name="item"/> for 0 … <paramref name="count"/> − 1.</summary>
    public static string Each(int count, Func<int, string> item) => string.Concat(Enumerable.Range(0, count).Select(item));

    /// <summary>A number as text.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
