using System.Text;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Tests.CanonicalAbi;
using Dovetail.Wit.Types;
using static Dovetail.Wit.Types.PrimitiveKind;

namespace Dovetail.Tests.Compilation;

/// <summary>What is emitted for calls over the host's edge does what the codecs of values do, which nothing is emitted for.</summary>
public sealed class EdgeCodeTests : IDisposable
{
    private const int Area = 16;

    private static readonly RecordType PlainType = new([
        new("flag", P(Bool)), new("small", P(S8)), new("byte", P(U8)), new("short", P(S16)), new("word", P(U16)), new("int", P(S32)), new("uint", P(U32)),
        new("long", P(S64)), new("ulong", P(U64)), new("single", P(F32)), new("double", P(F64)), new("letter", P(PrimitiveKind.Char)),
    ]);

    private static readonly RecordType MixedType = new([
        new("name", P(PrimitiveKind.String)), new("plain", PlainType), new("at", new OptionType(P(U16))), new("all", new ListType(P(U64))),
    ]);

    private static readonly Plain Numbers = new(true, -1, 255, short.MinValue, 65_535, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue, -0.5f,
        double.Epsilon, new Rune(0x1f600));

    private readonly Engine engine = new();
    private readonly Store store;

    public EdgeCodeTests() => store = new Store(engine);

    private delegate long Seventeen(
        byte a, ulong b, byte c, ulong d, byte e, ulong f, byte g, ulong h, byte i, ulong j, byte k, ulong l, byte m, ulong n, byte o, ulong p, string q);

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void Lists_of_records_of_numbers_are_what_values_of_them_are() => AgreesWithValues(PlainType, Numbers, Numbers with { Flag = false, Int = 7 });

    [Fact]
    public void Lists_of_records_with_strings_and_lists_are_what_values_of_them_are() =>
        AgreesWithValues(MixedType, new Mixed("ü", Numbers, 3, [1, 2]), new Mixed("", Numbers, null, []));

    [Fact]
    public void Tuples_longer_than_seven_are_what_values_of_them_are() => AgreesWithValues(
        new TupleType([P(U8), P(U64), P(U8), P(U32), P(U8), P(U16), P(U8), P(F64), P(U8), P(PrimitiveKind.String)]),
        ((byte)1, 2UL, (byte)3, 4u, (byte)5, (ushort)6, (byte)7, 8.0, (byte)9, "ten"));

    [Fact]
    public void Records_that_are_wider_than_what_is_written_in_line_are_what_values_of_them_are()
    {
        var wide = new TupleType([PlainType, PlainType, PlainType]);
        AgreesWithValues(new TupleType([wide, wide]), ((Numbers, Numbers, Numbers), (Numbers, Numbers, Numbers)));
    }

    [Fact]
    public void A_record_goes_flat_and_comes_back_through_memory()
    {
        var guest = new AbiGuest(store);
        var type = new RecordType([new("x", P(S32)), new("y", P(F64)), new("text", P(PrimitiveKind.String))]);
        var echo = Bind<Func<Flat, Flat>>(guest.Lift(F([type], type), (int x, double y, int begin, int length) =>
        {
            guest.Memory.WriteInt32(Area, x);
            guest.Memory.Write(Area + 8, BitConverter.GetBytes(y));
            guest.Memory.WriteInt32(Area + 16, begin);
            guest.Memory.WriteInt32(Area + 20, length);
            return Area;
        }));
        Assert.Equal(new Flat(-1, 2.5, "é"), echo(new Flat(-1, 2.5, "é")));
    }

    [Fact]
    public void A_delegate_of_seventeen_parameters_goes_both_ways()
    {
        var type = F([.. Enumerable.Range(0, 16).Select(i => P(i % 2 == 0 ? U8 : U64)), P(PrimitiveKind.String)], P(S64));
        var guest = new AbiGuest(store);
        var core = guest.Lower(DelegateBinding.ToFunction("host.f", type,
            (Seventeen)((a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q) => a + (long)b + o + (long)p + q.Length)));
        var call = Bind<Seventeen>(new LiftedFunction("guest.f", type, guest.State, guest.Options, core, _ => throw new InvalidOperationException()));
        Assert.Equal(1 + 2 + 15 + 16 + 4, call(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, "four"));
    }

