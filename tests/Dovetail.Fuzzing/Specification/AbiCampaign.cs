using System.Globalization;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>
/// Compares cases of the canonical ABI: a shape follows from the seed and its number, its cases from those and theirs. One process of
/// Python works on shapes while Dovetail works on them too. Belongs to one thread.
/// </summary>
internal sealed class AbiCampaign(string definitions, ulong seed, ModelParts parts) : IDisposable
{
    /// <summary>The cases of a shape: calls, and what follows from its types alone.</summary>
    public const int CasesPerShape = 1 + CallsPerShape;

    private const int CallsPerShape = 63;
    private const int Ahead = 4;
    private readonly DefinitionsProcess _python = new(definitions);
    private readonly Engine _engine = new(new EngineOptions { MaxMemoryReservation = 4 * ReallocScript.Page });

    /// <summary>Compares the cases of shapes.</summary>
    /// <param name="progress">Is told of each shape.</param>
    public OracleReport Run(int first, int shapes, Action<OracleReport>? progress = null)
    {
        var report = OracleReport.Empty;
        var waiting = new Queue<(AbiShape Shape, AbiCase[] Cases)>();
        for (var index = first; index < first + shapes; index++)
        {
            while (waiting.Count < Ahead && index + waiting.Count < first + shapes) waiting.Enqueue(Send(index + waiting.Count));
            var (shape, cases) = waiting.Dequeue();
            var part = Compare(index, shape, cases);
            report += part;
            progress?.Invoke(part);
        }

        return report with { Branches = BranchCoverage.Of(_python) };
    }

    /// <summary>The smallest case that differs as a call does, and how.</summary>
    public string Shrink(int index, int number)
    {
        var (shape, calls) = (Choices(index), Choices(index, number));
        AbiShape.Make(shape, parts);
        Case(Shape(index), calls);
        var (shapeMade, callMade) = (shape.Made.ToArray(), calls.Made.ToArray());
        for (var before = -1; before != shapeMade.Length + callMade.Length;)
        {
            before = shapeMade.Length + callMade.Length;
            callMade = ChoiceShrinker.Shrink(callMade, fewer => Difference(shapeMade, fewer) is not null);
            shapeMade = ChoiceShrinker.Shrink(shapeMade, fewer => Difference(fewer, callMade) is not null);
        }

        return Difference(shapeMade, callMade) ?? "both agree";
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _python.Dispose();
        _engine.Dispose();
    }

    private Choices Choices(int index) => new(SeededRandom.SeedOf(seed, index));

    private Choices Choices(int index, int number) => new(SeededRandom.SeedOf(SeededRandom.SeedOf(seed, index), number));

    private AbiShape Shape(int index) => AbiShape.Make(Choices(index), parts);

    private AbiCase Case(AbiShape shape, Choices choices) => new CaseMaker(choices, shape, parts).Make();

    private (AbiShape Shape, AbiCase[] Cases) Send(int index)
    {
        var shape = Shape(index);
        AbiCase[] cases = [.. Enumerable.Range(0, CallsPerShape).Select(number => Case(shape, Choices(index, number)))];
        _python.Send(shape.Question(cases));
        _python.Send($"{{\"op\":\"layout\",\"types\":[{shape.LayoutQuestion}]}}");
        return (shape, cases);
    }

    private OracleReport Compare(int index, AbiShape shape, AbiCase[] cases)
    {
        using var subject = new AbiSubject(_engine, shape);
        var ours = Array.ConvertAll(cases, subject.Run);
        using var answer = _python.Receive();
        using var layout = _python.Receive();
        var (traps, difference) = (0, LayoutDifference(index, shape, layout.RootElement[0].GetString()!));
        for (var i = 0; i < ours.Length; i++)
        {
            var theirs = answer.RootElement[i].GetString()!;
            if (theirs.EndsWith("trap", StringComparison.Ordinal)) traps++;
            if (ours[i] != theirs) difference ??= string.Create(CultureInfo.InvariantCulture, $"{seed} {index} {i}: {Text(shape, ours[i], theirs)}");
        }

        // What differs in one call of a shape often does in all: one finding is enough.
        return new OracleReport(cases.Length + 1, traps, difference is null ? [] : [difference]);
    }

    private string? LayoutDifference(int index, AbiShape shape, string theirs)
    {
        var ours = Layouts(shape);
        var differs = ours.Split('\n').Zip(theirs.Split('\n')).Any(pair => pair.First != pair.Second && pair.Second != "borrow ?");
        return differs ? string.Create(CultureInfo.InvariantCulture, $"{seed} {index} layout: {Text(shape, ours, theirs)}") : null;
    }

    private string? Difference(int[] shapeChoices, int[] callChoices)
    {
        var shape = AbiShape.Make(new Choices(shapeChoices), parts);
        var @case = Case(shape, new Choices(callChoices));
        _python.Send(shape.Question([@case]));
        using var subject = new AbiSubject(_engine, shape);
        var ours = subject.Run(@case);
        using var answer = _python.Receive();
        var theirs = answer.RootElement[0].GetString()!;
        return ours == theirs ? null : $"{Text(shape, ours, theirs)}{@case}";
    }

    private static string Text(AbiShape shape, string ours, string theirs) =>
        $"{shape.Edge} {shape.Relation} {shape.Api} {shape.Type} {string.Join<GuestConfig>(' ', shape.Guests)}\nDovetail:\n{ours}\nspecification:\n{theirs}\n";

    private static string Layouts(AbiShape shape)
    {
        WitType[] types = [.. shape.Parameters, .. shape.Results];
        var lines = new List<string>();
        foreach (var pointer in (PointerType[])[PointerType.I32, PointerType.I64])
        {
            lines.AddRange(types.Select(type => string.Create(CultureInfo.InvariantCulture,
                $"{Layout.Alignment(type, pointer)} {Layout.ElemSize(type, pointer)} {Flat(Flattening.FlattenType(type, pointer))}")));
            lines.Add($"lift {Flattening.FlattenFunctype(shape.Type, AbiContext.Lift, pointer)}");
            lines.Add($"lower {Flattening.FlattenFunctype(shape.Type, AbiContext.Lower, pointer)}");
        }

        lines.AddRange(types.Select(type => $"borrow {(type.ContainsBorrow ? 1 : 0)}"));
        return string.Join('\n', lines);
    }

    private static string Flat(System.Collections.Immutable.ImmutableArray<FlatType> types) =>
        types.IsDefault ? "many" : string.Join(' ', types.Select(type => type.ToString().ToLowerInvariant()));
}
