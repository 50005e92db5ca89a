using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Adapters;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Edges;
using Dovetail.Resources;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;
using Expression = System.Linq.Expressions.Expression;

namespace Dovetail.Bindings;

/// <summary>
/// A function type and a delegate type that were found to fit: the codecs between them, and what was emitted for calls. Safe from many threads.
/// </summary>
/// <remarks>
/// It lives in the function type's <see cref="FunctionPlan"/> for as long as the delegate type does, which may be for ever, and so must not lead back to the plan, or both would.
/// </remarks>
[RequiresDynamicCode("Makes generic types at run time.")]
[UnconditionalSuppressMessage("Trimming", "IL2055",
    Justification = "The generic classes here ask nothing of their arguments.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "The generic classes here are kept whole.")]
[UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "The generic classes here are kept whole.")]
[UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "The generic classes here are kept whole.")]
internal sealed class DelegateBinding
{
    private readonly Codec[] parameters;
    private readonly Codec? result;
    private readonly MethodInfo invoke;
    private readonly List<ResourceUse> resources;

    // The Func or Action of the same types, where those are numbers alone; null for all else.
    private readonly Type? numbers;

    // Whether a function of the host is told which store calls, by a parameter before those of the WIT type.
    private readonly bool takesStore;
    private readonly EmittedMethod?[] lifted = new EmittedMethod?[LiftedForm.Count];
    private EmittedMethod? lowered;

    private DelegateBinding(FunctionPlan plan, Type delegateType, string path)
    {
        invoke = InvokeOf(delegateType);
        var types = Array.ConvertAll(invoke.GetParameters(), parameter => parameter.ParameterType);
        takesStore = types.Length == plan.Type.Parameters.Length + 1 && types[0] == typeof(Store);
        types = takesStore ? types[1..] : types;
        CheckCounts(plan.Type, delegateType, path, types.Length, invoke.ReturnType);
        var binder = new CodecBinder(plan, path);
        parameters = new Codec[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            var parameter = plan.Type.Parameters[i];
            parameters[i] = binder.For(types[i], parameter.Type, $"parameter `{parameter.Name}`");
        }
        result = plan.Type.Result is null ? null : binder.For(invoke.ReturnType, plan.Type.Result, "the result");
        resources = binder.Resources;
        numbers = !takesStore && !plan.ParametersInMemory && NumberStubEmitter.Fits(result) && Array.TrueForAll(parameters, NumberStubEmitter.Fits)
            ? result is null ? Expression.GetActionType(types) : Expression.GetFuncType([.. types, result.Type])
            : null;
    }

    /// <summary>A delegate of <paramref name="delegateType"/> that calls a guest.</summary>
    /// <exception cref="ArgumentException">The types don't fit.</exception>
    public static Delegate ToDelegate(LiftedFunction function, Type delegateType)
    {
        var binding = Of(function.Plan, delegateType, function.Path);
        if (binding.takesStore)
        {
            throw new ArgumentException($"`{function.Path}` is a guest's function, which is given no {nameof(Store)}; use {CSharpNames.Advice(function.Plan.Type)}");
        }
        binding.CheckResources(function.Plan, function.Resources, function.Path);
        var form = LiftedForm.Of(function);
        var emitted = binding.lifted[form.Index] ??= LiftedCallEmitter.Emit(function.Plan, form, binding.parameters, binding.result);
        function.Core.Prepare();
        return emitted.CloseForCalls(delegateType, new LiftedCall(function, emitted.Codecs));
    }

    /// <summary>
    /// A function of the host: <paramref name="target"/> as a function of <paramref name="type"/>. One that takes and gives values has whatever type.
    /// </summary>
    /// <param name="path">The name in errors.</param>
    /// <param name="pointer">How wide its callers' addresses are.</param>
    /// <exception cref="ArgumentException">The types don't fit.</exception>
    public static HostComponentFunction ToFunction(string path, WitFunctionType type, Delegate target, PointerType pointer = PointerType.I32)
    {
        var plan = FunctionPlan.Of(type, pointer);
        if (target is Func<WitValue[], WitValue> values)
        {
            return new HostComponentFunction(path, plan, target, new HostValueCall(path, plan, values).Run);
        }
        var binding = Of(plan, target.GetType(), path);
        var emitted = binding.lowered ??= HostBodyEmitter.Emit(plan, binding.parameters, binding.result, binding.invoke, binding.takesStore);
        var body = (HostBody)emitted.Close(typeof(HostBody), new HostCall(path, target, emitted.Codecs));
        return new HostComponentFunction(path, plan, target, body, binding.Numbers(target));
    }

    /// <inheritdoc cref="ToFunction(string, WitFunctionType, Delegate, PointerType)"/>
    public static HostComponentFunction ToFunction(string path, WitFunctionType type, Func<WitValue[], WitValue> target) =>
        ToFunction(path, type, (Delegate)target);

    /// <summary>What guests call <paramref name="function"/> through where all its types are numbers.</summary>
    public static CompiledUnit NumberStub(HostComponentFunction function, bool metersFuel)
    {
        var binding = Of(function.Plan, function.Target.GetType(), function.Path);
        return NumberStubEmitter.For(binding.numbers!, FrameEmitter.CoreType(function.Plan.Lower),
            Array.ConvertAll(binding.parameters, parameter => parameter.Scalar!.Value), binding.result?.Scalar, metersFuel);
    }

    /// <summary>Checks the C# types that stand for resources, once it is known whose these are.</summary>
    public static void CheckResources(HostComponentFunction function, RuntimeResourceType[] types)
    {
        if (function.Target is not Func<WitValue[], WitValue>)
        {
            Of(function.Plan, function.Target.GetType(), function.Path).CheckResources(function.Plan, types, function.Path);
        }
    }

    private static DelegateBinding Of(FunctionPlan plan, Type delegateType, string path) =>
        plan.Bindings.TryGetValue(delegateType, out var known)
        ? known
        : plan.Bindings.GetValue(delegateType, _ => new DelegateBinding(plan, delegateType, path));

    private void CheckResources(FunctionPlan plan, RuntimeResourceType[] types, string path)
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
            throw new UnsupportedException("async");
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
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070",
        Justification = "The Invoke method of a delegate that is used is kept.")]
    private static MethodInfo InvokeOf(Type delegateType) => delegateType.IsSubclassOf(typeof(MulticastDelegate))
        ? delegateType.GetMethod("Invoke")!
        : throw new ArgumentException($"expected a delegate type, found {delegateType}");

    private Delegate? Numbers(Delegate target) => numbers is null ? null
        : target.GetType() == numbers ? target
        : invoke.CreateDelegate(numbers, target);
}
