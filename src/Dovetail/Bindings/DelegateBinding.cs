using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Wit.Types;
using Expression = System.Linq.Expressions.Expression;

namespace Dovetail.Bindings;

/// <summary>
/// A function type and a delegate type that were found to fit: the codecs between them, and the class of calls.
/// Immutable.
/// </summary>
[RequiresDynamicCode("Makes generic types at run time.")]
[UnconditionalSuppressMessage("Trimming", "IL2055",
    Justification = "The generic classes here ask nothing of their arguments.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The generic classes here are kept whole.")]
[UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "The generic classes here are kept whole.")]
[UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The generic classes here are kept whole.")]
internal sealed class DelegateBinding
{
    private const int MaxParameters = 16;
    private const int MaxDirectParameters = 4;

    private readonly FunctionPlan plan;
    private readonly object? parameters;
    private readonly object? result;
    private readonly Type calls;
    private readonly Type framework;
    private readonly Type tuple;
    private readonly Type resultType;
    private readonly List<ResourceUse> resources;

    // Whether all C# types are numbers, so that calls may go directly; null where there are too many parameters for
    // that.
    private readonly bool? isNumbers;

    private DelegateBinding(FunctionPlan plan, Type delegateType, string path)
    {
        this.plan = plan;
        var invoke = InvokeOf(delegateType);
        var types = Array.ConvertAll(invoke.GetParameters(), parameter => parameter.ParameterType);
        CheckCounts(plan.Type, delegateType, path, types.Length, invoke.ReturnType);
        var binder = new CodecBinder(plan, path);
        tuple = TupleOf(types);
        resultType = invoke.ReturnType == typeof(void) ? typeof(ValueTuple) : invoke.ReturnType;
        parameters = plan.Parameters is null ? null
            : binder.Tuple(tuple, plan.Parameters.Items, "parameters", plan.Parameters);
        result = plan.Type.Result is null ? null : binder.For(resultType, plan.Type.Result, "the result");
        resources = binder.Resources;
        isNumbers = types.Length > MaxDirectParameters ? null
            : Array.TrueForAll(types, type => type.IsPrimitive) && (resultType.IsPrimitive || plan.Type.Result is null);
        calls = OpenCalls(types.Length).MakeGenericType([.. types, resultType]);
        framework = invoke.ReturnType == typeof(void) ? Expression.GetActionType(types)
            : Expression.GetFuncType([.. types, resultType]);
    }

    /// <summary>A delegate of <paramref name="delegateType"/> that calls a guest.</summary>
    /// <exception cref="ArgumentException">The types don't fit.</exception>
    public static Delegate ToDelegate(LiftedFunction function, Type delegateType)
    {
        var binding = Of(function.Plan, delegateType, function.Path);
        binding.CheckResources(function.Resources, function.Path);
        var target = Activator.CreateInstance(binding.calls, binding.isNumbers is { } isNumbers
            ? [function, binding.parameters, binding.result, isNumbers && DirectCall.Fits(function)]
            : [function, binding.parameters, binding.result])!;
        var method =
            binding.calls.GetMethod(binding.framework.Name.StartsWith("Action", StringComparison.Ordinal) ? "Action"
            : "Func")!;
        return method.CreateDelegate(delegateType, target);
    }

    /// <summary>A function of the host: <paramref name="target"/> as a function of <paramref name="type"/>.</summary>
    /// <param name="path">The name in errors.</param>
    /// <exception cref="ArgumentException">The types don't fit.</exception>
    public static HostComponentFunction ToFunction(string path, WitFunctionType type, Delegate target)
    {
        var plan = FunctionPlan.Of(type);
        var binding = Of(plan, target.GetType(), path);
        var framework = target.GetType() == binding.framework
            ? target
            : InvokeOf(target.GetType()).CreateDelegate(binding.framework, target);
        var invoke = binding.calls.GetMethod("Of", [binding.framework])!.Invoke(null, [framework]);
        return (HostComponentFunction)Activator.CreateInstance(
            typeof(HostComponentFunction<,>).MakeGenericType(binding.tuple, binding.resultType),
            path, plan, target, invoke, binding.parameters, binding.result)!;
    }

    /// <summary>A function of the host that takes values, whatever its type.</summary>
    public static HostComponentFunction ToFunction(string path, WitFunctionType type, Func<WitValue[], WitValue> target)
    {
        var plan = FunctionPlan.Of(type);
        var codecs = plan.ValueCodecs;
        return new HostComponentFunction<WitValue, WitValue>(path, plan, target,
            arguments => target(plan.Parameters is null ? [] : [.. arguments.Items]), codecs.Parameters, codecs.Result);
    }

    /// <summary>Checks the C# types that stand for resources, once it is known whose these are.</summary>
    public static void CheckResources(HostComponentFunction function, RuntimeResourceType[] types)
    {
        if (function.Target is not Func<WitValue[], WitValue>)
        {
            Of(function.Plan, function.Target.GetType(), function.Path).CheckResources(types, function.Path);
        }
    }

    private static DelegateBinding Of(FunctionPlan plan, Type delegateType, string path) =>
        plan.Bindings.TryGetValue(delegateType, out var known)
        ? known
        : plan.Bindings.GetValue(delegateType, _ => new DelegateBinding(plan, delegateType, path));

    private void CheckResources(RuntimeResourceType[] types, string path)
    {
        foreach (var use in resources)
        {
            var type = types[use.Slot];
            var actual = type.HostType ?? typeof(GuestResource);
            if (!use.Clr.IsAssignableFrom(actual) && !actual.IsAssignableFrom(use.Clr))
            {
                throw new ArgumentException(
                    $"`{path}`, {use.Place}: the C# type {use.Clr} does not fit the resource "
                    + $"`{plan.Resources[use.Slot].Name}`; use {actual}");
            }
        }
    }

    private static void CheckCounts(WitFunctionType type, Type delegateType, string path, int count, Type result)
    {
        if (type.IsAsync)
        {
            throw new UnsupportedException("component-model-async");
        }
        if (count != type.Parameters.Length)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture,
                $"`{path}` is {type}, with {type.Parameters.Length} parameters; {delegateType} has {count}; ")
                + $"use {CSharpNames.Advice(type)}");
        }
        if (result == typeof(void) != type.Result is null)
        {
            throw new ArgumentException($"`{path}` is {type}, {(type.Result is null ? "without" : "with")} a result; "
                + $"{delegateType} is not; use {CSharpNames.Advice(type)}");
        }
        if (count > MaxParameters)
        {
            throw new ArgumentException($"`{path}` has more than {MaxParameters} parameters; call it with WitValue");
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070",
        Justification = "The Invoke method of a delegate that is used is kept.")]
    private static MethodInfo InvokeOf(Type delegateType) => delegateType.IsSubclassOf(typeof(MulticastDelegate))
        ? delegateType.GetMethod("Invoke")!
        : throw new ArgumentException($"expected a delegate type, found {delegateType}");

    private static Type TupleOf(ReadOnlySpan<Type> types) => types.Length switch
    {
        0 => typeof(ValueTuple),
        1 => typeof(ValueTuple<>).MakeGenericType(types.ToArray()),
        2 => typeof(ValueTuple<,>).MakeGenericType(types.ToArray()),
        3 => typeof(ValueTuple<,,>).MakeGenericType(types.ToArray()),
        4 => typeof(ValueTuple<,,,>).MakeGenericType(types.ToArray()),
        5 => typeof(ValueTuple<,,,,>).MakeGenericType(types.ToArray()),
        6 => typeof(ValueTuple<,,,,,>).MakeGenericType(types.ToArray()),
        7 => typeof(ValueTuple<,,,,,,>).MakeGenericType(types.ToArray()),
        _ => typeof(ValueTuple<,,,,,,,>).MakeGenericType([.. types[..7], TupleOf(types[7..])]),
    };

    private static Type OpenCalls(int count) => count switch
    {
        0 => typeof(Calls<>),
        1 => typeof(Calls<,>),
        2 => typeof(Calls<,,>),
        3 => typeof(Calls<,,,>),
        4 => typeof(Calls<,,,,>),
        5 => typeof(Calls<,,,,,>),
        6 => typeof(Calls<,,,,,,>),
        7 => typeof(Calls<,,,,,,,>),
        8 => typeof(Calls<,,,,,,,,>),
        9 => typeof(Calls<,,,,,,,,,>),
        10 => typeof(Calls<,,,,,,,,,,>),
        11 => typeof(Calls<,,,,,,,,,,,>),
        12 => typeof(Calls<,,,,,,,,,,,,>),
        13 => typeof(Calls<,,,,,,,,,,,,,>),
        14 => typeof(Calls<,,,,,,,,,,,,,,>),
        15 => typeof(Calls<,,,,,,,,,,,,,,,>),
        _ => typeof(Calls<,,,,,,,,,,,,,,,,>),
    };
}
