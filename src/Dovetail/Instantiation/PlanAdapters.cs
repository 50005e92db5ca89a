using System.Collections.Immutable;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Adapters;
using Dovetail.Wit.Abi;

namespace Dovetail.Instantiation;

/// <summary>Finds the calls between components in an instantiation plan.</summary>
internal static class PlanAdapters
{
    /// <summary>The edges of a plan, in the order in which they are made.</summary>
    public static ImmutableArray<Adapter> Of(InstantiationPlan plan)
    {
        var adapters = ImmutableArray.CreateBuilder<Adapter>();
        foreach (var step in plan.Steps)
        {
            if (step is LowerFunction lower)
            {
                adapters.Add(Of(plan, lower, adapters.Count));
            }
        }
        return adapters.ToImmutable();
    }

    private static Adapter Of(InstantiationPlan plan, LowerFunction lower, int index)
    {
        var caller = FunctionPlan.Of(lower.Type, lower.Options.Pointer);
        var path = StateOf(plan, lower.State).Path;
        if (lower.Function is not SlotValue { Slot: var slot } || plan.Steps[slot] is not LiftFunction lift)
        {
            var (instance, function) = ImportOf(plan, lower.Function);
            return new Adapter(index, path, instance, function, lower.Type, caller.Lower.ToString(), null,
                [.. lower.Type.Parameters.Select(parameter => new AdapterValue(parameter.Name, parameter.Type, caller.ParametersInMemory, default))],
                lower.Type.Result is { } type ? new AdapterValue("result", type, caller.ResultInMemory, default) : null);
        }
        var shape = AdapterShape.Of(caller, FunctionPlan.Of(lift.Type, lift.Options.Pointer), new AdapterOptions(lower.Options.Encoding, lift.Options.Encoding,
            lift.Options.PostReturn is not null, EnteringOf(plan, lower.State, lift.State)));
        return new Adapter(index, path, StateOf(plan, lift.State).Path, lift.Path, lower.Type, caller.Lower.ToString(), shape,
            Parameters(lower, shape), Result(lower, shape));
    }

    private static ImmutableArray<AdapterValue> Parameters(LowerFunction lower, AdapterShape shape)
    {
        var (from, to) = (lower.Options.Encoding, shape.Options.CalleeEncoding);
        return [.. lower.Type.Parameters.Select((parameter, i) => new AdapterValue(parameter.Name, parameter.Type, shape.ParametersInMemory,
            Moves(shape.Parameters!.Fields[i], shape.ParametersInMemory, from, to)))];
    }

    // The caller says where a result in memory goes: nothing is allocated for it itself.
    private static AdapterValue? Result(LowerFunction lower, AdapterShape shape) => shape.Result is not { } type ? null
        : new AdapterValue("result", lower.Type.Result!, shape.ResultInMemory,
            Moves(type, allocates: false, shape.Options.CalleeEncoding, shape.Options.CallerEncoding));

    private static ValueMoves Moves(AdaptedType type, bool allocates, StringEncoding from, StringEncoding to)
    {
        var isBlock = from == to && from != StringEncoding.CompactUtf16;
        return (allocates ? ValueMoves.Allocates : 0) | AdaptedMoves.Of(type, isBlock ? ValueMoves.CopiesBlocks : ValueMoves.Transcodes);
    }

    private static MakeState StateOf(InstantiationPlan plan, int slot) => (MakeState)plan.Steps[slot];

    // What is around the root is around both.
    private static Entering EnteringOf(InstantiationPlan plan, int caller, int callee)
    {
        var around = new HashSet<int>();
        for (int? at = caller; at is { } slot; at = StateOf(plan, slot).Parent)
        {
            around.Add(slot);
        }
        if (around.Contains(callee))
        {
            return Entering.Nothing;
        }
        return StateOf(plan, callee).Parent is { } parent && around.Contains(parent) ? Entering.Callee : Entering.Several;
    }

    private static (string Instance, string Function) ImportOf(InstantiationPlan plan, PlanValue function) => function switch
    {
        ImportValue import => (import.Name, import.Name),
        ExportValue { Instance: ImportValue import, Name: var name } => (import.Name, $"{import.Name}.{name}"),
        ExportValue { Instance: SlotValue { Slot: var slot }, Name: var name } when plan.Steps[slot] is InstantiateComponent component =>
            (component.Path, $"{component.Path}.{name}"),
        ExportValue { Name: var name } => ("an import", name),
        _ => ("an import", "a function"),
    };
}
