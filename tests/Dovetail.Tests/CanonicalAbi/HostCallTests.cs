using System.Text;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;
using static Dovetail.Wit.Types.PrimitiveKind;

namespace Dovetail.Tests.CanonicalAbi;

public sealed class HostCallTests : IDisposable
{
    private static readonly PrimitiveType Text = P(PrimitiveKind.String);

    private readonly Engine engine = new();
    private readonly Store store;
    private readonly AbiGuest guest;

    public HostCallTests()
    {
        store = new Store(engine);
        guest = new AbiGuest(store);
    }

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void Calls_with_scalars()
    {
        var add = Bind<Func<int, int, int>>(F(P(S32), P(S32), P(S32)), (int a, int b) => a + b);
        Assert.Equal(100, add(42, 58));
        var mix = Bind<Func<double, float, long, ulong, bool>>(
            F([P(F64), P(F32), P(S64), P(U64)], P(Bool)), (double a, float b, long c, long d) =>
                a == 1.5 && b == 2.5f && c == -3 && d == -1 ? 7 : 0);
        Assert.True(mix(1.5, 2.5f, -3, ulong.MaxValue));
    }

    [Fact]
    public void Calls_without_parameters_or_result()
    {
        var called = 0;
        Bind<Action>(F([], null), () => { called++; })();
        Assert.Equal(1, called);
        Assert.Equal(7, Bind<Func<int>>(F([], P(S32)), () => 7)());
    }

    [Fact]
    public void Narrow_integers_are_extended_going_in_and_cut_coming_out()
    {
        Assert.Equal(-1, Bind<Func<sbyte, short>>(F(P(S8), P(S16)), (int a) => a == -1 ? 0x1ffff : 0)(-1));
        Assert.Equal(255, Bind<Func<byte, byte>>(F(P(U8), P(U8)), (int a) => a == 255 ? 0xabff : 0)(255));
    }

    [Fact]
    public void Any_number_but_0_is_true() => Assert.True(Bind<Func<bool>>(F([], P(Bool)), () => 0x100)());

    [Fact]
    public void Every_NaN_becomes_the_canonical_one()
    {
        var bits = BitConverter.SingleToUInt32Bits(Bind<Func<float>>(F([], P(F32)), () =>
            BitConverter.UInt32BitsToSingle(0xffc12345))());
        Assert.Equal(0x7fc00000u, bits);
    }

