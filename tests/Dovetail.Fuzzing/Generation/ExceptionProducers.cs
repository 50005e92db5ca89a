using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes exceptions: thrown, caught with their values, and thrown again.</summary>
internal static class ExceptionProducers
{
    private static readonly ValType s_exception = ValType.Ref(true, HeapType.Abstract(HeapKind.Exn));

    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.TryTable, Goals.All, 4, TryTable),
        new(Opcode.Throw, Goals.Statement, 3, (body, _) => Throw(body)),
        new(Opcode.ThrowRef, Goals.Statement, 1, (body, _) => ControlProducers.Sometimes(body, new Plain(Opcode.ThrowRef, default, [body.Value(s_exception)]))),
    ];

    private static Code? Throw(Body body)
    {
        if (body.Plan.Tags.Count == 0) return null;
        var tag = body.Random.Below(body.Plan.Tags.Count);
        return ControlProducers.Sometimes(body, Make.Indexed(Opcode.Throw, tag, [.. PayloadOf(body, tag).Select(body.Value)]));
    }

    // (block $out (result R) (block $caught (result payload) (try_table (result R) (catch … $caught) body) (br $out)) take payload, R)
    private static Code? TryTable(Body body, ValType? wanted)
    {
        ImmutableArray<ValType> results = wanted is { } type ? [type] : [];
        var kind = body.Random.Pick<CatchKind>([CatchKind.Catch, CatchKind.Catch, CatchKind.CatchRef, CatchKind.CatchAll, CatchKind.CatchAllRef]);
        var namesTag = kind is CatchKind.Catch or CatchKind.CatchRef;
        if (namesTag && body.Plan.Tags.Count == 0) return null;
        var tag = namesTag ? body.Random.Below(body.Plan.Tags.Count) : -1;
        ImmutableArray<ValType> payload =
            [.. namesTag ? PayloadOf(body, tag) : [], .. kind is CatchKind.CatchRef or CatchKind.CatchAllRef ? [s_exception] : Array.Empty<ValType>()];
        Label result = new(results), caught = new(payload), inner = new(results);
        var clauses = new List<Clause> { new(kind, tag, caught) };
        if (payload.Length == 0 && body.Random.OneIn(2)) clauses.Add(new Clause(CatchKind.CatchAll, -1, caught));
        var tried = Tried(body, result, caught, inner, clauses);
        var handler = new Structure(Opcode.Block, caught, body.BlockType([], payload), [], tried) { Results = payload };
        var rest = body.Inside(result, () => [.. body.PopIntoLocals(payload), .. body.Statements(body.Random.Below(3)), .. results.Select(body.Value)]);
        var block = new Structure(Opcode.Block, result, body.BlockType([], results), [], [handler, .. rest]) { Results = results };
        return ControlProducers.Keep(body, block, wanted);
    }

    private static ImmutableArray<Code> Tried(Body body, Label result, Label caught, Label inner, List<Clause> clauses)
    {
        var code = body.Inside(result, () => body.Inside(caught, () => body.Inside(inner, () =>
        [
            .. body.Statements(1 + body.Random.Below(3)), .. Throw(body) is { } thrown ? [thrown] : Array.Empty<Code>(),
            .. body.Statements(body.Random.Below(2)), .. inner.Types.Select(body.Value),
        ])));
        return
        [
            new Structure(Opcode.TryTable, inner, body.BlockType([], inner.Types), [], code) { Clauses = [.. clauses], Results = inner.Types },
            new Jump(Opcode.Br, [result], default, default, []),
        ];
    }

    private static ImmutableArray<ValType> PayloadOf(Body body, int tag) =>
        ((FunctionType)body.Plan.Types[body.Plan.Tags[tag].TypeIndex].Composite).Parameters;
}
