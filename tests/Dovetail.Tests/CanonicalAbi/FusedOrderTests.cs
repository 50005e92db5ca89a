using System.Text;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>The order of a call between components, as guests and traps show it (CanonicalABI.md, <c>canon lower</c> and <c>canon lift</c>).</summary>
public sealed unsafe class FusedOrderTests : IDisposable
{
    private static readonly PrimitiveType Text = PrimitiveType.Of(PrimitiveKind.String);
    private static readonly PrimitiveType U32 = PrimitiveType.Of(PrimitiveKind.U32);

    private readonly Engine engine = new();
    private readonly Store store;
    private readonly AbiGuest caller;
    private readonly AbiGuest callee;

    public FusedOrderTests()
    {
        store = new Store(engine);
        (caller, callee) = (new AbiGuest(store, name: "caller"), new AbiGuest(store, name: "callee"));
    }

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void All_parameters_are_lifted_before_the_first_is_lowered()
    {
        var lowered = caller.Lower(callee.Lift(F([Text, PrimitiveType.Of(PrimitiveKind.Char)], null), (int a, int b, int c) => { }));
        var fault = Assert.Throws<TrapException>(() => Run(caller, () =>
            ((delegate*<int, int, int, FunctionOwner, void>)lowered.Pointer)(64, 4, 0xd800, lowered.Owner)));
        Assert.Equal(TrapCode.InvalidCharacter, fault.Code);
        Assert.Empty(callee.Reallocs);
    }

    [Fact]
    public void All_elements_of_a_list_are_lifted_before_it_is_lowered()
    {
        var lowered = caller.Lower(callee.Lift(F([new ListType(Text)], null), (int a, int b) => { }));
        caller.Memory.WriteInt32(64, 1024);
        caller.Memory.WriteInt32(68, 1);
        caller.Memory.WriteInt32(72, int.MaxValue);
        caller.Memory.WriteInt32(76, 1);
        var fault = Assert.Throws<TrapException>(() => Run(caller, () =>
            ((delegate*<int, int, FunctionOwner, void>)lowered.Pointer)(64, 2, lowered.Owner)));
        Assert.Equal(TrapCode.StringOutOfBounds, fault.Code);
        Assert.Empty(callee.Reallocs);
    }

    [Fact]
    public void Fields_before_a_list_are_stored_when_realloc_runs_for_it()
    {
        var type = new ListType(new TupleType([U32, Text]));
        var seen = new List<int>();
        var honest = callee.Realloc;
        callee.Realloc = (old, oldSize, alignment, size) =>
        {
            if (callee.Reallocs.Count == 1)
            {
                seen.Add(callee.Word(1024));
            }
            return honest(old, oldSize, alignment, size);
        };
        var lowered = caller.Lower(callee.Lift(F([type], null), (int a, int b) => { }));
        caller.Memory.WriteInt32(64, 77);
        caller.Memory.WriteInt32(68, 128);
        caller.Memory.WriteInt32(72, 3);
        Run(caller, () => ((delegate*<int, int, FunctionOwner, void>)lowered.Pointer)(64, 1, lowered.Owner));
        Assert.Equal([77], seen);
    }

    [Fact]
    public void The_place_of_a_result_is_checked_when_the_callee_has_returned()
    {
        var calls = 0;
        var lowered = caller.Lower(callee.Lift(F([], Text), () =>
        {
            calls++;
            return 16;
        }));
        var fault = Assert.Throws<TrapException>(() => Run(caller, () =>
            ((delegate*<int, FunctionOwner, void>)lowered.Pointer)(2, lowered.Owner)));
        Assert.Equal((TrapCode.UnalignedPointer, 1), (fault.Code, calls));
        Assert.False(callee.State.MayEnter);
    }

    [Fact]
    public void Post_return_comes_when_the_result_is_lowered_and_cannot_call_out()
    {
        var events = new List<string>();
        FunctionReference? escape = null;
        callee.With(callee.Core((int result) =>
        {
            events.Add($"post-return {result} {callee.State.MayLeave} after {caller.Reallocs.Count}");
            if (escape is not null)
            {
                ((delegate*<FunctionOwner, void>)escape.Pointer)(escape.Owner);
            }
        }));
        callee.Memory.WriteInt32(16, 32);
        callee.Memory.WriteInt32(20, 5);
        var lowered = caller.Lower(callee.Lift(F([], Text), () => 16));
        Run(caller, () => ((delegate*<int, FunctionOwner, void>)lowered.Pointer)(64, lowered.Owner));
        Assert.Equal(["post-return 16 False after 1"], events);
        Assert.True(callee.State is { MayEnter: true, MayLeave: true });
        escape = callee.Lower(new AbiGuest(store, name: "other").Lift(F([], null), () => { }));
        var fault = Assert.Throws<TrapException>(() => Run(caller, () =>
            ((delegate*<int, FunctionOwner, void>)lowered.Pointer)(64, lowered.Owner)));
        Assert.Equal(TrapCode.CannotLeaveComponent, fault.Code);
    }

