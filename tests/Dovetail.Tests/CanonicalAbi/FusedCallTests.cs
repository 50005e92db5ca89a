using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;
using static Dovetail.Wit.Types.PrimitiveKind;

namespace Dovetail.Tests.CanonicalAbi;

public sealed unsafe class FusedCallTests : IDisposable
{
    private static readonly PrimitiveType Text = PrimitiveType.Of(PrimitiveKind.String);

    private readonly Engine engine = new();
    private readonly Store store;

    public FusedCallTests() => store = new Store(engine);

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    // What the specification's store_string_* functions ask of realloc, as (old size, alignment, new size), for `aé☃`,
    // `aé` and `ab`.
    public static TheoryData<int, int, string, string> Transcodes => new()
    {
        { 0, 0, "aé☃", "0/1/6" },
        { 0, 1, "aé☃", "0/2/12 12/2/6" },
        { 0, 1, "ab", "0/2/4" },
        { 0, 2, "aé☃", "0/2/6 6/2/12 12/2/6" },
        { 0, 2, "aé", "0/2/3 3/2/2" },
        { 0, 2, "ab", "0/2/2" },
        { 1, 0, "ab", "0/1/2" },
        { 1, 0, "aé", "0/1/2 2/1/6 6/1/3" },
        { 1, 0, "☃☃", "0/1/2 2/1/6" },
        { 1, 1, "aé☃", "0/2/6" },
        { 1, 2, "aé", "0/2/2" },
        { 1, 2, "aé☃", "0/2/3 3/2/6" },
        { 2, 0, "aé", "0/1/2 2/1/4 4/1/3" },
        { 2, 0, "ab", "0/1/2" },
        { 2, 0, "a☃", "0/1/2 2/1/6 6/1/4" },
        { 2, 1, "aé", "0/2/4" },
        { 2, 1, "a☃", "0/2/4" },
        { 2, 2, "aé", "0/2/2" },
        { 2, 2, "a☃", "0/2/4" },
    };

