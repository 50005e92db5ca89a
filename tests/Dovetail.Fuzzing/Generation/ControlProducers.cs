using System.Collections.Immutable;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes blocks and branches.</summary>
internal static class ControlProducers
{
    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.Unreachable, Goals.Statement, 1, (body, _) => body.Random.OneIn(3) ? Rarely(body, Make.Op(Opcode.Unreachable)) : null),
        new(Opcode.Block, Goals.All, 3, Block),
        new(Opcode.Loop, Goals.All, 4, Loop),
        new(Opcode.If, Goals.All, 5, If),
        new(Opcode.Br, Goals.Statement, 2, (body, _) => Branch(body)),
        new(Opcode.BrIf, Goals.All, 3, BranchIf),
        new(Opcode.BrTable, Goals.All, 3, BranchTable),
        new(Opcode.Return, Goals.Statement, 1, (body, _) =>
            Sometimes(body, new Plain(Opcode.Return, default, [.. body.Function.Type.Results.Select(body.Value)]))),
    ];

    /// <summary>Code that ends its block, behind a condition that holds now and then.</summary>
    public static Code Sometimes(Body body, Code end) =>
        new Structure(Opcode.If, new Label([]), BlockType.Empty, [Condition(body)], [end]);

    /// <summary>Code that ends its block, behind a condition that hardly ever holds.</summary>
    public static Code Rarely(Body body, Code end) => new Structure(Opcode.If, new Label([]), BlockType.Empty,
        [Make.Op(Opcode.I32Eq, Make.Op(Opcode.I32And, body.Value(ValType.I32), Make.I32(15)), Make.I32(body.Random.Below(16)))], [end]);

    private static Code Block(Body body, ValType? wanted)
    {
        var (parameters, results) = (Parameters(body), ResultsFor(body, wanted));
        var label = new Label(results);
        var operands = ImmutableArray.CreateRange(parameters.Select(body.Value));
        var code = body.Inside(label, () => [.. body.PopIntoLocals(parameters), .. Content(body, results)]);
        return Keep(body, new Structure(Opcode.Block, label, body.BlockType(parameters, results), operands, code) { Results = results }, wanted);
    }

    // A loop goes round a few times, bounded by a local of its own; what else branches to its head spends fuel.
    private static Code Loop(Body body, ValType? wanted)
    {
        var parameters = Parameters(body);
        var results = ResultsFor(body, wanted);
        var counter = body.NewLocal(ValType.I32);
        Label exit = new(results), head = new(parameters);
        var first = ImmutableArray.CreateRange(parameters.Select(body.Value));
        var code = body.Inside(exit, () => LoopAndResults(body, exit, head, counter, first));
        return Keep(body, new Structure(Opcode.Block, exit, body.BlockType([], results), [], code) { Results = results }, wanted);
    }

    private static ImmutableArray<Code> LoopAndResults(Body body, Label exit, Label head, int counter, ImmutableArray<Code> first)
    {
        var leave = new Label([]);
        var loop = body.Inside(leave, () => [LoopOnly(body, leave, head, counter, first)]);
        return
        [
            Make.Indexed(Opcode.LocalSet, counter, [Make.I32(1 + body.Random.Below(5))]),
            new Structure(Opcode.Block, leave, BlockType.Empty, [], loop),
            .. exit.Types.Select(body.Value),
        ];
    }

    private static Structure LoopOnly(Body body, Label leave, Label head, int counter, ImmutableArray<Code> first)
    {
        var code = body.Inside(head, () =>
        [
            .. body.PopIntoLocals(head.Types), Fuel.EnterLoop(body, leave), .. body.Statements(1 + body.Random.Below(4)),
            new Jump(Opcode.BrIf, [head], default, default, [.. head.Types.Select(body.Value), CountDown(counter)]),
            .. head.Types.Select(_ => Make.Drop()),
        ]);
        return new Structure(Opcode.Loop, head, body.BlockType(head.Types, []), first, code);
    }

    private static Plain CountDown(int counter) => Make.Op(
        Opcode.I32GtS,
        Make.Indexed(Opcode.LocalTee, counter, [Make.Op(Opcode.I32Sub, Make.Indexed(Opcode.LocalGet, counter, [], ValType.I32), Make.I32(1))], ValType.I32),
        Make.I32(0));

    private static Code If(Body body, ValType? wanted)
    {
        var (parameters, results) = (Parameters(body), ResultsFor(body, wanted));
        var label = new Label(results);
        ImmutableArray<Code> operands = [.. parameters.Select(body.Value), Condition(body)];
        var then = body.Inside(label, () => [.. body.PopIntoLocals(parameters), .. Content(body, results)]);
        ImmutableArray<Code>? other = results.IsEmpty && body.Random.OneIn(3)
            ? null
            : body.Inside(label, () => [.. body.PopIntoLocals(parameters), .. Content(body, results)]);
        if (other is null && !parameters.IsEmpty) other = [.. body.PopIntoLocals(parameters)];
        return Keep(body, new Structure(Opcode.If, label, body.BlockType(parameters, results), operands, then, other) { Results = results }, wanted);
    }

    private static Code Branch(Body body)
    {
        var target = body.Random.Pick<Label>([.. body.Labels]);
        return Sometimes(body, new Jump(Opcode.Br, [target], default, default, [.. target.Types.Select(body.Value)]));
    }

    private static Code? BranchIf(Body body, ValType? wanted)
    {
        if (PickTarget(body, wanted) is not { } target) return null;
        var jump = new Jump(Opcode.BrIf, [target], default, default, [.. target.Types.Select(body.Value), Condition(body)]) { Results = target.Types };
        return Keep(body, jump, wanted);
    }

    private static Code? BranchTable(Body body, ValType? wanted)
    {
        if (PickTarget(body, null) is not { } target) return null;
        var targets = body.Labels.Where(label => label.Types.SequenceEqual(target.Types)).ToArray();
        var count = 1 + body.Random.Below(body.Random.OneIn(8) ? 40 : 6);
        ImmutableArray<Label> picked = [.. Enumerable.Range(0, count).Select(_ => body.Random.Pick<Label>(targets))];
        var inner = new Label(target.Types);
        if (!body.Random.OneIn(3)) picked = [.. picked.Select(label => body.Random.OneIn(2) ? inner : label)];
        // Behind the branch stands a block that it may end at, so that some of its ways go on.
        var index = Addresses.Small(body, AddressType.I32, 7);
        var jump = new Jump(Opcode.BrTable, picked, default, default, [.. target.Types.Select(body.Value), index]);
        var block = new Structure(Opcode.Block, inner, body.BlockType([], target.Types), [], [jump]) { Results = target.Types };
        var rest = target.Types.Select(_ => (Code)Make.Drop());
        return wanted is { } type ? Make.Seq([type], [block, .. rest, body.Value(type)]) : Make.Seq([], [block, .. rest]);
    }

    private static Label? PickTarget(Body body, ValType? wanted)
    {
        var fitting = body.Labels.Where(label => wanted is not { } type || (label.Types.Length == 1 && body.Plan.Matches(label.Types[0], type))).ToArray();
        return fitting.Length == 0 ? null : body.Random.Pick<Label>(fitting);
    }

    private static ImmutableArray<Code> Content(Body body, ImmutableArray<ValType> results) =>
        [.. body.Statements(body.Random.Below(4)), .. results.Select(body.Value)];

    private static ImmutableArray<ValType> Parameters(Body body) =>
        body.Plan.Has(WasmFeatures.MultiValue) && body.Random.OneIn(4) ? TypePool.Some(body.Plan, body.Random, 2) : [];

    private static ImmutableArray<ValType> ResultsFor(Body body, ValType? wanted)
    {
        var several = body.Plan.Has(WasmFeatures.MultiValue) && body.Random.OneIn(5) ? TypePool.Some(body.Plan, body.Random, 3) : [];
        return wanted is { } type ? [type, .. several] : several.Length > 1 || body.Random.OneIn(4) ? several : [];
    }

    /// <summary>Drops of the results all but the first, which is the wanted one.</summary>
    public static Code Keep(Body body, Code code, ValType? wanted)
    {
        var drops = Enumerable.Repeat((Code)Make.Drop(), code.Results.Length - (wanted is null ? 0 : 1));
        return wanted is { } type ? Make.Seq([type], [code, .. drops]) with { NaNs = NaNRules.OpenOf(type) } : Make.Seq([], [code, .. drops]);
    }

    private static Code Condition(Body body) => body.Value(ValType.I32);
}
