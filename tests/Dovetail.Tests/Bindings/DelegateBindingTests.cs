using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Runtime;
using Dovetail.Tests.CanonicalAbi;
using Dovetail.Wit.Types;
using static Dovetail.Wit.Types.PrimitiveKind;

namespace Dovetail.Tests.Bindings;

[SuppressMessage("Performance", "CA1852", Justification = "Types of a program come in all forms.")]
public sealed unsafe class DelegateBindingTests : IDisposable
{
    private static readonly PrimitiveType Text = P(PrimitiveKind.String);
    private static readonly RecordType PointType = new([new("x-pos", P(S32)), new("y-pos", P(F64))]);
    private static readonly FlagsType AccessType = new(["read", "write", "run-it"]);
    private static readonly VariantType ShapeType =
        new([new("circle", P(F64)), new("empty", null), new("named-rect", PointType)]);

    private readonly Engine engine = new();
    private readonly Store store;

    public DelegateBindingTests() => store = new Store(engine);

    private delegate int Adder(int left, int right);

    [Flags]
    private enum Access : byte
    {
        None = 0,
        RunIt = 0x80,
        Read = 2,
        Write = 1,
    }

    private enum Color
    {
        Green = 7,
        DarkRed = 3,
    }

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void Binds_records_by_constructor_by_properties_and_by_fields()
    {
        RoundTrips(PointType, new Point(1, 2.5));
        RoundTrips(PointType, new PointStruct { XPos = 1, YPos = 2.5 });
        var read = Echo<PointClass>(PointType)([new PointClass { XPos = 3, YPos = -1 }]);
        Assert.Equal((3, -1.0), (read[0].XPos, read[0].YPos));
        RoundTrips(new TupleType([PointType, Text]), (new Point(1, 2), "x"));
    }

    [Fact]
    public void Binds_lists_to_collections()
    {
        var list = new ListType(new ListType(Text));
        Assert.Equal([["a", "b"], []], Echo<List<string>>(new ListType(Text))([["a", "b"], []]));
        Assert.Equal(["a"], Echo<IReadOnlyList<string>>(new ListType(Text))([["a"]])[0]);
        Assert.Equal(["a"], Echo<IEnumerable<string>>(new ListType(Text))([["a"]])[0]);
        Assert.Equal([1u, 2u], Echo<ImmutableArray<uint>>(new ListType(P(U32)))([[1u, 2u]])[0].AsEnumerable());
        Assert.Equal([1, 2], Echo<ReadOnlyMemory<byte>>(new ListType(P(U8)))([new byte[] { 1, 2 }])[0].ToArray());
        Assert.Equal([["a"]], Echo<string[][]>(list)([[["a"]]])[0]);
    }

    [Fact]
    public void Binds_options_to_nullables_references_and_options()
    {
        RoundTrips<int?>(new OptionType(P(S32)), null);
        RoundTrips<int?>(new OptionType(P(S32)), 5);
        RoundTrips<string?>(new OptionType(Text), null);
        RoundTrips<string?>(new OptionType(Text), "x");
        RoundTrips<WitOption<int?>>(new OptionType(new OptionType(P(S32))), WitOption<int?>.None);
        RoundTrips<WitOption<int?>>(new OptionType(new OptionType(P(S32))), (int?)null);
        RoundTrips<WitOption<string>>(new OptionType(Text), "x");
    }

    [Fact]
    public void Binds_results()
    {
        RoundTrips(new ResultType(P(S32), Text), Result<int, string>.Ok(4));
        RoundTrips(new ResultType(P(S32), Text), Result<int, string>.Err("no"));
        RoundTrips(new ResultType(null, Text), Result<ValueTuple, string>.Ok(default));
        RoundTrips(new ResultType(null, null), Result<ValueTuple, ValueTuple>.Err(default));
    }

    [Fact]
    public void Binds_enums_and_flags_by_name()
    {
        var colors = new EnumType(["dark-red", "green"]);
        RoundTrips(colors, Color.DarkRed);
        RoundTrips(colors, Color.Green);
        RoundTrips(AccessType, Access.Read | Access.RunIt);
        RoundTrips(AccessType, Access.None);
        Assert.Throws<ArgumentException>(() => Echo<Color>(colors)([(Color)99]));
        Assert.Throws<ArgumentException>(() => Echo<Access>(AccessType)([(Access)4]));
    }