    [Theory]
    [MemberData(nameof(Transcodes))]
    public void Asks_realloc_as_the_specification_does(int from, int to, string text, string reallocs)
    {
        var result = Transcode((StringEncoding)from, (StringEncoding)to, text, out var callee);
        Assert.Equal(text, result);
        Assert.Equal(reallocs,
            string.Join(' ', callee.Reallocs.Select(call => $"{call.OldSize}/{call.Alignment}/{call.Size}")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text of some length, so that vectors are used in all the places where they can be used")]
    [InlineData("é")]
    [InlineData("mixed: é ☃ 😀 and then more plain text for the vectors, and a 😀 at the end 😀")]
    public void Transcodes_between_all_encodings(string text)
    {
        foreach (var from in Enum.GetValues<StringEncoding>())
        {
            foreach (var to in Enum.GetValues<StringEncoding>())
            {
                Assert.Equal(text, Transcode(from, to, text, out _));
            }
        }
    }

    [Fact]
    public void Utf16_that_fits_latin1_is_narrowed()
    {
        var caller = new AbiGuest(store, StringEncoding.CompactUtf16, name: "caller");
        var callee = new AbiGuest(store, StringEncoding.CompactUtf16, name: "callee");
        var seen = 0u;
        var lowered = caller.Lower(callee.Lift(F([Text], null), (int address, int length) => { seen = (uint)length; }));
        Encoding.Unicode.GetBytes("aé", caller.Bytes(64, 4));
        Run(caller, () =>
            ((delegate*<int, int, FunctionOwner, void>)lowered.Pointer)(64, unchecked((int)0x80000002), lowered.Owner));
        Assert.Equal(2u, seen);
        Assert.Equal("0/2/4 4/1/2",
            string.Join(' ', callee.Reallocs.Select(call => $"{call.OldSize}/{call.Alignment}/{call.Size}")));
    }

    // GHSA-394w-hwhg-8vgm, GHSA-jxhv-7h78-9775: each call of realloc is checked, not just the first.
    [Theory]
    [InlineData(0, 1, "aé", 1, 0xfffffffe, "string content out-of-bounds")]
    [InlineData(0, 1, "aé", 2, 0xfffffffe, "string content out-of-bounds")]
    [InlineData(0, 1, "aé", 2, 3, "unaligned pointer")]
    [InlineData(0, 2, "aé☃", 2, 0xfffffffe, "string content out-of-bounds")]
    [InlineData(0, 2, "aé☃", 3, 0xfffffffe, "string content out-of-bounds")]
    [InlineData(0, 2, "aé☃", 3, 3, "unaligned pointer")]
    [InlineData(1, 0, "aé", 2, 0xffffffff, "string content out-of-bounds")]
    [InlineData(1, 0, "aé", 3, 0x20000, "string content out-of-bounds")]
    [InlineData(2, 0, "aé", 2, 0x1ffff, "string content out-of-bounds")]
    public void Traps_when_a_later_realloc_lies(int from, int to, string text, int call, uint lie, string message)
    {
        var callee = new AbiGuest(store, (StringEncoding)to, name: "callee");
        var honest = callee.Realloc;
        callee.Realloc = (old, oldSize, alignment, size) =>
        {
            var address = honest(old, oldSize, alignment, size);
            return callee.Reallocs.Count == call ? lie : address;
        };
        var fault = Assert.Throws<TrapException>(() => Transcode((StringEncoding)from, callee, text));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    // GHSA-hx6p-xpx3-jvvv: bounds count bytes, not code units.
    [Fact]
    public void Checks_the_bounds_of_utf16_in_bytes()
    {
        var caller = new AbiGuest(store, StringEncoding.Utf16, name: "caller");
        var lowered = caller.Lower(new AbiGuest(store).Lift(F([Text], null), (int address, int length) => { }));
        var fault = Assert.Throws<TrapException>(() => Run(caller, () =>
            ((delegate*<int, int, FunctionOwner, void>)lowered.Pointer)((int)caller.Memory.ByteLength - 16, 10,
                lowered.Owner)));
        Assert.Contains("string content out-of-bounds", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_every_type_pass_from_component_to_component()
    {
        foreach (var (type, value) in HostCallTests.ValuesOfEveryType())
        {
            var list = new ListType(type);
            var function = F([list], list);
            var callee = new AbiGuest(store, StringEncoding.CompactUtf16, name: "callee");
            var caller = new AbiGuest(store, StringEncoding.Utf16, name: "caller");
            var lowered = caller.Lower(callee.Lift(function, (int address, int count) =>
            {
                callee.Memory.WriteInt32(16, address);
                callee.Memory.WriteInt32(20, count);
                return 16;
            }));
            var relay = caller.Lift(function, (int address, int count) =>
            {
                ((delegate*<int, int, int, FunctionOwner, void>)lowered.Pointer)(address, count, 32, lowered.Owner);
                return 32;
            });
            Assert.Equal(WitValue.List(value, value), relay.Call(WitValue.List(value, value)));
        }
    }

    [Fact]
    public void Flat_variants_pass_in_the_joined_type()
    {
        var variant =
            new VariantType([new("f", PrimitiveType.Of(F32)), new("d", PrimitiveType.Of(F64)), new("s", Text),
            new("n", null)]);
        var callee = new AbiGuest(store, name: "callee");
        var caller = new AbiGuest(store, name: "caller");
        var seen = new List<(int, long, int)>();
        var lowered =
            caller.Lower(callee.Lift(F([variant], null), (int @case, long payload, int length) =>
            { seen.Add((@case, payload, length)); }));
        var relay = caller.Lift(F([variant], null), (int @case, long payload, int length) =>
            ((delegate*<int, long, int, FunctionOwner, void>)lowered.Pointer)(@case, payload, length, lowered.Owner));
        relay.Call(WitValue.Variant("f", 1.5f));
        relay.Call(WitValue.Variant("d", -2.0));
        relay.Call(WitValue.Variant("n"));
        Assert.Equal([(0, 0x3fc00000L, 0), (1, unchecked((long)0xc000000000000000), 0), (3, 0L, 0)], seen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void Numbers_go_straight_to_the_callee(int count)
    {
        var callee = new AbiGuest(store, name: "callee");
        var caller = new AbiGuest(store, name: "caller");
        var type = F([.. Enumerable.Repeat(PrimitiveType.Of(S64), count)], PrimitiveType.Of(U32));
        Delegate core = count switch
        {
            0 => () => 7,
            1 => (long a) => (int)a,
            _ => (long a, long b, long c, long d) => (int)(a * 1000 + b * 100 + c * 10 + d),
        };
        var lowered = caller.Lower(callee.Lift(type, core));
        var result = 0;
        Run(caller, () => result = count switch
        {
            0 => ((delegate*<FunctionOwner, int>)lowered.Pointer)(lowered.Owner),
            1 => ((delegate*<long, FunctionOwner, int>)lowered.Pointer)(5, lowered.Owner),
            _ => ((delegate*<long, long, long, long, FunctionOwner, int>)lowered.Pointer)(1, 2, 3, 4, lowered.Owner),
        });
        Assert.Equal(count switch { 0 => 7, 1 => 5, _ => 1234 }, result);
    }

    [Fact]
    public void A_call_without_a_result_goes_straight_too()
    {
        var callee = new AbiGuest(store, name: "callee");
        var caller = new AbiGuest(store, name: "caller");
        var seen = 0.0;
        var lowered =
            caller.Lower(callee.Lift(F([PrimitiveType.Of(F64), PrimitiveType.Of(U32)], null), (double a, int b) =>
            { seen = a + b; }));
        Run(caller, () => ((delegate*<double, int, FunctionOwner, void>)lowered.Pointer)(0.5, 2, lowered.Owner));
        Assert.Equal(2.5, seen);
        Assert.True(callee.State.MayEnter);
    }

    [Fact]
    public void Does_not_copy_padding()
    {
        var pair = new TupleType([PrimitiveType.Of(U8), PrimitiveType.Of(U32)]);
        var callee = new AbiGuest(store, name: "callee");
        var caller = new AbiGuest(store, name: "caller");
        var copied = new byte[8];
        var lowered =
            caller.Lower(callee.Lift(F([new ListType(pair)], null), (int address, int count) =>
            { callee.Bytes((uint)address, 8).CopyTo(copied); }));
        caller.Bytes(64, 8).Fill(0xee);
        Run(caller, () => ((delegate*<int, int, FunctionOwner, void>)lowered.Pointer)(64, 1, lowered.Owner));
        Assert.Equal([0xee, 0, 0, 0, 0xee, 0xee, 0xee, 0xee], copied);
    }

    [Fact]
    public void A_component_cannot_be_entered_while_it_runs()
    {
        var parent = new ComponentState(store, null, "parent");
        var a = new AbiGuest(store, parent: parent, name: "a");
        var b = new AbiGuest(store, parent: parent, name: "b");
        FunctionReference? back = null;
        var inB = b.Lift(F([], null), () => ((delegate*<FunctionOwner, void>)back!.Pointer)(back.Owner));
        var toB = a.Lower(inB);
        var inA = a.Lift(F([], null), () => ((delegate*<FunctionOwner, void>)toB.Pointer)(toB.Owner));
        back = b.Lower(inA);
        var fault = Assert.Throws<TrapException>(() => inA.Call());
        Assert.Contains("wasm trap: cannot enter component instance `a`", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_may_call_its_parent_back()
    {
        var parent = new AbiGuest(store, name: "parent");
        var child = new AbiGuest(store, parent: parent.State, name: "child");
        var up = child.Lower(parent.Lift(F([], PrimitiveType.Of(U32)), () => 42));
        var inChild = child.Lift(F([], PrimitiveType.Of(U32)), () =>
            ((delegate*<FunctionOwner, int>)up.Pointer)(up.Owner));
        var down = parent.Lower(inChild);
        var outer = parent.Lift(F([], PrimitiveType.Of(U32)), () =>
            ((delegate*<FunctionOwner, int>)down.Pointer)(down.Owner));
        Assert.Equal((WitValue)42u, outer.Call());
    }

    [Fact]
    public void Nothing_can_be_called_out_of_realloc()
    {
        var callee = new AbiGuest(store, name: "callee");
        var caller = new AbiGuest(store, name: "caller");
        var other = new AbiGuest(store, name: "other");
        var escape = callee.Lower(other.Lift(F([], null), () => { }));
        callee.Realloc = (_, _, _, _) =>
        {
            ((delegate*<FunctionOwner, void>)escape.Pointer)(escape.Owner);
            return 0;
        };
        var fault = Assert.Throws<TrapException>(() => callee.Lift(F([Text], null), (int a, int b) => { }).Call("x"));
        Assert.Contains("cannot leave component instance", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(caller);
    }

    private string Transcode(StringEncoding from, StringEncoding to, string text, out AbiGuest callee)
    {
        callee = new AbiGuest(store, to, name: "callee");
        return Transcode(from, callee, text);
    }

    private string Transcode(StringEncoding from, AbiGuest callee, string text)
    {
        var caller = new AbiGuest(store, from, name: "caller");
        var lowered = caller.Lower(callee.Lift(F([Text], Text), (int address, int length) =>
        {
            callee.Memory.WriteInt32(16, address);
            callee.Memory.WriteInt32(20, length);
            return 16;
        }));
        var relay = caller.Lift(F([Text], Text), (int address, int length) =>
        {
            ((delegate*<int, int, int, FunctionOwner, void>)lowered.Pointer)(address, length, 32, lowered.Owner);
            return 32;
        });
        return (string)relay.Call(text);
    }

    // Runs as code of the caller would: inside its instance and its store.
    private static void Run(AbiGuest caller, Action call) => caller.Lift(F([], null), call).Call();

    private static WitFunctionType F(WitType[] parameters, WitType? result) =>
        new([.. parameters.Select((type, i) => new FunctionParameter($"p{i}", type))], result);
}