    [Theory]
    [InlineData(0xd800)]
    [InlineData(0xdfff)]
    [InlineData(0x110000)]
    public void A_char_outside_Unicode_traps(int value) => Traps("invalid `char` bit pattern",
        Bind<Func<Rune>>(F([], P(PrimitiveKind.Char)), () => value));

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("über ☃ 😀")]
    internal void Strings_make_the_round_trip_in_every_encoding(string text)
    {
        foreach (var encoding in Enum.GetValues<StringEncoding>())
        {
            var echo = new AbiGuest(store, encoding);
            var function = Delegates<Func<string, string>>(echo.Lift(F(Text, Text), (int address, int length) =>
            {
                echo.Memory.WriteInt32(16, address);
                echo.Memory.WriteInt32(20, length);
                return 16;
            }));
            Assert.Equal(text, function(text));
            Assert.Single(echo.Reallocs);
        }
    }

    [Fact]
    public void Strings_that_are_not_text_trap()
    {
        var function = Bind<Func<string>>(F([], Text), () => 16);
        void Put(int address, int length) { guest.Memory.WriteInt32(16, address); guest.Memory.WriteInt32(20, length); }
        Put(unchecked((int)0xdeadbeef), 0);
        Traps("string pointer/length out of bounds of memory", function);
    }

    [Theory]
    [InlineData(new byte[] { 0xff }, "invalid utf-8")]
    [InlineData(new byte[] { 0x61, 0xc3 }, "incomplete utf-8 byte sequence")]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 }, "invalid utf-8")]
    [InlineData(new byte[] { 0xc0, 0x80 }, "invalid utf-8")]
    public void Bytes_that_are_not_utf8_trap(byte[] bytes, string message)
    {
        bytes.CopyTo(guest.Bytes(64, bytes.Length));
        guest.Memory.WriteInt32(16, 64);
        guest.Memory.WriteInt32(20, bytes.Length);
        Traps(message, Bind<Func<string>>(F([], Text), () => 16));
    }

    [Fact]
    public void Lists_of_numbers_are_copied()
    {
        var function = Bind<Func<int[],
            byte[]>>(F(new ListType(P(S32)), new ListType(P(U8))), (int address, int count) =>
        {
            guest.Memory.WriteInt32(16, address);
            guest.Memory.WriteInt32(20, count * 4);
            return 16;
        });
        Assert.Equal([1, 0, 0, 0, 255, 255, 255, 255], function([1, -1]));
        Assert.Equal([], function([]));
    }

    [Fact]
    public void A_list_beyond_the_memory_traps()
    {
        var function = Bind<Func<long[]>>(F([], new ListType(P(S64))), () => 16);
        guest.Memory.WriteInt32(16, 8);
        guest.Memory.WriteInt32(20, 1 << 14);
        Traps("list", function);
    }

    [Fact]
    public void Seventeen_parameters_go_through_memory()
    {
        var type = new WitFunctionType(
            [.. Enumerable.Range(0, 17).Select(i => new FunctionParameter($"p{i}", P(U8)))], P(U32));
        var function = guest.Lift(type, (int address) => guest.Bytes((uint)address, 17).ToArray().Sum(value => value));
        Assert.Equal((WitValue)136u, function.Call([.. Enumerable.Range(0, 17).Select(i => (WitValue)(byte)i)]));
    }

    [Fact]
    public void Results_of_more_than_one_value_go_through_memory()
    {
        var function = Bind<Func<(byte, long)>>(F([], new TupleType([P(U8), P(S64)])), () =>
        {
            guest.Bytes(32, 1)[0] = 7;
            guest.Memory.WriteInt32(40, -1);
            guest.Memory.WriteInt32(44, -1);
            return 32;
        });
        Assert.Equal((7, -1L), function());
        Traps("unaligned pointer", Bind<Func<(byte, long)>>(F([], new TupleType([P(U8), P(S64)])), () => 33));
    }

    [Fact]
    public void A_realloc_that_lies_traps()
    {
        var function = Bind<Func<int[], int>>(F(new ListType(P(S32)), P(S32)), (int a, int b) => 0);
        guest.Realloc = (_, _, _, _) => 2;
        Traps("realloc return: result not aligned", () => function([1]));
        var other = new AbiGuest(store) { Realloc = (_, _, _, _) => unchecked((uint)-4) };
        var second = Delegates<Func<int[], int>>(other.Lift(F(new ListType(P(S32)), P(S32)), (int a, int b) => 0));
        Traps("realloc return: beyond end of memory", () => second([]));
    }

    [Fact]
    public void A_trap_locks_the_instance()
    {
        var function = Bind<Action>(F([], null), (Action)(() => throw new TrapException(TrapCode.Unreachable)));
        Traps("wasm `unreachable` instruction executed", function);
        Traps("cannot enter component instance", function);
    }

    [Fact]
    public void An_argument_that_does_not_fit_leaves_the_instance_usable()
    {
        var function = guest.Lift(F(Text, Text), (int address, int length) => 16);
        Assert.Throws<ArgumentException>(() => function.Call(1));
        Assert.Throws<ArgumentException>(() => function.Call());
        Assert.Equal((WitValue)"", function.Call("x"));
    }

    [Fact]
    public void Post_return_gets_the_core_results_and_cannot_call_out()
    {
        var freed = -1;
        var mayLeave = true;
        guest.With(guest.Core((int address) => { freed = address; mayLeave = guest.State.MayLeave; }));
        Bind<Func<string>>(F([], Text), () => 16)();
        Assert.Equal((16, false, true), (freed, mayLeave, guest.State.MayLeave));
    }

    [Fact]
    public void A_variant_without_such_a_case_traps()
    {
        Traps("invalid variant discriminant", Bind<Func<Color>>(F([], new EnumType(["red", "dark-green"])), () => 2));
    }

    [Fact]
    public void Values_of_every_type_make_the_round_trip_as_WitValue()
    {
        foreach (var (type, value) in ValuesOfEveryType())
        {
            var echo = new AbiGuest(store);
            // Through memory both ways: a list of one.
            var list = new ListType(type);
            var function = echo.Lift(F(list, list), (int address, int count) =>
            {
                echo.Memory.WriteInt32(16, address);
                echo.Memory.WriteInt32(20, count);
                return 16;
            });
            Assert.Equal(WitValue.List(value, value), function.Call(WitValue.List(value, value)));
        }
    }

    internal static IEnumerable<(WitType, WitValue)> ValuesOfEveryType()
    {
        yield return (P(Bool), true);
        yield return (P(S8), (sbyte)-128);
        yield return (P(U16), ushort.MaxValue);
        yield return (P(U64), ulong.MaxValue);
        yield return (P(F32), 1.5f);
        yield return (P(F64), double.NegativeInfinity);
        yield return (P(PrimitiveKind.Char), new Rune(0x1f600));
        yield return (Text, "héllo");
        yield return (new ListType(Text), WitValue.List("a", ""));
        yield return (new ListType(P(U8), 3), WitValue.List((byte)1, (byte)2, (byte)3));
        yield return (new RecordType([new("a", P(U8)), new("b-c", Text)]),
            WitValue.Record(("a", (byte)1), ("b-c", "x")));
        yield return (new TupleType([P(U8), P(U64), Text]), WitValue.Tuple((byte)1, 2UL, "x"));
        yield return (new EnumType(["a", "b"]), WitValue.Enum("b"));
        yield return (new FlagsType([.. Enumerable.Range(0, 32).Select(i => $"f{i}")]), WitValue.Flags("f0", "f31"));
        yield return (new OptionType(P(U32)), WitValue.None);
        yield return (new OptionType(new OptionType(P(U32))), WitValue.Some(WitValue.None));
        yield return (new ResultType(P(F32), Text), WitValue.Ok(2.5f));
        yield return (new ResultType(null, null), WitValue.Err());
        yield return (
            new VariantType([new("none", null), new("some", P(S64)), new("pair", new TupleType([P(F32), Text]))]),
            WitValue.Variant("pair", WitValue.Tuple(0.5f, "y")));
    }

    private enum Color
    {
        Red,
        DarkGreen,
    }

    private static void Traps<T>(string message, Func<T> call) =>
        Assert.Contains(message, Assert.Throws<TrapException>(() => { call(); }).Message, StringComparison.Ordinal);

    private static void Traps(string message, Action call) =>
        Assert.Contains(message, Assert.Throws<TrapException>(call).Message, StringComparison.Ordinal);

    private T Bind<T>(WitFunctionType type, Delegate core)
        where T : Delegate => Delegates<T>(guest.Lift(type, core));

    private static T Delegates<T>(LiftedFunction function)
        where T : Delegate => (T)DelegateBinding.ToDelegate(function, typeof(T));

    private static PrimitiveType P(PrimitiveKind kind) => PrimitiveType.Of(kind);

    private static WitFunctionType F(params WitType[] types) => F(types[..^1], types[^1]);

    private static WitFunctionType F(WitType[] parameters, WitType? result) =>
        new([.. parameters.Select((type, i) => new FunctionParameter($"p{i}", type))], result);
}
