using System.Globalization;

namespace Dovetail.Compilation.Adapters;

/// <summary>
/// A part of an adapter that has a method of its own: lifting or lowering, in one direction, of a type, or of some of the fields of a
/// record that has very many.
/// </summary>
/// <param name="Type">The type.</param>
/// <param name="IsResult">Whether values go from the callee to the caller.</param>
/// <param name="IsLift">Whether it lifts; else it lowers.</param>
internal readonly record struct AdapterPart(AdaptedType Type, bool IsResult, bool IsLift)
{
    // Methods stay far below what the JIT optimises, and frames small.
    private const int MaxWeight = 1200;
    private const int Branches = 16;

    /// <summary>The first field; 0 where all are meant.</summary>
    public int First { get; private init; }

    /// <summary>How many fields; −1 where all are meant.</summary>
    public int Count { get; private init; } = -1;

    /// <summary>What the method is called.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture,
        $"{(IsLift ? "lift" : "lower")}_{(IsResult ? "result" : "parameter")}_{Type.Id}{(Count < 0 ? "" : $"_{First}")}");

    /// <summary>
    /// The fields one after the other where they are few enough to be written into one method; else sixteen parts, each with a method.
    /// </summary>
    public IEnumerable<(bool IsWhole, AdapterPart Part, int Field)> Pieces()
    {
        var fields = ((AdaptedFields)Type).Fields;
        var count = Count < 0 ? fields.Length : Count;
        var weight = 0L;
        for (var i = First; i < First + count; i++)
            weight += AdapterMethod.WeightOf(fields[i]);
        if (weight <= MaxWeight || count == 1)
        {
            for (var i = First; i < First + count; i++)
                yield return (false, this, i);
            yield break;
        }
        var step = (count + Branches - 1) / Branches;
        for (var i = 0; i < count; i += step)
            yield return (true, this with { First = First + i, Count = Math.Min(step, count - i) }, -1);
    }
}
