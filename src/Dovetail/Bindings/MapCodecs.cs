namespace Dovetail.Bindings;

/// <summary>
/// The C# types that a map may be, each with its way to and from an array of pairs. A map is a list of pairs, in which a key may occur more
/// than once; a dictionary has the last value of each (Explainer.md, "Specialized value types").
/// </summary>
internal static class MapConversions
{
    public static Codec<Dictionary<TKey, TValue>> Dictionary<TKey, TValue>(Codec<KeyValuePair<TKey, TValue>[]> pairs)
        where TKey : notnull =>
        new ConvertedCodec<Dictionary<TKey, TValue>, KeyValuePair<TKey, TValue>[]>(pairs, FromPairs, map => [.. map]);

    public static Codec<IDictionary<TKey, TValue>> IDictionary<TKey, TValue>(Codec<KeyValuePair<TKey, TValue>[]> pairs)
        where TKey : notnull =>
        new ConvertedCodec<IDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>[]>(pairs, FromPairs, map => [.. map]);

    public static Codec<IReadOnlyDictionary<TKey, TValue>> ReadOnlyDictionary<TKey, TValue>(Codec<KeyValuePair<TKey, TValue>[]> pairs)
        where TKey : notnull =>
        new ConvertedCodec<IReadOnlyDictionary<TKey, TValue>, KeyValuePair<TKey, TValue>[]>(pairs, FromPairs, map => [.. map]);

    private static Dictionary<TKey, TValue> FromPairs<TKey, TValue>(KeyValuePair<TKey, TValue>[] pairs)
        where TKey : notnull
    {
        var map = new Dictionary<TKey, TValue>(pairs.Length);
        foreach (var (key, value) in pairs)
        {
            map[key] = value;
        }
        return map;
    }
}
