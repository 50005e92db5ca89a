using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using Dovetail.Runtime;
using Dovetail.Wasm.Modules;

namespace Dovetail.Compilation.Delegates;

/// <summary>The parameters and results of a delegate type, as C# types and as types of core WebAssembly.</summary>
/// <remarks>
/// i32 is <see cref="int"/> or <see cref="uint"/>, i64 <see cref="long"/> or <see cref="ulong"/>, f32 <see cref="float"/>, f64 <see cref="double"/>,
/// v128 <see cref="Vector128{T}"/> of bytes, funcref (and any other reference to functions) <see cref="Function"/>, externref (and any other reference to no function) <see cref="object"/>; two to seven results are a value tuple of these.
/// </remarks>
internal sealed record DelegateShape(
    ImmutableArray<Type> Parameters, Type Result, ImmutableArray<Type> Results, FunctionType Type)
{
    /// <summary>The shape of <paramref name="delegateType"/>.</summary>
    /// <exception cref="ArgumentException">It is no delegate, or uses a type that core WebAssembly has no counterpart for.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The Invoke method of a delegate type is kept.")]
    public static DelegateShape Of(Type delegateType)
    {
        if (!delegateType.IsSubclassOf(typeof(Delegate)) || delegateType.GetMethod("Invoke") is not { } invoke)
            throw new ArgumentException($"expected a delegate type, found {delegateType}", nameof(delegateType));
        ImmutableArray<Type> parameters = [.. invoke.GetParameters().Select(parameter => parameter.ParameterType)];
        var results = ResultsOf(invoke.ReturnType);
        return new DelegateShape(parameters, invoke.ReturnType, results, new FunctionType(
            [.. parameters.Select(type => CoreType(type, delegateType))], [.. results.Select(type => CoreType(type, delegateType))]));
    }

    /// <summary>
    /// Whether the delegate can stand for functions of <paramref name="type"/>, erased: whether they look alike in CIL. What the types of references say
    /// beyond that is checked value by value.
    /// </summary>
    public bool Fits(FunctionType type) => Fit(Type.Parameters, type.Parameters) && Fit(Type.Results, type.Results);

    private static bool Fit(ImmutableArray<ValType> own, ImmutableArray<ValType> others) => own.Length == others.Length
        && own.Zip(others).All(pair => pair.First == pair.Second || (pair.First.IsReference && pair.Second.IsReference
            && new ResolvedType(pair.First).IsFunction == new ResolvedType(pair.Second).IsFunction));

    private static ImmutableArray<Type> ResultsOf(Type result)
    {
        if (result == typeof(void))
            return [];
        var isTuple = result.IsGenericType && result.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal);
        return isTuple ? [.. result.GetGenericArguments()] : [result];
    }

    private static ValType CoreType(Type type, Type delegateType)
    {
        if (type == typeof(int) || type == typeof(uint))
            return ValType.I32;
        if (type == typeof(long) || type == typeof(ulong))
            return ValType.I64;
        if (type == typeof(float))
            return ValType.F32;
        if (type == typeof(double))
            return ValType.F64;
        if (type == typeof(Vector128<byte>))
            return ValType.V128;
        if (type == typeof(object))
            return ValType.ExternRef;
        return type == typeof(Function) ? ValType.FuncRef : throw new ArgumentException(
            $"{delegateType} uses {type}, which core WebAssembly has no counterpart for; "
            + "use int, uint, long, ulong, float, double, Vector128<byte>, Function or object", nameof(delegateType));
    }
}
