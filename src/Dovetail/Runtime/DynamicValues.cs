using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using Dovetail.Wasm.Modules;

namespace Dovetail.Runtime;

/// <summary>Values of core WebAssembly as objects, for calls whose types are known only at run time.</summary>
internal static class DynamicValues
{
    /// <summary>The arguments as <paramref name="function"/> takes them.</summary>
    /// <exception cref="ArgumentException">Their number or a type does not fit.</exception>
    internal static object?[] FromHost(FunctionReference function, ReadOnlySpan<object?> arguments) =>
        FromHost(function.Owner.Store, function.Type, arguments);

    /// <summary>The arguments as a function of <paramref name="type"/> takes them, or as an exception carries them.</summary>
    /// <exception cref="ArgumentException">Their number or a type does not fit.</exception>
    internal static object?[] FromHost(Store store, CanonicalType type, ReadOnlySpan<object?> arguments)
    {
        var count = type.Function.Parameters.Length;
        if (arguments.Length != count)
            throw new ArgumentException($"expected {count} arguments for {type}, found {arguments.Length}", nameof(arguments));
        var values = new object?[arguments.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = FromHost(store, type.Values[i], arguments[i], i);
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
    internal static object?[] OfArea(ResultArea area, FunctionReference function) =>
        ItemsOf(area, function.Type.Function.Results, function.Owner.Store);

    /// <summary>The values of <paramref name="types"/> in an area, as the host sees them.</summary>
    internal static object?[] ItemsOf(ResultArea area, ImmutableArray<ValType> types, Store store)
    {
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
                _ => References.ToHost(store, area.References[i]),
            };
        }
        return values;
    }

    /// <summary>An area of values that <see cref="FromHost(Store, CanonicalType, ReadOnlySpan{object})"/> has checked.</summary>
    internal static ResultArea ToArea(object?[] values)
    {
        var area = new ResultArea(values.Length, values.Any(value => value is Vector128<byte>) ? values.Length : 0);
        for (var i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case int number: area.Numbers[i] = (uint)number; break;
                case long number: area.Numbers[i] = number; break;
                case float number: area.Numbers[i] = BitConverter.SingleToUInt32Bits(number); break;
                case double number: area.Numbers[i] = BitConverter.DoubleToInt64Bits(number); break;
                case Vector128<byte> vector: area.Vectors[i] = vector; break;
                default: area.References[i] = values[i]; break;
            }
        }
        return area;
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
