using System.Runtime.Intrinsics;
using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>Values of core WebAssembly as objects, for calls whose types are known only at run time.</summary>
internal static class DynamicValues
{
    /// <summary>The arguments as <paramref name="function"/> takes them.</summary>
    /// <exception cref="ArgumentException">Their number or a type does not fit.</exception>
    internal static object?[] FromHost(FunctionReference function, ReadOnlySpan<object?> arguments)
    {
        var (store, type) = (function.Owner.Store, function.Type.Function);
        if (arguments.Length != type.Parameters.Length)
        {
            throw new ArgumentException(
                $"expected {type.Parameters.Length} arguments for {function.Type}, found {arguments.Length}", nameof(arguments));
        }
        var values = new object?[arguments.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = FromHost(store, function.Type.Values[i], arguments[i], i);
        return values;
    }

    internal static int ToI32(object value) => (int)value;

    internal static long ToI64(object value) => (long)value;

    internal static float ToF32(object value) => (float)value;

    internal static double ToF64(object value) => (double)value;

    internal static Vector128<byte> ToV128(object value) => (Vector128<byte>)value;

    internal static FunctionReference? ToFunction(object? value) => (FunctionReference?)value;

    internal static object OfI32(int value) => value;

    internal static object OfI64(long value) => value;

    internal static object OfF32(float value) => value;

    internal static object OfF64(double value) => value;

    internal static object OfV128(Vector128<byte> value) => value;

    /// <summary>A reference that <paramref name="function"/> returned.</summary>
    internal static object? OfReference(object? value, FunctionReference function) => References.ToHost(function.Owner.Store, value);

    /// <summary>The results of a function that has so many that they travel in an area.</summary>
    internal static object?[] OfArea(ResultArea area, FunctionReference function)
    {
        var types = function.Type.Function.Results;
        var values = new object?[types.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = types[i].Kind switch
            {
                ValKind.I32 => (int)area.Numbers[i],
                ValKind.I64 => area.Numbers[i],
                ValKind.F32 => BitConverter.Int32BitsToSingle((int)area.Numbers[i]),
                ValKind.F64 => BitConverter.Int64BitsToDouble(area.Numbers[i]),
                ValKind.V128 => area.Vectors[i],
                _ => OfReference(area.References[i], function),
            };
        }
        return values;
    }

    private static object? FromHost(Store store, ResolvedType type, object? value, int index) => (type.Type.Kind, value) switch
    {
        (ValKind.I32, int) or (ValKind.I64, long) or (ValKind.F32, float) or (ValKind.F64, double)
            or (ValKind.V128, Vector128<byte>) => value,
        (ValKind.I32, uint bits) => (int)bits,
        (ValKind.I64, ulong bits) => (long)bits,
        (ValKind.I64, int small) => (long)small,
        (ValKind.Reference, _) => References.FromHost(store, type, value),
        _ => throw new ArgumentException(
            $"expected a value for `{type}`, found {value?.GetType().ToString() ?? "null"} (argument {index})", nameof(value)),
    };
}
