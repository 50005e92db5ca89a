using System.Runtime.Intrinsics;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Scripts;

namespace Dovetail.Testing.Scripts;

/// <summary>A value of the host that scripts tell apart by a number.</summary>
internal sealed record HostReference(uint Number);

/// <summary>The values of scripts as those of the API, and whether a result is what a script expects.</summary>
internal static class CoreValues
{
    private const ulong F32Canonical = 0x7fc0_0000;
    private const ulong F64Canonical = 0x7ff8_0000_0000_0000;

    public static object? ToHost(ScriptValue value) => value switch
    {
        NumberValue { Kind: ValKind.I32 } number => (int)number.Bits,
        NumberValue { Kind: ValKind.I64 } number => (long)number.Bits,
        NumberValue { Kind: ValKind.F32 } number => BitConverter.UInt32BitsToSingle((uint)number.Bits),
        NumberValue number => BitConverter.UInt64BitsToDouble(number.Bits),
        NullValue => null,
        HostValue host => new HostReference(host.Number),
        VectorValue vector => Vector128.Create([.. vector.Lanes.SelectMany(lane => BytesOf(lane, vector.LaneBits))]),
        _ => throw new ExpectationException($"{value} is not an argument"),
    };

    /// <summary>Whether <paramref name="actual"/>, a result of the API, is what a script expects.</summary>
    public static bool Matches(ScriptValue expected, object? actual) => expected switch
    {
        NumberValue number => BitsOf(actual) is { } bits && bits == (number.Kind, number.Bits),
        NanPattern nan => BitsOf(actual) is { } bits && bits.Kind == nan.Kind && IsNan(nan, bits.Bits),
        NullValue => actual is null,
        HostValue host => actual is HostReference reference && reference.Number == host.Number,
        ReferencePattern { Kind: HeapKind.Func } => actual is Function,
        ReferencePattern { Kind: HeapKind.Extern or HeapKind.Any } => actual is not (null or Function),
        ReferencePattern { Kind: HeapKind.Eq } => actual is HeapReference,
        ReferencePattern pattern => actual is HeapReference reference && reference.Kind == pattern.Kind,
        EitherPattern either => either.Choices.Any(choice => Matches(choice, actual)),
        VectorValue vector => actual is Vector128<byte> bits && Matches(vector, bits),
        _ => false,
    };

    /// <summary>A result as the script would write it, for messages.</summary>
    public static string Show(object? value) => value switch
    {
        null => "(ref.null)",
        HostReference host => $"(ref.extern {host.Number})",
        Function => "(ref.func)",
        Vector128<byte> vector => $"(v128.const {Show(vector.AsInt32())})",
        HeapReference reference => $"(ref.{reference})",
        _ when BitsOf(value) is { } bits => Show(bits.Kind, bits.Bits),
        _ => value.GetType().Name,
    };

    /// <summary>What a script expects, as it writes it.</summary>
    public static string Show(ScriptValue expected) => expected switch
    {
        NumberValue number => Show(number.Kind, number.Bits),
        NanPattern nan => $"({Name(nan.Kind)}.const nan:{(nan.IsCanonical ? "canonical" : "arithmetic")})",
        NullValue => "(ref.null)",
        HostValue host => $"(ref.{(host.IsInternal ? "host" : "extern")} {host.Number})",
        ReferencePattern reference => $"(ref.{reference.Kind.ToString().ToLowerInvariant()})",
        VectorValue vector => $"(v128.const {string.Join(' ', vector.Lanes.Select(Show))})",
        EitherPattern either => $"(either {string.Join(' ', either.Choices.Select(Show))})",
        _ => expected.ToString(),
    };

    private static string Show(ValKind kind, ulong bits) => kind switch
    {
        ValKind.I32 => FormattableString.Invariant($"(i32.const {(int)bits})"),
        ValKind.I64 => FormattableString.Invariant($"(i64.const {(long)bits})"),
        ValKind.F32 => FormattableString.Invariant($"(f32.const {BitConverter.UInt32BitsToSingle((uint)bits):R} = 0x{bits:x8})"),
        _ => FormattableString.Invariant($"(f64.const {BitConverter.UInt64BitsToDouble(bits):R} = 0x{bits:x16})"),
    };

    private static string Show(Vector128<int> lanes) =>
        FormattableString.Invariant($"i32x4 0x{lanes[0]:x8} 0x{lanes[1]:x8} 0x{lanes[2]:x8} 0x{lanes[3]:x8}");

    private static IEnumerable<byte> BytesOf(ScriptValue lane, int bits) => lane is NumberValue number
        ? BitConverter.GetBytes(number.Bits).Take(bits / 8)
        : throw new ExpectationException($"{lane} is not an argument");

    // Lane by lane: one may be any NaN of a kind where its neighbour is a number.
    private static bool Matches(VectorValue expected, Vector128<byte> actual)
    {
        var size = expected.LaneBits / 8;
        for (var i = 0; i < expected.Lanes.Length; i++)
        {
            var bits = 0UL;
            for (var j = size - 1; j >= 0; j--)
                bits = (bits << 8) | actual[(i * size) + j];
            if (!Matches(expected.Lanes[i], expected.LaneBits, bits))
                return false;
        }
        return true;
    }

    private static bool Matches(ScriptValue expected, int width, ulong bits) => expected switch
    {
        NumberValue number => (number.Bits ^ bits) << (64 - width) == 0,
        NanPattern nan => IsNan(nan, bits),
        _ => false,
    };

    private static string Name(ValKind kind) => kind.ToString().ToLowerInvariant();

    private static (ValKind Kind, ulong Bits)? BitsOf(object? value) => value switch
    {
        int number => (ValKind.I32, (uint)number),
        long number => (ValKind.I64, (ulong)number),
        float number => (ValKind.F32, BitConverter.SingleToUInt32Bits(number)),
        double number => (ValKind.F64, BitConverter.DoubleToUInt64Bits(number)),
        _ => null,
    };

    // Canonical: the highest bit of the fraction alone. Arithmetic: that bit, and any others.
    private static bool IsNan(NanPattern pattern, ulong bits)
    {
        var isSingle = pattern.Kind == ValKind.F32;
        var canonical = isSingle ? F32Canonical : F64Canonical;
        var magnitude = bits & (isSingle ? 0x7fff_ffffUL : long.MaxValue);
        return pattern.IsCanonical ? magnitude == canonical : (magnitude & canonical) == canonical;
    }
}
