using System.Globalization;
using System.Runtime.Intrinsics;
using Dovetail.Fuzzing;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Compilation.Vectors;

/// <summary>Every vector instruction without access to memory beside a reference that works lane by lane, on edges and random vectors.</summary>
public sealed class VectorInstructionTests
{
    private const int Rounds = 400;

    public static TheoryData<string> Mnemonics { get; } = [.. InstructionTable.Rows.ToArray()
        .Where(row => (row.Features & (WasmFeatures.Simd | WasmFeatures.RelaxedSimd)) != 0 && row.AccessLog2 < 0
            && row.Immediates is Immediates.None or Immediates.Lane && !row.IsCustom)
        .Where(row => row.Pops.Concat(row.Pushes).Any(type => type == ValType.V128))
        .Select(row => row.Mnemonic)];

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void Gives_what_the_specification_says(string mnemonic)
    {
        var row = InstructionTable.Find(mnemonic)!;
        var lanes = row.Immediates == Immediates.Lane ? row.Lanes : 1;
        var instance = Wat.Instantiate(Module(row, lanes));
        var random = new SeededRandom((ulong)row.Opcode);
        for (var round = 0; round < Rounds; round++)
        {
            var lane = (byte)random.Below(lanes);
            object[] arguments = [.. row.Pops.Select(type => Argument(type, random))];
            var actual = instance.GetFunction(lane.ToString(CultureInfo.InvariantCulture)).Invoke(arguments)[0]!;
            var vectors = arguments.OfType<Vector128<byte>>().Select(vector => vector.ToArray()).ToArray();
            var expected = Expected(mnemonic, vectors, arguments.FirstOrDefault(argument => argument is not Vector128<byte>), lane);
            Assert.True(Matches(mnemonic, expected, actual), $"{mnemonic} {lane} {string.Join(' ', arguments)}: expected {Show(expected)}, found {actual}");
        }
    }

    [Fact]
    public void Shuffles_any_lanes()
    {
        var random = new SeededRandom(1);
        byte[][] patterns =
        [
            .. Enumerable.Range(0, 17).Select(first => Sixteen(i => first + i)),
            .. Enumerable.Range(17, 15).Select(first => Sixteen(i => (first + i) % 32)),
            .. new[] { 1, 2, 4, 8 }.SelectMany(size => Interleavings(size)),
            .. Enumerable.Range(0, 40).Select(_ => Sixteen(i => i + (16 * random.Below(2)))),
            .. Enumerable.Range(0, 40).Select(_ => Singles(random)),
            .. Enumerable.Range(0, 100).Select(_ => Sixteen(_ => random.Below(32))),
        ];
        string Shuffle(int i) => $"i8x16.shuffle {string.Join(' ', patterns[i])}";
        var text = string.Concat(patterns.Select((_, i) => $"""
            (func (export "{i}") (param v128 v128) (result v128) ({Shuffle(i)} (local.get 0) (local.get 1)))
            (func (export "z{i}") (param v128 v128) (result v128) ({Shuffle(i)} (local.get 0) (v128.const i64x2 0 0)))

            """));
        var instance = Wat.Instantiate($"(module {text})");
        var (a, b) = (Vector128.Create(Sixteen(i => i + 1)), Vector128.Create(Sixteen(i => i + 101)));
        for (var i = 0; i < patterns.Length; i++)
        {
            Assert.Equal(Vector128.Create(Sixteen(j => patterns[i][j] < 16 ? a[patterns[i][j]] : b[patterns[i][j] - 16])),
                instance.GetFunction($"{i}").Invoke(a, b)[0]);
            Assert.Equal(Vector128.Create(Sixteen(j => patterns[i][j] < 16 ? a[patterns[i][j]] : 0)), instance.GetFunction($"z{i}").Invoke(a, b)[0]);
        }
    }