    [Fact]
    public void Binds_variants_to_a_closed_hierarchy()
    {
        RoundTrips<Shape>(ShapeType, new Shape.Circle(1.5));
        RoundTrips<Shape>(ShapeType, new Shape.Empty());
        RoundTrips<Shape>(ShapeType, new Shape.NamedRect(new Point(1, 2)));
    }

    [Fact]
    public void Binds_tuples_of_more_than_seven_items()
    {
        var type = new TupleType([.. Enumerable.Repeat(P(U8), 8), P(S64), Text]);
        RoundTrips(type, ((byte)1, (byte)2, (byte)3, (byte)4, (byte)5, (byte)6, (byte)7, (byte)8, -9L, "ten"));
    }

    [Fact]
    public void Binds_delegates_of_the_program_and_of_sixteen_parameters()
    {
        var guest = new AbiGuest(store);
        Assert.Equal(5, Bind<Adder>(guest.Lift(F([P(S32), P(S32)], P(S32)), (int a, int b) => a + b))(2, 3));
        var many = Bind<Func<int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int>>(
            guest.Lift(F([.. Enumerable.Repeat(P(S32), 16)], P(S32)),
                (int a, int b, int c, int d, int e, int f, int g, int h, int i, int j, int k, int l, int m, int n,
                    int o, int p) => p * 100 + h));
        Assert.Equal(1608, many(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16));
    }