    [Fact]
    public void Calls_allocate_nothing_but_what_the_caller_receives()
    {
        var guest = new AbiGuest(store);
        var list = new ListType(PlainType);
        var add = Bind<Func<int, byte, double>>(guest.Lift(F([P(S32), P(U8)], P(F64)), (int a, int b) => (double)(a + b)));
        var send = Bind<Action<Plain[], string>>(guest.Lift(F([list, P(PrimitiveKind.String)], null), (int a, int b, int c, int d) => { guest.Top = 1024; }));
        var receive = Bind<Func<string>>(guest.Lift(F([], P(PrimitiveKind.String)), () => Area));
        guest.Memory.WriteInt32(Area + 4, 10);
        var plain = new[] { Numbers, Numbers };
        guest.Realloc = (_, _, alignment, size) => Bump(guest, alignment, size);
        Assert.Equal(0, Allocated(() => add(1, 2)));
        Assert.Equal(0, Allocated(() => send(plain, "text")));
        Assert.Equal(Allocated(() => _ = new string('x', 10)), Allocated(() => receive()));
    }

    [Theory]
    [InlineData(8, 0x110000, TrapCode.InvalidCharacter)]
    [InlineData(8, 0xd800, TrapCode.InvalidCharacter)]
    [InlineData(1, 3, TrapCode.InvalidDiscriminant)]
    [InlineData(0, 2, null)]
    public void What_a_guest_puts_into_records_of_a_list_is_checked(int at, int bits, TrapCode? expected)
    {
        var guest = new AbiGuest(store);
        var type = new RecordType([new("flag", P(Bool)), new("color", new EnumType(["red", "green", "blue"])), new("at", P(U32)), new("letter", P(PrimitiveKind.Char))]);
        var lift = Bind<Func<Sign[]>>(guest.Lift(F([], new ListType(type)), () => Area));
        guest.Memory.WriteInt32(Area, 64);
        guest.Memory.WriteInt32(Area + 4, 2);
        // The second record: a byte for the boolean, one for the enum, and two numbers of four.
        guest.Memory.Write(64 + 12 + at, at == 8 ? BitConverter.GetBytes(bits) : [(byte)bits]);
        if (expected is null)
            Assert.True(lift()[1].Flag);
        else
            Assert.Equal(expected, Assert.Throws<TrapException>(() => lift()).Code);
    }

    [Theory]
    [InlineData(65, 1, TrapCode.UnalignedPointer)]
    [InlineData(64, 0x7fff_ffff, TrapCode.ListOutOfBounds)]
    [InlineData(0x1_fff8, 2, TrapCode.ListOutOfBounds)]
    [InlineData(-8, 1, TrapCode.ListOutOfBounds)]
    [InlineData(0x2_0008, 0, TrapCode.ListOutOfBounds)]
    public void A_list_of_records_lies_within_the_memory(int begin, int length, TrapCode expected)
    {
        var guest = new AbiGuest(store);
        var lift = Bind<Func<(ulong, byte)[]>>(guest.Lift(F([], new ListType(new TupleType([P(U64), P(U8)]))), () => Area));
        guest.Memory.WriteInt32(Area, begin);
        guest.Memory.WriteInt32(Area + 4, length);
        Assert.Equal(expected, Assert.Throws<TrapException>(() => lift()).Code);
        Assert.Equal(TrapCode.CannotEnterComponent, Assert.Throws<TrapException>(() => lift()).Code);
    }

    [Theory]
    [InlineData(-4, TrapCode.MemoryOutOfBounds)]
    [InlineData(0x1_fffc, TrapCode.MemoryOutOfBounds)]
    [InlineData(18, TrapCode.UnalignedPointer)]
    public void A_result_in_memory_lies_there(int address, TrapCode expected)
    {
        var guest = new AbiGuest(store);
        var lift = Bind<Func<(uint, byte)>>(guest.Lift(F([], new TupleType([P(U32), P(U8)])), () => address));
        Assert.Equal(expected, Assert.Throws<TrapException>(() => lift()).Code);
    }