    // A result that is wrong is found before a borrow that was kept.
    [Theory]
    [InlineData(0x110000, TrapCode.InvalidCharacter)]
    [InlineData(0x41, TrapCode.BorrowsRemain)]
    public void The_result_is_lifted_before_borrows_are_counted(int result, TrapCode expected)
    {
        var (resource, third) = (new ResourceType("r"), new AbiGuest(store, name: "third"));
        var runtime = RuntimeResourceType.OfGuest("r", third.State, null);
        var lifted = callee.Lift(F([new BorrowType(resource)], PrimitiveType.Of(PrimitiveKind.Char)), (int handle) => result, (resource, runtime));
        var lowered = caller.Lower(lifted, (resource, runtime));
        var own = (int)caller.State.Handles.AddOwn(runtime, new ResourceRep(9));
        var fault = Assert.Throws<TrapException>(() => Run(caller, () =>
            ((delegate*<int, FunctionOwner, int>)lowered.Pointer)(own, lowered.Owner)));
        Assert.Equal(expected, fault.Code);
    }

    [Fact]
    public void A_component_that_calls_itself_lifts_all_handles_before_it_lowers_the_first()
    {
        var resource = new ResourceType("r");
        var runtime = RuntimeResourceType.OfGuest("r", new AbiGuest(store, name: "third").State, null);
        var seen = (0, 0);
        var type = F([new OwnType(resource), new OwnType(resource)], null);
        var lowered = caller.Lower(caller.Lift(type, (int a, int b) => { seen = (a, b); }, (resource, runtime)), (resource, runtime));
        var (first, second) = ((int)caller.State.Handles.AddOwn(runtime, new ResourceRep(1)), (int)caller.State.Handles.AddOwn(runtime, new ResourceRep(2)));
        Run(caller, () => ((delegate*<int, int, FunctionOwner, void>)lowered.Pointer)(first, second, lowered.Owner));
        Assert.Equal((second, first), seen);
        Assert.Equal(1u, caller.State.Handles.Get((uint)second, runtime).Rep);
    }

    // realloc hands out the very place of what it makes room for, or writes over it.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public void A_component_that_calls_itself_gets_what_it_passed_whatever_its_realloc_does(int from, int to)
    {
        var one = new AbiGuest(store, (StringEncoding)from, name: "one");
        var (text, list) = ("aéb", new ListType(Text));
        var lifting = new LiftedFunction("one.f", F([list], null), one.State, one.Options with { Encoding = (StringEncoding)to },
            one.Core((int address, int count) => one.Memory.WriteInt32(8, address)), _ => throw new InvalidOperationException());
        var lowered = one.Lower(lifting);
        var next = 64u;
        one.Realloc = (old, oldSize, alignment, size) =>
        {
            if (oldSize != 0)
            {
                return old;
            }
            one.Bytes(64, 128).Fill(0xee);
            var address = next;
            next += (size + 3) & ~3u;
            return address;
        };
        var bytes = Encode(text, (StringEncoding)from);
        bytes.CopyTo(one.Bytes(96, bytes.Length));
        (int Address, int Units) source = (96, from == 1 ? text.Length : bytes.Length);
        one.Memory.WriteInt32(64, source.Address);
        one.Memory.WriteInt32(68, source.Units);
        Run(one, () => ((delegate*<int, int, FunctionOwner, void>)lowered.Pointer)(64, 1, lowered.Owner));
        var result = (uint)one.Word((uint)one.Word(8));
        var units = one.Word((uint)one.Word(8) + 4);
        Assert.Equal(Encode(text, (StringEncoding)to), one.Bytes(result, units * (to == 1 ? 2 : 1)).ToArray());
    }

    [Fact]
    public void A_component_that_calls_itself_enters_nothing_and_goes_on()
    {
        var lowered = caller.Lower(caller.Lift(F([U32], U32), (int a) => a + 1));
        var inner = 0;
        Run(caller, () => inner = ((delegate*<int, FunctionOwner, int>)lowered.Pointer)(41, lowered.Owner));
        Assert.Equal(42, inner);
        Assert.True(caller.State.MayEnter);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        var resource = new ResourceType("r");
        var runtime = RuntimeResourceType.OfGuest("r", callee.State, null);
        var lowered = caller.Lower(
            callee.Lift(F([new BorrowType(resource), Text], Text), (int rep, int address, int length) => 16, (resource, runtime)), (resource, runtime));
        callee.Memory.WriteInt32(16, 32);
        callee.Memory.WriteInt32(20, 5);
        // Lists of the test's own.
        (callee.Realloc, caller.Realloc) = ((_, _, _, _) => 4096, (_, _, _, _) => 4096);
        var own = (int)caller.State.Handles.AddOwn(runtime, new ResourceRep(9));
        var bytes = 0L;
        Run(caller, () =>
        {
            for (var i = 0; i < 3; i++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                ((delegate*<int, int, int, int, FunctionOwner, void>)lowered.Pointer)(own, 64, 4, 128, lowered.Owner);
                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        });
        Assert.Equal(0, bytes);
    }

    private static byte[] Encode(string text, StringEncoding encoding) => encoding switch
    {
        StringEncoding.Utf8 => Encoding.UTF8.GetBytes(text),
        StringEncoding.Utf16 => Encoding.Unicode.GetBytes(text),
        _ => Encoding.Latin1.GetBytes(text),
    };

    private static void Run(AbiGuest guest, Action call) => guest.Lift(F([], null), call).Call();

    private static WitFunctionType F(WitType[] parameters, WitType? result) =>
        new([.. parameters.Select((type, i) => new FunctionParameter($"p{i}", type))], result);
}
