using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Dovetail.Compilation.Delegates;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;

namespace Dovetail.Fuzzing.Specification;

/// <summary>Core functions that C# carries out, whatever their type: arguments and results as their bits.</summary>
internal static class CoreFunctions
{
    private static readonly ConcurrentDictionary<FlatFunctionType, Func<Func<ulong[], ulong>, Delegate>> s_known = new();

    /// <summary>A core function of <paramref name="type"/> that calls <paramref name="body"/>.</summary>
    public static FunctionReference Make(Store store, FlatFunctionType type, Func<ulong[], ulong> body) =>
        DelegateCompiler.CreateHostFunction(store, s_known.GetOrAdd(type, Compile)(body), "core");

    /// <summary>Calls a core function of a flat type; the bits of its result, if it has one.</summary>
    public static ulong[] Call(FunctionReference function, FlatFunctionType type, IReadOnlyList<ulong> arguments)
    {
        var values = new object?[type.Parameters.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Box(type.Parameters[i], arguments[i]);
        return [.. new Function(function).Invoke(values).Select(Bits)];
    }

    private static object Box(FlatType type, ulong bits) => type switch
    {
        FlatType.I32 => (object)(int)bits,
        FlatType.I64 => (long)bits,
        FlatType.F32 => BitConverter.UInt32BitsToSingle((uint)bits),
        _ => BitConverter.UInt64BitsToDouble(bits),
    };

    private static ulong Bits(object? value) => value switch
    {
        int number => (uint)number,
        long number => (ulong)number,
        float number => BitConverter.SingleToUInt32Bits(number),
        double number => BitConverter.DoubleToUInt64Bits(number),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Func<Func<ulong[], ulong>, Delegate> Compile(FlatFunctionType type)
    {
        var body = Expression.Parameter(typeof(Func<ulong[], ulong>));
        ParameterExpression[] parameters = [.. type.Parameters.Select(flat => Expression.Parameter(Clr(flat)))];
        var call = Expression.Invoke(body, Expression.NewArrayInit(typeof(ulong), parameters.Select(Expression (p) => Expression.Call(Conversion("From", p.Type), p))));
        var result = type.Results.IsEmpty ? typeof(void) : Clr(type.Results[0]);
        var inner = Expression.Lambda(
            type.Results.IsEmpty ? Expression.GetActionType([.. parameters.Select(p => p.Type)]) : Expression.GetFuncType([.. parameters.Select(p => p.Type), result]),
            type.Results.IsEmpty ? Expression.Block(typeof(void), call) : Expression.Call(Conversion("To", result), call), parameters);
        return Expression.Lambda<Func<Func<ulong[], ulong>, Delegate>>(inner, body).Compile();
    }

    private static Type Clr(FlatType type) => type switch
    {
        FlatType.I32 => typeof(int),
        FlatType.I64 => typeof(long),
        FlatType.F32 => typeof(float),
        _ => typeof(double),
    };

    private static MethodInfo Conversion(string direction, Type type) =>
        typeof(CoreFunctions).GetMethod(direction + type.Name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static ulong FromInt32(int value) => (uint)value;

    private static ulong FromInt64(long value) => (ulong)value;

    private static ulong FromSingle(float value) => BitConverter.SingleToUInt32Bits(value);

    private static ulong FromDouble(double value) => BitConverter.DoubleToUInt64Bits(value);

    private static int ToInt32(ulong bits) => (int)bits;

    private static long ToInt64(ulong bits) => (long)bits;

    private static float ToSingle(ulong bits) => BitConverter.UInt32BitsToSingle((uint)bits);

    private static double ToDouble(ulong bits) => BitConverter.UInt64BitsToDouble(bits);
}
