using System.Diagnostics.CodeAnalysis;
using Dovetail.Runtime;
using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.CanonicalAbi;

// What is validated and linked but not executed yet, and the one place that says so. A function of this kind exists, has
// its type and can be passed on; whoever calls it gets an UnsupportedException that names the feature. What takes over
// the execution of async tasks, streams, futures and threads replaces the three decisions here.

/// <summary>Which functions and built-ins cannot be executed yet, and for which feature.</summary>
internal static class Unexecuted
{
    /// <summary>The feature for which a lifted function cannot be called; null where it can.</summary>
    public static string? FeatureOf(LiftStep lift) => FeatureOf(lift.Options, lift.Type);

    /// <summary>
    /// The feature for which a lowered function cannot be called; null where it can. To wait for an async function is of the feature
    /// too, even by a synchronous call.
    /// </summary>
    public static string? FeatureOf(LowerStep lower) => lower.Type.IsAsync ? "async" : FeatureOf(lower.Options, lower.Type);

    /// <summary>The feature for which a built-in cannot be called; null where it can.</summary>
    public static string? FeatureOf(BuiltInStep builtIn) => BuiltInTable.Of(builtIn.BuiltIn).Feature switch
    {
        ComponentFeatures.ErrorContext => null,
        var feature => ComponentFeatureNames.NameOf(feature),
    };

    /// <summary>The feature for which values of a function's type cannot be moved; null where they can.</summary>
    public static string? FeatureOf(WitFunctionType type)
    {
        var seen = new HashSet<WitType>(ReferenceEqualityComparer.Instance);
        return type.Parameters.Select(parameter => FeatureOf(parameter.Type, seen)).FirstOrDefault(feature => feature is not null)
            ?? (type.Result is null ? null : FeatureOf(type.Result, seen));
    }

    /// <summary>Whether a built-in, as all functions that are lowered, can be called only while its instance may be left.</summary>
    public static bool IsLeaving(BuiltIn builtIn) => builtIn is not (BuiltIn.ContextGet or BuiltIn.ContextSet
        or BuiltIn.BackpressureInc or BuiltIn.BackpressureDec or BuiltIn.ThreadAvailableParallelism);

    /// <summary>A core function that refuses to be called.</summary>
    /// <param name="isLeaving">Whether it is checked first that the instance may be left.</param>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public static FunctionReference Refuse(ComponentState instance, FlatFunctionType type, string feature, bool isLeaving = true) =>
        CanonLower.Reference(type, new RefusedFunction(instance, feature, isLeaving));

    /// <inheritdoc cref="Refuse(ComponentState, FlatFunctionType, string, bool)"/>
    /// <exception cref="UnsupportedException">The type has references, which no function that is executed has.</exception>
    [RequiresDynamicCode("Emits the call's edge at run time.")]
    public static FunctionReference Refuse(ComponentState instance, FunctionType type, string feature, bool isLeaving)
    {
        var parameters = type.Parameters.Select(item => Flat(item, feature));
        var results = type.Results.Select(item => Flat(item, feature));
        return Refuse(instance, new FlatFunctionType([.. parameters], [.. results]), feature, isLeaving);
    }

    private static string? FeatureOf(ResolvedOptions options, WitFunctionType type) => options.IsAsync ? "async"
        : FeatureOf(type);

    private static string? FeatureOf(WitType type, HashSet<WitType> seen) => !seen.Add(type) ? null : type switch
    {
        StreamType or FutureType => "async",
        _ => PartsOf(type).Select(part => FeatureOf(part, seen)).FirstOrDefault(feature => feature is not null),
    };

    private static IEnumerable<WitType> PartsOf(WitType type) => type switch
    {
        ListType list => [list.Element],
        MapType map => [map.Value],
        RecordType record => record.Fields.Select(field => field.Type),
        TupleType tuple => tuple.Items,
        VariantType variant => variant.Cases.Select(@case => @case.Type).OfType<WitType>(),
        OptionType option => [option.Item],
        ResultType result => new[] { result.Ok, result.Error }.OfType<WitType>(),
        _ => [],
    };

    private static FlatType Flat(ValType type, string feature) => type.Kind switch
    {
        ValKind.I32 => FlatType.I32,
        ValKind.I64 => FlatType.I64,
        ValKind.F32 => FlatType.F32,
        ValKind.F64 => FlatType.F64,
        _ => throw new UnsupportedException(feature),
    };

    private sealed class RefusedFunction(ComponentState instance, string feature, bool isLeaving) : LoweredFunction(instance.Store)
    {
        protected override void Run(ref FlatFrame frame)
        {
            if (isLeaving && !instance.MayLeave)
            {
                AbiTraps.CannotLeave();
            }
            throw new UnsupportedException(feature);
        }
    }
}

/// <summary>A function of a component that is lifted in a way, or has a type, that is not executed yet.</summary>
internal sealed class UnexecutedFunction(string path, WitFunctionType type, string feature)
    : ComponentFunction(path, FunctionPlan.Of(type))
{
    /// <summary>The feature to name.</summary>
    public string Feature { get; } = feature;

    /// <summary>Says what the resources of the type are.</summary>
    public UnexecutedFunction With(Func<ResourceType, Resources.RuntimeResourceType> resources)
    {
        Resources = Resolve(Plan, resources);
        return this;
    }
}
