using System.Globalization;

namespace Dovetail.Values;

/// <summary>C# strings may hold halves of surrogate pairs; WIT's may not.</summary>
internal static class UnicodeScalars
{
    public static void ThrowIfUnpaired(string value)
    {
        var index = IndexOfUnpaired(value);
        if (index >= 0)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture,
                    $"an unpaired surrogate at index {index}; a WIT string holds Unicode scalar values only"),
                nameof(value));
        }
    }

    /// <summary>The index of the first half of a surrogate pair that stands alone, or -1.</summary>
    public static int IndexOfUnpaired(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (true)
        {
            var next = text[at..].IndexOfAnyInRange('\ud800', '\udfff');
            if (next < 0)
            {
                return -1;
            }
            at += next;
            if (char.IsLowSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1]))
            {
                return at;
            }
            at += 2;
        }
    }
}
