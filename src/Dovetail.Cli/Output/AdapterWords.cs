namespace Dovetail.Cli.Output;

/// <summary>What becomes of the values of calls between components, in words.</summary>
internal static class AdapterWords
{
    /// <summary>The parameters and the result of an adapter.</summary>
    public static IEnumerable<AdapterValue> Values(Adapter adapter) =>
        adapter.Result is { } result ? adapter.Parameters.Append(result) : adapter.Parameters;

    /// <summary>How a value is passed, then what is done with it.</summary>
    public static IEnumerable<string> Of(AdapterValue value)
    {
        yield return value.IsInMemory ? "through memory" : "as core values";
        foreach (var move in Enum.GetValues<ValueMoves>())
        {
            if (move != ValueMoves.None && value.Moves.HasFlag(move))
            {
                yield return Of(move);
            }
        }
    }

    private static string Of(ValueMoves move) => move switch
    {
        ValueMoves.Checks => "checked",
        ValueMoves.Allocates => "allocated with realloc",
        ValueMoves.CopiesBlocks => "copied as a block",
        ValueMoves.CopiesElements => "copied element by element",
        ValueMoves.Transcodes => "transcoded",
        _ => "handles moved",
    };
}
