using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>The identifiers of one index space (core specification 3.0, 6.1.2 "Contexts").</summary>
/// <param name="kind">What the space holds, for errors.</param>
internal sealed class IndexSpace(string kind)
{
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private Dictionary<int, string>? _annotations;

    /// <summary>The number of definitions so far, imports included.</summary>
    public int Count { get; private set; }

    /// <summary>Takes an identifier, if one comes next, for the next index.</summary>
    public int Define(TokenCursor cursor)
    {
        var token = cursor.Peek();
        if (cursor.TryTakeId() is { } name && !_names.TryAdd(name, Count))
        {
            throw cursor.Error($"duplicate {kind} `${name}`", token);
        }
        return Count++;
    }

    /// <summary>Gives the next index to a definition without a name.</summary>
    public int Define() => Count++;

    /// <summary>Takes the name that the definition at <paramref name="index"/> has besides its identifier, if one comes next.</summary>
    public void TakeAnnotation(TokenCursor cursor, int index)
    {
        if (NameAnnotation.TryTake(cursor) is { } name)
        {
            (_annotations ??= [])[index] = name;
        }
    }

    /// <summary>
    /// What a name section calls the definitions: by their annotations, else by their identifiers but for those that a printer made up.
    /// </summary>
    public IndexNames Names()
    {
        var names = new IndexNames();
        var all = _names.Where(entry => !entry.Key.StartsWith(IdSpace.MadeUp) && _annotations?.ContainsKey(entry.Value) != true)
            .Select(entry => (Index: entry.Value, Name: entry.Key))
            .Concat((_annotations ?? []).Select(entry => (Index: entry.Key, Name: entry.Value)));
        foreach (var (index, name) in all.OrderBy(entry => entry.Index))
        {
            names.Add(index, name);
        }
        return names;
    }

    public static bool PeekIndex(TokenCursor cursor, int distance = 0) =>
        cursor.PeekAt(distance).Kind is TokenKind.Id or TokenKind.Number;

    /// <summary>Takes a number, or an identifier that is defined somewhere in the module. A number may be out of range.</summary>
    public int Take(TokenCursor cursor)
    {
        var token = cursor.Peek();
        return cursor.TryTakeId() is not { } name ? unchecked((int)cursor.TakeU32())
            : _names.TryGetValue(name, out var index) ? index
            : throw cursor.Error($"unknown {kind} `${name}`", token);
    }

    /// <summary>Takes an index where one comes next, else it is 0.</summary>
    public int TakeOptional(TokenCursor cursor) => PeekIndex(cursor) ? Take(cursor) : 0;
}
