using Dovetail.Wasm.Instructions;

namespace Dovetail.Compilation.Functions.Splitting;

/// <summary>Where an instruction may branch to, as relative depths of blocks.</summary>
internal static class Labels
{
    /// <summary>The labels of a branch; none for any other instruction.</summary>
    public static List<int> Of(in InstructionReader reader)
    {
        var depths = new List<int>();
        if (reader.Row.Immediates is Immediates.Label or Immediates.CastBranch)
        {
            depths.Add(reader.Index);
        }
        else if (reader.Row.Immediates == Immediates.LabelTable)
        {
            foreach (var label in reader.Labels)
                depths.Add(label);
        }
        return depths;
    }

    /// <summary>The labels of the clauses of a <c>try_table</c>, seen from outside it; none for any other instruction.</summary>
    public static List<int> OfCatches(in InstructionReader reader)
    {
        var depths = new List<int>();
        if (reader.Row.Immediates != Immediates.TryTable)
            return depths;
        foreach (var clause in reader.Catches)
            depths.Add(clause.Label);
        return depths;
    }
}
