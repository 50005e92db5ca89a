using System.Text;

namespace Dovetail.Fuzzing.Mutations;

/// <summary>
/// Changes texts word by word: what comes out is closer to the grammar than a change of bytes, and gets further before it is refused.
/// </summary>
internal static class WordMutations
{
    private const int MostWords = 20_000;

    /// <summary>The mutant of <paramref name="seed"/>: one to six words or runs of words left out, doubled, moved or taken from another text.</summary>
    public static byte[] Mutate(IReadOnlyList<byte[]> corpus, ulong seed)
    {
        var random = new SeededRandom(seed);
        if (random.OneIn(5)) return new Mutator(corpus).Mutate(seed);
        var words = Words(corpus[random.Below(corpus.Count)]);
        var others = Words(corpus[random.Below(corpus.Count)]);
        for (var changes = 1 + random.Below(6); changes > 0; changes--) Change(words, others, random);
        return Encoding.UTF8.GetBytes(string.Concat(words));
    }

    private static void Change(List<string> words, List<string> others, SeededRandom random)
    {
        var at = random.Below(words.Count + 1);
        var count = Math.Min(random.OneIn(3) ? random.Below(30) : 1, words.Count - at);
        switch (random.Below(5))
        {
            case 0:
                words.RemoveRange(at, count);
                break;
            case 1:
                words.InsertRange(at, words.GetRange(at, count));
                break;
            case 2 when others.Count > 0:
                var from = random.Below(others.Count);
                words.InsertRange(at, others.GetRange(from, Math.Min(1 + random.Below(20), others.Count - from)));
                break;
            case 3 when words.Count > 0 && at < words.Count:
                words[at] = words[random.Below(words.Count)];
                break;
            // The same run many times: what grows faster than its text shows itself.
            case 4 when count > 0 && words.Count < MostWords:
                var run = words.GetRange(at, count);
                for (var times = random.Below(200); times > 0 && words.Count < MostWords; times--) words.InsertRange(at, run);
                break;
            default:
                break;
        }
    }

    // Names, spaces and single characters.
    private static List<string> Words(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var words = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = start + 1;
            while (IsName(text[start]) && end < text.Length && IsName(text[end])) end++;
            words.Add(text[start..end]);
            start = end;
        }
        return words;
    }

    private static bool IsName(char c) => char.IsLetterOrDigit(c) || c is '-' or '_' or '%';
}