    [Fact]
    public void A_null_among_records_is_the_hosts_mistake_and_the_guest_goes_on()
    {
        var guest = new AbiGuest(store);
        var send = Bind<Func<Plain[], int>>(guest.Lift(F([new ListType(PlainType)], P(S32)), (int begin, int length) => length));
        Assert.Contains("cannot be null", Assert.Throws<ArgumentException>(() => send([Numbers, null!])).Message, StringComparison.Ordinal);
        Assert.Equal(1, send([Numbers]));
    }

    [Fact]
    public void A_call_nested_in_another_of_the_same_store_leaves_it_entered()
    {
        var outer = new AbiGuest(store);
        var inner = new AbiGuest(store, name: "inner");
        var add = Bind<Func<int, int>>(inner.Lift(F([P(S32)], P(S32)), (int a) => a + 1));
        Func<int, int>? again = null;
        var call = Bind<Func<int, int>>(outer.Lift(F([P(S32)], P(S32)), (int a) => add(a) + (store.IsEntered ? 1 : 0)));
        again = Bind<Func<int, int>>(outer.Lift(F([P(S32)], P(S32)), (int a) => call(a)));
        Assert.Equal(3, call(1));
        Assert.False(store.IsEntered);
        Assert.Equal(TrapCode.CannotEnterComponent, Assert.Throws<TrapException>(() => again(1)).Code);
        Assert.False(store.IsEntered);
    }

    // The typed call lowers; values are lifted from that, and lowered again by their codecs, beside the first: both must be the same, and so must what the
    // typed call lifts from there.
    private void AgreesWithValues<T>(WitType type, params T[] items)
    {
        var list = new ListType(type);
        var guest = new AbiGuest(store);
        var (begin, length) = (0, 0);
        var lower = Bind<Action<T[]>>(guest.Lift(F([list], null), (int a, int b) => { (begin, length) = (a, b); }));
        lower(items);
        Assert.Equal(items.Length, length);
        var size = (int)guest.Top - begin;
        Point(guest, begin, length);
        var value = guest.Lift(F([], list), () => Area).Call();
        Assert.Equal(items.Length, value.Items.Count);
        var values = new AbiGuest(store) { Top = (uint)begin };
        values.Lift(F([list], null), (int a, int b) => { (begin, length) = (a, b); }).Call(value);
        Assert.Equal(guest.Bytes((uint)begin, size).ToArray(), values.Bytes((uint)begin, size).ToArray());
        Point(values, begin, length);
        Assert.Equivalent(items, Bind<Func<T[]>>(values.Lift(F([], list), () => Area))());
    }

    private static void Point(AbiGuest guest, int begin, int length)
    {
        guest.Memory.WriteInt32(Area, begin);
        guest.Memory.WriteInt32(Area + 4, length);
    }

    private static uint Bump(AbiGuest guest, uint alignment, uint size)
    {
        var address = (guest.Top + alignment - 1) & ~(alignment - 1);
        guest.Top = address + size;
        return address;
    }

    private static long Allocated(Action call)
    {
        for (var i = 0; i < 100; i++)
            call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
    }

    private static T Bind<T>(LiftedFunction function)
        where T : Delegate => (T)DelegateBinding.ToDelegate(function, typeof(T));

    private static PrimitiveType P(PrimitiveKind kind) => PrimitiveType.Of(kind);

    private static WitFunctionType F(WitType[] parameters, WitType? result) =>
        new([.. parameters.Select((type, i) => new FunctionParameter($"p{i}", type))], result);

    private enum Color
    {
        Red,
        Green,
        Blue,
    }

    private sealed record Plain(bool Flag, sbyte Small, byte Byte, short Short, ushort Word, int Int, uint Uint, long Long, ulong Ulong, float Single,
        double Double, Rune Letter);

    private sealed record Mixed(string Name, Plain Plain, ushort? At, ulong[] All);

    private sealed record Flat(int X, double Y, string Text);

    private readonly record struct Sign(bool Flag, Color Color, uint At, Rune Letter);
}
