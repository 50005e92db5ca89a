using System.Text.RegularExpressions;
using Dovetail.Wasm;

namespace Dovetail.Tests.CanonicalAbi.Scenarios;

/// <summary>
/// What core values and bytes in memory are as values (the scenarios of run_tests.py for flat values, NaNs, lists in memory and flattening): a guest
/// hands them to the host, once in a flat call and once as the only element of a list.
/// </summary>
public sealed partial class ValueScenarios : IDisposable
{
    private const string Point = "point=(record (field \"x\" u8) (field \"y\" u16) (field \"z\" u32))";
    private const string Two = "two=(flags \"a\" \"b\")";
    private const string Three = "three=(variant (case \"x\" u8) (case \"y\" f32) (case \"z\"))";
    private const string Either = "either=(variant (case \"w\" u8) (case \"y\" u8))";
    private const string Wide = "wide=(variant (case \"small\" f32) (case \"large\" s64) (case \"nothing\"))";

    private readonly Engine engine = new(new EngineOptions { ComponentFeatures = ComponentFeatures.All });
    private readonly Store store;

    public ValueScenarios() => store = new Store(engine);

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Theory]
    [InlineData("bool", "0", "false")]
    [InlineData("bool", "1", "true")]
    [InlineData("bool", "2", "true")]
    [InlineData("bool", "-1", "true")]
    [InlineData("u8", "127", "127")]
    [InlineData("u8", "255", "255")]
    [InlineData("u8", "256", "0")]
    [InlineData("u8", "0x80000080", "128")]
    [InlineData("s8", "127", "127")]
    [InlineData("s8", "128", "-128")]
    [InlineData("s8", "255", "-1")]
    [InlineData("s8", "256", "0")]
    [InlineData("u16", "65535", "65535")]
    [InlineData("u16", "65536", "0")]
    [InlineData("s16", "32768", "-32768")]
    [InlineData("s16", "65536", "0")]
    [InlineData("u32", "-1", "4294967295")]
    [InlineData("s32", "0x80000000", "-2147483648")]
    [InlineData("char", "0", "'\\u{0}'")]
    [InlineData("char", "65", "'A'")]
    [InlineData("char", "0x10ffff", "'\\u{10ffff}'")]
    [InlineData("char", "0xd800", null)]
    [InlineData("char", "0xdfff", null)]
    [InlineData("char", "0x110000", null)]
    [InlineData("char", "-1", null)]
    public void A_number_of_32_bits_is_cut_or_refused(string type, string bits, string? expected) =>
        Equals(expected, type, "", $"(i32.const {bits})");

    [Theory]
    [InlineData("u64", "-1", "18446744073709551615")]
    [InlineData("s64", "0x8000000000000000", "-9223372036854775808")]
    public void A_number_of_64_bits_is_what_it_is(string type, string bits, string expected) => Equals(expected, type, "", $"(i64.const {bits})");

    [Theory]
    [InlineData(0x7fc00000u, 0x7fc00000u)]
    [InlineData(0x7fc00001u, 0x7fc00000u)]
    [InlineData(0x7fe00000u, 0x7fc00000u)]
    [InlineData(0x7fffffffu, 0x7fc00000u)]
    [InlineData(0xffffffffu, 0x7fc00000u)]
    [InlineData(0x7f800001u, 0x7fc00000u)]
    [InlineData(0x7f800000u, 0x7f800000u)]
    [InlineData(0x3fc00000u, 0x3fc00000u)]
    public void A_nan_of_32_bits_is_the_canonical_one_on_either_side(uint given, uint expected)
    {
        var seen = (float)Single(Lift("f32", "", $"(f32.reinterpret_i32 (i32.const {(int)given}))"));
        var returned = Bits32().GetFunction<Func<float, uint>>("bits")(BitConverter.UInt32BitsToSingle(given));
        Assert.Equal((expected, expected), (BitConverter.SingleToUInt32Bits(seen), returned));
    }

    [Theory]
    [InlineData(0x7ff8000000000000u, 0x7ff8000000000000u)]
    [InlineData(0x7ff8000000000001u, 0x7ff8000000000000u)]
    [InlineData(0x7ffc000000000000u, 0x7ff8000000000000u)]
    [InlineData(0x7fffffffffffffffu, 0x7ff8000000000000u)]
    [InlineData(0xffffffffffffffffu, 0x7ff8000000000000u)]
    [InlineData(0x7ff0000000000000u, 0x7ff0000000000000u)]
    [InlineData(0x3ff0000000000000u, 0x3ff0000000000000u)]
    public void A_nan_of_64_bits_is_the_canonical_one_on_either_side(ulong given, ulong expected)
    {
        var seen = (double)Single(Lift("f64", "", $"(f64.reinterpret_i64 (i64.const {(long)given}))"));
        var returned = Bits32().GetFunction<Func<double, ulong>>("bits64")(BitConverter.UInt64BitsToDouble(given));
        Assert.Equal((expected, expected), (BitConverter.DoubleToUInt64Bits(seen), returned));
    }

    [Theory]
    [InlineData(Point, "$point", "1 2 3", "{x: 1, y: 2, z: 3}")]
    [InlineData(Point, "$point", "257 65538 3", "{x: 1, y: 2, z: 3}")]
    [InlineData("", "(tuple (tuple u8 u8) u8)", "1 2 3", "((1, 2), 3)")]
    [InlineData("", "(list u8 3)", "1 2 3", "[1, 2, 3]")]
    [InlineData("", "(list (list u8 2) 3)", "1 2 3 4 5 6", "[[1, 2], [3, 4], [5, 6]]")]
    [InlineData(Two, "$two", "0", "{}")]
    [InlineData(Two, "$two", "2", "{b}")]
    [InlineData(Two, "$two", "3", "{a, b}")]
    [InlineData(Two, "$two", "4", "{}")]
    [InlineData("colour=(enum \"red\" \"green\")", "$colour", "0", "red")]
    [InlineData("colour=(enum \"red\" \"green\")", "$colour", "1", "green")]
    [InlineData("colour=(enum \"red\" \"green\")", "$colour", "2", null)]
    [InlineData(Three, "$three", "0 42", "x(42)")]
    [InlineData(Three, "$three", "0 256", "x(0)")]
    [InlineData(Three, "$three", "1 0x40490000", "y(3.140625)")]
    [InlineData(Three, "$three", "2 -1", "z")]
    [InlineData(Three, "$three", "3 0", null)]
    [InlineData(Either, "$either", "1 42", "y(42)")]
    [InlineData(Wide, "$wide", "0 L0x40490000", "small(3.140625)")]
    [InlineData(Wide, "$wide", "0 L0x7fffffff40490000", "small(3.140625)")]
    [InlineData(Wide, "$wide", "1 L-5", "large(-5)")]
    [InlineData(Wide, "$wide", "2 L-5", "nothing")]
    [InlineData("", "(option f32)", "0 F3.5", "none")]
    [InlineData("", "(option f32)", "1 F3.5", "some(3.5)")]
    [InlineData("", "(option f32)", "2 F3.5", null)]
    [InlineData("", "(result u8 (error u32))", "0 298", "ok(42)")]
    [InlineData("", "(result u8 (error u32))", "1 1000", "err(1000)")]
    [InlineData("", "(result (error f64))", "1 D0.5", "err(0.5)")]
    public void Compound_values_are_taken_from_flat_ones(string types, string type, string flat, string? expected) =>
        Equals(expected, type, types, Constants(flat));

    [Theory]
    [InlineData("bool", 0, 3, "01 00 01", "[true, false, true]")]
    [InlineData("bool", 0, 3, "01 00 02", "[true, false, true]")]
    [InlineData("bool", 3, 3, "ff ff ff 01 00 01", "[true, false, true]")]
    [InlineData("u8", 0, 3, "01 02 03", "[1, 2, 3]")]
    [InlineData("u16", 0, 3, "01 00 02 00 03 00", "[1, 2, 3]")]
    [InlineData("u16", 1, 3, "00 01 00 02 00 03 00", null)]
    [InlineData("u32", 0, 2, "01 00 00 00 02 00 00 00", "[1, 2]")]
    [InlineData("u64", 0, 1, "01 00 00 00 00 00 00 80", "[9223372036854775809]")]
    [InlineData("s8", 0, 3, "ff fe fd", "[-1, -2, -3]")]
    [InlineData("s16", 0, 2, "ff ff fe ff", "[-1, -2]")]
    [InlineData("s32", 0, 1, "fe ff ff ff", "[-2]")]
    [InlineData("s64", 0, 1, "fd ff ff ff ff ff ff ff", "[-3]")]
    [InlineData("char", 0, 3, "41 00 00 00 42 00 00 00 63 00 00 00", "['A', 'B', 'c']")]
    [InlineData("char", 0, 1, "00 d8 00 00", null)]
    [InlineData("string", 0, 2, "10 00 00 00 02 00 00 00 12 00 00 00 03 00 00 00 68 69 77 61 74", "[\"hi\", \"wat\"]")]
    [InlineData("string", 0, 1, "10 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00 c3 28", null)]
    [InlineData("(list u8)", 0, 3, "18 00 00 00 03 00 00 00 00 00 00 00 00 00 00 00 1b 00 00 00 02 00 00 00 03 04 05 06 07", "[[3, 4, 5], [], [6, 7]]")]
    [InlineData("(list u16)", 0, 1, "08 00 00 00 01 00 00 00 05 00", "[[5]]")]
    [InlineData("(list u16)", 0, 1, "09 00 00 00 01 00 00 00 00 05 00", null)]
    [InlineData("(list u8 2)", 0, 2, "01 02 03 04", "[[1, 2], [3, 4]]")]
    [InlineData("(list u32 2)", 0, 2, "01 00 00 00 02 00 00 00 03 00 00 00 04 00 00 00", "[[1, 2], [3, 4]]")]
    [InlineData("(list u32 2)", 2, 1, "00 00 01 00 00 00 02 00 00 00", null)]
    [InlineData("(tuple u8 u8 u16 u32)", 0, 2, "06 07 08 00 09 00 00 00 04 05 06 00 07 00 00 00", "[(6, 7, 8, 9), (4, 5, 6, 7)]")]
    [InlineData("(tuple u8 u16 u8 u32)", 0, 1, "06 ff 07 00 08 ff ff ff 09 00 00 00", "[(6, 7, 8, 9)]")]
    [InlineData("(tuple u16 u8)", 0, 2, "06 00 07 ff 08 00 09 ff", "[(6, 7), (8, 9)]")]
    [InlineData("(tuple (tuple u16 u8) u8)", 0, 2, "04 00 05 ff 06 ff 07 00 08 ff 09 ff", "[((4, 5), 6), ((7, 8), 9)]")]
    [InlineData("$two", 0, 3, "00 02 03", "[{}, {b}, {a, b}]")]
    [InlineData("$two", 0, 3, "00 02 04", "[{}, {b}, {}]")]
    [InlineData("$three", 0, 2, "00 ff ff ff 2a ff ff ff 02 ff ff ff ff ff ff ff", "[x(42), z]")]
    [InlineData("$three", 0, 1, "03 00 00 00 00 00 00 00", null)]
    [InlineData("(option u8)", 0, 2, "01 07 00 ff", "[some(7), none]")]
    public void Values_are_read_where_memory_has_them(string element, int address, int count, string bytes, string? expected) =>
        Equals(expected, $"(list {element})", Two + ";" + Three, Constants($"{address} {count}"), bytes);

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(32)]
    public void Flags_lie_in_one_to_four_bytes_and_bits_beyond_are_nothing(int count)
    {
        var size = count <= 8 ? 1 : count <= 16 ? 2 : 4;
        var labels = Enumerable.Range(0, count).Select(i => $"f{i}").ToArray();
        var types = $"many=(flags {string.Join(' ', labels.Select(label => $"\"{label}\""))})";
        var bytes = string.Join(' ', Enumerable.Repeat("ff", size).Concat(Enumerable.Repeat("00", size)));
        Equals($"[{{{string.Join(", ", labels)}}}, {{}}]", "(list $many)", types, Constants("0 2"), bytes);
    }

    [Theory]
    [InlineData(16, "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32")]
    [InlineData(17, "i32")]
    public void Sixteen_flat_parameters_are_passed_and_more_go_through_memory(int count, string core)
    {
        var parameters = string.Join(' ', Enumerable.Range(0, count).Select(i => $"(param \"p{i}\" u8)"));
        var read = count == 16 ? "(local.get 15)" : "(i32.load8_u offset=16 (local.get 0))";
        using var own = new Store(engine);
        var instance = new Linker(engine).Instantiate(own, Component.Parse(engine, $$"""
            (component
              (core module $m
                (memory (export "memory") 1)
                (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
                (func (export "last") (param {{core}}) (result i32) {{read}}))
              (core instance $i (instantiate $m))
              (func (export "last") {{parameters}} (result u8)
                (canon lift (core func $i "last") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
            """));
        var arguments = Enumerable.Range(1, count).Select(i => (WitValue)(byte)i).ToArray();
        Assert.Equal((byte)count, (byte)instance.Call("last", arguments));
    }

    private ComponentInstance Bits32() => new Linker(engine).Instantiate(store, Component.Parse(engine, """
        (component
          (core module $m
            (func (export "bits") (param f32) (result i32) (i32.reinterpret_f32 (local.get 0)))
            (func (export "bits64") (param f64) (result i64) (i64.reinterpret_f64 (local.get 0))))
          (core instance $i (instantiate $m))
          (func (export "bits") (param "f" f32) (result u32) (canon lift (core func $i "bits")))
          (func (export "bits64") (param "f" f64) (result u64) (canon lift (core func $i "bits64"))))
        """));

    private void Equals(string? expected, string type, string types, string constants, string bytes = "")
    {
        if (expected is null)
            Assert.Throws<TrapException>(() => Lift(type, types, constants, bytes));
        else
            Assert.Equal(expected, Wave.Write(Single(Lift(type, types, constants, bytes))));
    }

    private static WitValue Single(List<WitValue> seen) => Assert.Single(seen);

    // L, F and D before a number say that it is of 64 bits, or a float.
    private static string Constants(string numbers) => string.Join(' ', numbers.Split(' ').Select(number => number[0] switch
    {
        'L' => $"(i64.const {number[1..]})",
        'F' => $"(f32.const {number[1..]})",
        'D' => $"(f64.const {number[1..]})",
        _ => $"(i32.const {number})",
    }));

    [GeneratedRegex(@"\((i32|i64|f32|f64)\.")]
    private static partial Regex Operators();

    // What the host gets of the core values that a guest calls it with.
    private List<WitValue> Lift(string type, string types, string constants, string bytes = "")
    {
        var seen = new List<WitValue>();
        var linker = new Linker(engine).Define("host", host => host.Function("take", new Func<WitValue[], WitValue>(values =>
        {
            seen.AddRange(values);
            return default;
        })));
        var named = types.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(each => each.Split('=', 2))
            .Select(pair => $"(type ${pair[0]}' {pair[1]}) (export \"{pair[0]}\" (type ${pair[0]} (eq ${pair[0]}')))");
        // One operator for each flat value: of those that are nested, the outermost.
        var core = Outermost(constants).Select(each => Operators().Match(each).Groups[1].Value);
        linker.Instantiate(store, Component.Parse(engine, $$"""
            (component
              (import "host" (instance $host {{string.Join(' ', named)}} (export "take" (func (param "v" {{type}})))))
              (core module $memory
                (memory (export "memory") 1)
                (data (i32.const 0) "{{string.Concat(bytes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(each => "\\" + each))}}"))
              (core instance $memory (instantiate $memory))
              (core func $take (canon lower (func $host "take") (memory (core memory $memory "memory"))))
              (core module $m
                (import "" "take" (func $take (param {{string.Join(' ', core)}})))
                (func (export "run") {{constants}} (call $take)))
              (core instance $i (instantiate $m (with "" (instance (export "take" (func $take))))))
              (func (export "run") (canon lift (core func $i "run"))))
            """)).GetFunction<Action>("run")();
        return seen;
    }

    private static IEnumerable<string> Outermost(string constants)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < constants.Length; i++)
        {
            if (constants[i] == '(' && depth++ == 0)
                start = i;
            if (constants[i] == ')' && --depth == 0)
                yield return constants[start..(i + 1)];
        }
    }
}