    private static string Module(InstructionRow row, int lanes)
    {
        var signature = $"{string.Concat(row.Pops.Select(type => $"(param {type})"))} (result {row.Pushes[0]})";
        var operands = string.Join(' ', row.Pops.Select((_, i) => $"(local.get {i})"));
        return $"(module {string.Concat(Enumerable.Range(0, lanes).Select(lane => $"(func (export \"{lane}\") {signature} ({row.Mnemonic}"
            + $"{(row.Immediates == Immediates.Lane ? $" {lane}" : "")} {operands}))\n"))})";
    }

    private static object Expected(string mnemonic, byte[][] vectors, object? scalar, byte lane)
    {
        var dot = mnemonic.IndexOf('.', StringComparison.Ordinal);
        var (shape, name) = (mnemonic[..dot], mnemonic[(dot + 1)..]);
        var isFloat = shape[0] == 'f' || name.Contains("_f32x4", StringComparison.Ordinal) || name.Contains("_f64x2", StringComparison.Ordinal);
        if (shape[0] == 'f' && name == "extract_lane")
            return Lanes.Unsigned(vectors[0], Lanes.Bits(shape))[lane];
        if (isFloat)
            return FloatReference.Result(shape, name, vectors, Convert.ToDouble(scalar, CultureInfo.InvariantCulture), lane);
        var number = scalar switch { long wide => wide, int narrow => narrow, _ => 0L };
        return IntegerReference.Result(shape, name, vectors, number, lane)!;
    }

    private static bool Matches(string mnemonic, object expected, object actual) => expected switch
    {
        byte[] bytes when actual is Vector128<byte> vector => LanesMatch(mnemonic, bytes, vector.ToArray()),
        int number => actual is int found && found == number,
        Int128 lane => actual switch
        {
            int number => number == (int)lane,
            long number => number == (long)lane,
            float number => BitConverter.SingleToUInt32Bits(number) == (uint)lane,
            double number => BitConverter.DoubleToUInt64Bits(number) == (ulong)lane,
            _ => false,
        },
        _ => false,
    };

    // Where a NaN is expected, any is allowed that is quiet; not of those that only move lanes or touch signs.
    private static bool LanesMatch(string mnemonic, byte[] expected, byte[] actual)
    {
        var moves = mnemonic[0] != 'f' || mnemonic.EndsWith("abs", StringComparison.Ordinal) || mnemonic.EndsWith("neg", StringComparison.Ordinal)
            || mnemonic.EndsWith("splat", StringComparison.Ordinal) || mnemonic.Contains(".pm", StringComparison.Ordinal);
        if (moves || mnemonic.EndsWith("replace_lane", StringComparison.Ordinal))
            return expected.SequenceEqual(actual);
        var bits = Lanes.Bits(mnemonic[..5]);
        var quiet = bits == 32 ? 0x7fc0_0000UL : 0x7ff8_0000_0000_0000UL;
        return Lanes.Unsigned(expected, bits).Zip(Lanes.Unsigned(actual, bits)).All(pair => pair.First == pair.Second
            || (((ulong)pair.First & quiet) == quiet && ((ulong)pair.Second & quiet) == quiet && IsNumberLane(mnemonic)));
    }

    private static bool IsNumberLane(string mnemonic) => mnemonic[6..] is not ("eq" or "ne" or "lt" or "gt" or "le" or "ge");

    private static object Argument(ValType type, SeededRandom random) => type.Kind switch
    {
        ValKind.I32 => (int)random.Boundary(),
        ValKind.I64 => (long)random.Boundary(),
        ValKind.F32 => (float)(int)random.Boundary(),
        ValKind.F64 => (double)(long)random.Boundary(),
        _ => Vector(random),
    };

    private static Vector128<byte> Vector(SeededRandom random) => random.Below(4) switch
    {
        0 => Vector128.Create(Enumerable.Range(0, 4).Select(_ => EdgeOfSingle(random)).ToArray()).AsByte(),
        1 => Vector128.Create(EdgeOfDouble(random), EdgeOfDouble(random)).AsByte(),
        2 => Vector128.Create(Sixteen(_ => random.Pick<byte>([0, 1, 2, 15, 16, 0x7e, 0x7f, 0x80, 0x81, 0xfe, 0xff]))),
        _ => Vector128.Create(random.Next(), random.Next()).AsByte(),
    };

    private static uint EdgeOfSingle(SeededRandom random) => random.Pick<uint>(
    [
        0, 0x8000_0000, 1, 0x3f80_0000, 0xbf80_0000, 0x3f00_0000, 0x4020_0000, 0x4f00_0000, 0xcf00_0000, 0x4f80_0000, 0x4eff_ffff, 0x4f7f_ffff,
        0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc0_0000, 0x7fa0_0001, 0xffc1_2345, 0x7f7f_ffff, 0x007f_ffff, (uint)random.Next(),
    ]);

    private static ulong EdgeOfDouble(SeededRandom random) => random.Pick<ulong>(
    [
        0, 1UL << 63, 1, 0x3ff0_0000_0000_0000, 0xbfe0_0000_0000_0000, 0x4004_0000_0000_0000, 0x41df_ffff_ffc0_0000, 0x41e0_0000_0000_0000,
        0xc1e0_0000_0000_0000, 0x41ef_ffff_ffe0_0000, 0x41f0_0000_0000_0000, 0x7ff0_0000_0000_0000, 0xfff0_0000_0000_0000,
        0x7ff8_0000_0000_0000, 0x7ff4_0000_0000_0001, 0xfff8_0000_1234_5678, 0x36a0_0000_0000_0000, 0x47ef_ffff_f000_0000, random.Next(),
    ]);

    private static IEnumerable<byte[]> Interleavings(int size) =>
        from start in new[] { 0, 8 }
        from begin in new[] { 0, 16 }
        select Sixteen(i => start + (i / size / 2 * size) + (i % size) + (i / size % 2 == 0 ? begin : 16 - begin));

    private static byte[] Singles(SeededRandom random)
    {
        var (lanes, first) = (Enumerable.Range(0, 4).Select(_ => random.Below(4)).ToArray(), random.Below(2));
        return Sixteen(i => (16 * (i < 8 ? first : 1 - first)) + (4 * lanes[i / 4]) + (i % 4));
    }

    private static byte[] Sixteen(Func<int, int> lane) => [.. Enumerable.Range(0, 16).Select(i => (byte)lane(i))];

    private static string? Show(object expected) => expected is byte[] bytes ? Vector128.Create(bytes).ToString() : expected.ToString();
}

/// <summary>Vectors as arrays.</summary>
internal static class VectorArrays
{
    public static byte[] ToArray(this Vector128<byte> vector)
    {
        var bytes = new byte[16];
        vector.CopyTo(bytes);
        return bytes;
    }
}