    [Theory]
    [InlineData(typeof(Func<uint,
        int>), "`guest.f`, parameter `p0`: the C# type System.UInt32 does not fit the WIT type s32; use int")]
    [InlineData(typeof(Func<int,
        string>), "`guest.f`, the result: the C# type System.String does not fit the WIT type s32; use int")]
    [InlineData(typeof(Action<int>), "use Func<int, int>")]
    [InlineData(typeof(Func<int>), "with 1 parameters")]
    [InlineData(typeof(string), "expected a delegate type")]
    public void Says_what_does_not_fit(Type delegateType, string message)
    {
        var function = new AbiGuest(store).Lift(F([P(S32)], P(S32)), (int a) => a);
        Assert.Contains(message,
            Assert.Throws<ArgumentException>(() => DelegateBinding.ToDelegate(function, delegateType)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_field_that_does_not_fit()
    {
        var type = new RecordType([new("x-pos", P(S64)), new("y-pos", P(F64))]);
        var function = new AbiGuest(store).Lift(F([new ListType(type)], null), (int a, int b) => { });
        var message = Assert.Throws<ArgumentException>(() => Bind<Action<Point[]>>(function)).Message;
        Assert.Contains("parameter `p0`[].x-pos: the C# type System.Int32 does not fit the WIT type s64; use long",
            message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_no_string_list_or_record()
    {
        Assert.Throws<ArgumentException>(() => Echo<string>(Text)([null!]));
        Assert.Throws<ArgumentException>(() => Echo<int[]>(new ListType(P(S32)))([null!]));
        Assert.Throws<ArgumentException>(() => Echo<Point>(PointType)([null!]));
        Assert.Throws<ArgumentException>(() => Echo<Shape>(ShapeType)([null!]));
    }

    [Fact]
    public void A_guest_calls_a_function_of_the_host()
    {
        var guest = new AbiGuest(store);
        var host = DelegateBinding.ToFunction("env.repeat", F([Text, P(U8)], Text),
            (Func<string, byte, string>)((text, n) => string.Concat(Enumerable.Repeat(text, n))));
        var lowered = guest.Lower(host);
        var relay = guest.Lift(F([Text, P(U8)], Text), (int address, int length, int n) =>
        {
            ((delegate*<int, int, int, int, FunctionOwner, void>)lowered.Pointer)(address, length, n, 16,
                lowered.Owner);
            return 16;
        });
        Assert.Equal("ababab", Bind<Func<string, byte, string>>(relay)("ab", 3));
    }

    [Fact]
    public void What_a_host_function_throws_keeps_its_origin()
    {
        var guest = new AbiGuest(store);
        var lowered =
            guest.Lower(DelegateBinding.ToFunction("env.fail", F([], null),
            (Action)(() => throw new FormatException("oh"))));
        var relay = guest.Lift(F([], null), () => ((delegate*<FunctionOwner, void>)lowered.Pointer)(lowered.Owner));
        var fault = Assert.Throws<HostException>(() => relay.Call());
        Assert.Equal("env.fail", fault.Origin);
        Assert.IsType<FormatException>(fault.InnerException);
    }

    [Fact]
    public void A_host_function_may_take_values()
    {
        var guest = new AbiGuest(store);
        var lowered =
            guest.Lower(DelegateBinding.ToFunction("env.add", F([P(S32), P(S32)], P(S32)), values =>
            (int)values[0] + (int)values[1]));
        var relay = guest.Lift(F([P(S32), P(S32)], P(S32)), (int a, int b) =>
            ((delegate*<int, int, FunctionOwner, int>)lowered.Pointer)(a, b, lowered.Owner));
        Assert.Equal((WitValue)100, relay.Call(42, 58));
    }

    [Fact]
    public void A_typed_scalar_call_allocates_nothing()
    {
        var guest = new AbiGuest(store);
        var add = Bind<Func<int, int, int>>(guest.Lift(F([P(S32), P(S32)], P(S32)), (int a, int b) => a + b));
        add(1, 2);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            add(i, 1);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Direct_calls_make_NaNs_canonical_and_lock_after_a_trap()
    {
        var guest = new AbiGuest(store);
        var nan = Bind<Func<double,
            double>>(guest.Lift(F([P(F64)], P(F64)), (double a) =>
            BitConverter.UInt64BitsToDouble(0xfff8000000000123)));
        Assert.Equal(0x7ff8000000000000u, BitConverter.DoubleToUInt64Bits(nan(0)));
        var trap = Bind<Action<int>>(guest.Lift(F([P(S32)], null),
            (Action<int>)(_ => throw new TrapException(TrapCode.Unreachable))));
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(() => trap(1)).Code);
        Assert.Equal(TrapCode.CannotEnterComponent, Assert.Throws<TrapException>(() => nan(1)).Code);
    }

    [Fact]
    public void Values_may_stand_for_numbers_in_a_delegate()
    {
        var add = Bind<Func<WitValue, int,
            WitValue>>(new AbiGuest(store).Lift(F([P(S32), P(S32)], P(S32)), (int a, int b) => a + b));
        Assert.Equal((WitValue)5, add(2, 3));
    }

    [Fact]
    public void Limits_what_the_values_of_one_call_take()
    {
        using var small = new Store(engine, new StoreOptions { MaxValueBytes = 1000 });
        var guest = new AbiGuest(small);
        var list = new ListType(P(U64));
        var many = Bind<Func<ulong[]>>(guest.Lift(F([], list), () =>
        {
            guest.Memory.WriteInt32(16, 64);
            guest.Memory.WriteInt32(20, 1000);
            return 16;
        }));
        Assert.Equal(TrapCode.LimitReached, Assert.Throws<TrapException>(() => many()).Code);
    }

    private void RoundTrips<T>(WitType type, T value) => Assert.Equal([value, value], Echo<T>(type)([value, value]));

    private Func<T[], T[]> Echo<T>(WitType type)
    {
        var echo = new AbiGuest(store);
        var list = new ListType(type);
        return Bind<Func<T[], T[]>>(echo.Lift(F([list], list), (int address, int count) =>
        {
            echo.Memory.WriteInt32(16, address);
            echo.Memory.WriteInt32(20, count);
            return 16;
        }));
    }

    private static T Bind<T>(LiftedFunction function)
        where T : Delegate => (T)DelegateBinding.ToDelegate(function, typeof(T));

    private static PrimitiveType P(PrimitiveKind kind) => PrimitiveType.Of(kind);

    private static WitFunctionType F(WitType[] parameters, WitType? result) =>
        new([.. parameters.Select((type, i) => new FunctionParameter($"p{i}", type))], result);

    private abstract record Shape
    {
        public sealed record Circle(double Radius) : Shape;

        public sealed record Empty : Shape;

        public sealed record NamedRect(Point At) : Shape;
    }

    private sealed record Point(int XPos, double YPos);

    private record struct PointStruct(int XPos, double YPos);

    private sealed class PointClass
    {
        public int XPos { get; set; }

        public double YPos { get; init; }
    }
}
