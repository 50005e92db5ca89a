namespace Dovetail.Compilation.Adapters;

/// <summary>Says what an adapter does with values of a type, for those who read it.</summary>
internal static class AdaptedMoves
{
    /// <summary>All that is done with a value and its parts; each type is looked at once, however often it occurs.</summary>
    /// <param name="ofStrings">How strings are copied.</param>
    public static ValueMoves Of(AdaptedType type, ValueMoves ofStrings)
    {
        var (moves, seen, pending) = (ValueMoves.None, new HashSet<AdaptedType>(), new Stack<AdaptedType>([type]));
        while (pending.TryPop(out var next))
        {
            if (seen.Add(next))
                moves |= Of(next, ofStrings, pending);
        }
        return moves;
    }

    private static ValueMoves Of(AdaptedType type, ValueMoves ofStrings, Stack<AdaptedType> parts)
    {
        switch (type)
        {
            case AdaptedBool or AdaptedChar or AdaptedFlags { IsRaw: false }:
                return ValueMoves.Checks;
            case AdaptedHandle:
                return ValueMoves.MovesHandles;
            case AdaptedString:
                return ValueMoves.Checks | ValueMoves.Allocates | ofStrings;
            case AdaptedList list:
                parts.Push(list.Element);
                return ValueMoves.Allocates | (list.Element.IsRaw ? ValueMoves.CopiesBlocks : ValueMoves.CopiesElements);
            case AdaptedArray array:
                parts.Push(array.Element);
                return ValueMoves.None;
            case AdaptedFields fields:
                foreach (var field in fields.Fields)
                    parts.Push(field);
                return ValueMoves.None;
            case AdaptedVariant variant:
                foreach (var payload in variant.Cases.OfType<AdaptedType>())
                    parts.Push(payload);
                return ValueMoves.Checks;
            default:
                return ValueMoves.None;
        }
    }
}
