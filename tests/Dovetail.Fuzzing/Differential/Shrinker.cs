using System.Collections.Immutable;
using Dovetail.Fuzzing.Generation;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Fuzzing.Differential;

/// <summary>
/// Makes the module of a finding smaller: replaces values by zero or by one of their operands and drops statements, as long as the
/// finding stays. Works on the trees, so that what is left is well formed as a rule; what is not, has no finding.
/// </summary>
/// <param name="plan">The module, which is changed.</param>
/// <param name="isFinding">Whether a module still shows it.</param>
internal sealed class Shrinker(ModulePlan plan, int runs, Func<GeneratedModule, bool> isFinding)
{
    private const int MostRounds = 6;

    /// <summary>The smallest module that was found.</summary>
    public GeneratedModule Shrink()
    {
        for (var round = 0; round < MostRounds && ShrinkOnce(); round++)
        {
        }

        return ModuleGenerator.Assemble(plan, runs);
    }

    private bool ShrinkOnce()
    {
        var hasShrunk = false;
        foreach (var function in plan.Functions)
        {
            hasShrunk |= Try(function, Nothing(function));
            for (var at = 0; at < Count(function.Body); at++)
            {
                foreach (var smaller in Smaller(NodeAt(function.Body, at)))
                {
                    if (!Try(function, Replace(function.Body, at, smaller))) continue;
                    hasShrunk = true;
                    at--;
                    break;
                }
            }
        }

        return hasShrunk;
    }

    private bool Try(FunctionPlan function, ImmutableArray<Code> body)
    {
        var before = function.Body;
        if (Count(body) >= Count(before)) return false;
        function.Body = body;
        if (isFinding(ModuleGenerator.Assemble(plan, runs))) return true;
        function.Body = before;
        return false;
    }

    private static ImmutableArray<Code> Nothing(FunctionPlan function) => function.Type.Results.All(type => Make.Zero(type) is not null)
        ? [.. function.Type.Results.Select(type => Make.Zero(type)!)]
        : [Make.Op(Opcode.Unreachable)];

    private static IEnumerable<Code> Smaller(Code code)
    {
        if (code.IsKept) yield break;
        if (code.Results.IsEmpty) yield return new Sequence([]);
        if (code.Results is not [var type]) yield break;
        if (Make.Zero(type) is { } zero && code is not Plain { Operands.IsEmpty: true }) yield return zero;
        foreach (var child in Children(code).Where(child => child.Results is [var other] && other == type)) yield return child;
    }

    private static IEnumerable<Code> Children(Code code) => code switch
    {
        { IsKept: true } => [],
        Plain plain => plain.Operands,
        Sequence sequence => sequence.Items,
        Jump jump => jump.Operands,
        Structure structure => [.. structure.Operands, .. structure.Body, .. structure.Else ?? []],
        _ => [],
    };

    private static int Count(ImmutableArray<Code> body) => body.Sum(Count);

    private static int Count(Code code) => 1 + Children(code).Sum(Count);

    private static Code NodeAt(ImmutableArray<Code> body, int at)
    {
        foreach (var code in body)
        {
            var count = Count(code);
            if (at == 0) return code;
            if (at < count) return NodeAt([.. Children(code)], at - 1);
            at -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(at));
    }

    private static ImmutableArray<Code> Replace(ImmutableArray<Code> body, int at, Code replacement)
    {
        for (var i = 0; i < body.Length; i++)
        {
            var count = Count(body[i]);
            if (at == 0) return body.SetItem(i, replacement);
            if (at < count) return body.SetItem(i, ReplaceInside(body[i], at - 1, replacement));
            at -= count;
        }

        throw new ArgumentOutOfRangeException(nameof(at));
    }

    private static Code ReplaceInside(Code code, int at, Code replacement) => code switch
    {
        Plain plain => plain with { Operands = Replace(plain.Operands, at, replacement) },
        Sequence sequence => sequence with { Items = Replace(sequence.Items, at, replacement) },
        Jump jump => jump with { Operands = Replace(jump.Operands, at, replacement) },
        Structure structure => ReplaceInside(structure, at, replacement),
        _ => code,
    };

    private static Structure ReplaceInside(Structure structure, int at, Code replacement)
    {
        var (operands, body) = (Count(structure.Operands), Count(structure.Body));
        if (at < operands) return structure with { Operands = Replace(structure.Operands, at, replacement) };
        return at < operands + body
            ? structure with { Body = Replace(structure.Body, at - operands, replacement) }
            : structure with { Else = Replace(structure.Else!.Value, at - operands - body, replacement) };
    }
}
