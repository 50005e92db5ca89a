using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Dovetail.ConformanceTests.Guests;

/// <summary>Recorded values as objects of C# types; see <see cref="RecordedValues"/> for how they are written.</summary>
internal static class Clr
{
    public static object? Read(JsonElement json, Type type) =>
        type == typeof(ValueTuple) ? default(ValueTuple)
        : type.IsEnum ? ReadEnum(json, type)
        : type.IsPrimitive ? ReadPrimitive(json, Type.GetTypeCode(type))
        : type == typeof(string) ? RecordedValues.IsNone(json) ? null : json.GetString()
        : type == typeof(Rune) ? Rune.GetRuneAt(json.GetString()!, 0)
        : type.IsArray ? ReadArray(json, type.GetElementType()!)
        : Nullable.GetUnderlyingType(type) is { } value ? RecordedValues.IsNone(json) ? null : Read(json, value)
        : type.IsAssignableTo(typeof(ITuple)) ? ReadTuple(json, type)
        : IsGeneric(type, typeof(WitOption<>)) ? ReadOption(json, type)
        : IsGeneric(type, typeof(Result<,>)) ? ReadSide(type, RecordedValues.Tag(json) == "err", RecordedValues.Payload(json))
        : RecordedValues.IsNone(json) ? null
        : type.IsAbstract ? ReadVariant(json, type)
        : ReadRecord(json, type);

    /// <summary>The object that a call must return.</summary>
    public static object? ReadResult(RecordedCase @case, Type type) => IsGeneric(type, typeof(Result<,>))
        ? ReadSide(type, @case.Ending == Ending.Error, @case.Value)
        : Read(@case.Value, type);

    /// <summary>Compares by structure, floating-point numbers by their bits with every NaN the same.</summary>
    public static bool Same(object? left, object? right)
    {
        if (left is null || right is null || left.GetType() != right.GetType())
        {
            return left is null && right is null;
        }
        return (left, right) switch
        {
            (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b)),
            (float a, float b) => Same((double)a, (double)b),
            (Array a, Array b) => a.Length == b.Length && a.Cast<object?>().Zip(b.Cast<object?>(), Same).All(same => same),
            (ITuple a, ITuple b) => Enumerable.Range(0, a.Length).All(i => Same(a[i], b[i])),
            _ when IsScalar(left.GetType()) => left.Equals(right),
            _ => Parts(left.GetType()).All(part => Same(part.GetValue(left), part.GetValue(right))),
        };
    }

    private static bool IsScalar(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(Rune);

    private static FieldInfo[] Parts(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public);

    private static bool IsGeneric(Type type, Type open) => type.IsGenericType && type.GetGenericTypeDefinition() == open;

    private static object ReadPrimitive(JsonElement json, TypeCode code) => code switch
    {
        TypeCode.Boolean => json.GetBoolean(),
        TypeCode.SByte => (sbyte)RecordedValues.Integer(json),
        TypeCode.Byte => (byte)RecordedValues.Integer(json),
        TypeCode.Int16 => (short)RecordedValues.Integer(json),
        TypeCode.UInt16 => (ushort)RecordedValues.Integer(json),
        TypeCode.Int32 => (int)RecordedValues.Integer(json),
        TypeCode.UInt32 => (uint)RecordedValues.Integer(json),
        TypeCode.Int64 => (long)RecordedValues.Integer(json),
        TypeCode.UInt64 => (ulong)RecordedValues.Integer(json),
        TypeCode.Single => (float)RecordedValues.Float(json),
        _ => RecordedValues.Float(json),
    };

    private static object ReadEnum(JsonElement json, Type type)
    {
        if (json.ValueKind == JsonValueKind.String)
        {
            return Enum.Parse(type, json.GetString()!, ignoreCase: true);
        }
        var set = json.EnumerateObject().Where(flag => flag.Value.GetBoolean()).Select(flag => flag.Name);
        return Enum.Parse(type, string.Join(",", set.DefaultIfEmpty("None")), ignoreCase: true);
    }

    private static Array ReadArray(JsonElement json, Type element)
    {
        var items = RecordedValues.Items(json).Select(item => Read(item, element)).ToArray();
        var array = Array.CreateInstance(element, items.Length);
        Array.Copy(items, array, items.Length);
        return array;
    }

    private static object ReadTuple(JsonElement json, Type type) => Activator.CreateInstance(
        type, [.. RecordedValues.Items(json).Zip(type.GetGenericArguments(), Read)])!;

    private static object ReadOption(JsonElement json, Type type) => RecordedValues.Tag(json) == "none"
        ? Activator.CreateInstance(type)!
        : Activator.CreateInstance(type, Read(RecordedValues.Payload(json), type.GetGenericArguments()[0]))!;

    private static object ReadSide(Type type, bool isError, JsonElement payload)
    {
        var side = type.GetGenericArguments()[isError ? 1 : 0];
        return type.GetMethod(isError ? "Err" : "Ok")!.Invoke(null, [Read(payload, side)])!;
    }

    private static object ReadVariant(JsonElement json, Type type)
    {
        var @case = type.GetNestedTypes(BindingFlags.NonPublic)
            .Single(nested => nested.Name.Equals(RecordedValues.Tag(json), StringComparison.OrdinalIgnoreCase));
        var payload = @case.GetConstructors()[0].GetParameters();
        return Activator.CreateInstance(@case, [.. payload.Select(parameter => Read(RecordedValues.Payload(json), parameter.ParameterType))])!;
    }

    private static object ReadRecord(JsonElement json, Type type)
    {
        var fields = type.GetConstructors().Single(constructor => constructor.GetParameters().Length > 0).GetParameters();
        return Activator.CreateInstance(type, [.. fields.Select(field => Read(json.GetProperty(Camel(field.Name!)), field.ParameterType))])!;
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
