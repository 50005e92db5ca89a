using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Tests.CanonicalAbi;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Resources;

public sealed unsafe class ResourceTests : IDisposable
{
    private static readonly PrimitiveType U32 = PrimitiveType.Of(PrimitiveKind.U32);

    private readonly ResourceType file = new("file");
    private readonly Engine engine = new();
    private readonly Store store;
    private readonly AbiGuest guest;
    private readonly RuntimeResourceType type;
    private readonly List<int> destroyed = [];

    public ResourceTests()
    {
        store = new Store(engine);
        guest = new AbiGuest(store);
        type = RuntimeResourceType.OfGuest("file", guest.State, guest.Core((int rep) => { destroyed.Add(rep); }));
    }

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void Indices_start_at_1_and_are_used_again()
    {
        var table = new HandleTable();
        Assert.Equal([1u, 2u, 3u], [Add(), Add(), Add()]);
        table.Drop(2, type, out _);
        table.Drop(1, type, out _);
        Assert.Equal([1u, 2u, 4u], [Add(), Add(), Add()]);
        Assert.Equal(4, table.Count);

        uint Add() => table.AddOwn(type, new ResourceRep(7));
    }

    [Fact]
    public void Limits_the_handles_of_an_instance()
    {
        var table = new HandleTable(2);
        table.AddOwn(type, new ResourceRep(1));
        table.AddOwn(type, new ResourceRep(2));
        Assert.Equal(TrapCode.LimitReached,
            Assert.Throws<TrapException>(() => table.AddOwn(type, new ResourceRep(3))).Code);
    }

    [Theory]
    [InlineData(0u, "unknown handle index 0")]
    [InlineData(5u, "unknown handle index 5")]
    [InlineData(uint.MaxValue, "unknown handle index 4294967295")]
    public void Traps_on_an_unknown_index(uint index, string message) =>
        Assert.Contains(message, Assert.Throws<TrapException>(() => new HandleTable().Get(index, type)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Traps_on_a_handle_of_another_type()
    {
        var other = RuntimeResourceType.OfGuest("other", guest.State, null);
        var table = new HandleTable();
        table.AddOwn(type, new ResourceRep(7));
        Assert.Contains(
            "handle index 1 used with the wrong type, "
            + "expected guest-defined resource but found a different guest-defined resource",
            Assert.Throws<TrapException>(() => table.Get(1, other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Traps_on_giving_away_what_is_lent()
    {
        var table = new HandleTable();
        var index = table.AddOwn(type, new ResourceRep(7));
        var scope = new CallScope();
        scope.AddLender(table, index);
        Assert.Contains("cannot remove owned resource while borrowed",
            Assert.Throws<TrapException>(() => table.TakeOwn(index, type)).Message, StringComparison.Ordinal);
        Assert.Throws<TrapException>(() => table.Drop(index, type, out _));
        scope.EndLoans();
        Assert.Equal(7u, table.TakeOwn(index, type).Rep);
    }

    [Fact]
    public void The_host_owns_what_a_guest_returns_and_drops_it()
    {
        using (var resource = Open(41))
        {
            Assert.True(resource.IsOwned);
            Assert.Equal("file", resource.TypeName);
            Assert.Empty(destroyed);
        }
        Assert.Equal([41], destroyed);
    }

    [Fact]
    public void A_dropped_resource_cannot_be_used()
    {
        var resource = Open(41);
        resource.Dispose();
        resource.Dispose();
        Assert.Contains("is dropped", Assert.Throws<ArgumentException>(() => Close(resource)).Message,
            StringComparison.Ordinal);
        Assert.Equal([41], destroyed);
    }

    [Fact]
    public void Giving_a_resource_away_ends_its_life_in_the_host()
    {
        var resource = Open(41);
        Close(resource);
        Assert.False(resource.IsOwned);
        resource.Dispose();
        Assert.Empty(destroyed);
        Assert.Contains("given away", Assert.Throws<ArgumentException>(() => Close(resource)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Lending_to_the_implementer_passes_the_representation()
    {
        var read = (Func<GuestResource, uint>)DelegateBinding.ToDelegate(
            guest.Lift(F(U32, new BorrowType(file)), (int rep) => rep + 1, (file, type)),
                typeof(Func<GuestResource, uint>));
        using var resource = Open(41);
        Assert.Equal(42u, read(resource));
        Assert.Equal(42u, read(resource));
        Assert.True(resource.IsOwned);
    }

    [Fact]
    public void A_borrow_that_is_not_dropped_traps_at_the_end_of_the_call()
    {
        var user = new AbiGuest(store, name: "user");
        var keep = user.Lift(F(null, new BorrowType(file)), (int index) => { }, (file, type));
        var resource = Open(41);
        var fault = Assert.Throws<TrapException>(() => keep.Call(WitValue.Resource(resource)));
        Assert.Contains("borrow handles still remain at the end of the call", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_borrow_that_is_dropped_leaves_the_resource_alone()
    {
        var user = new AbiGuest(store, name: "user");
        var drop = user.BuiltIn(ResourceBuiltin.Drop, type);
        var use = user.Lift(F(null, new BorrowType(file)), (int index) =>
            ((delegate*<int, FunctionOwner, void>)drop.Pointer)(index, drop.Owner), (file, type));
        using var resource = Open(41);
        use.Call(WitValue.Resource(resource));
        Assert.Empty(destroyed);
        Assert.Equal(0, user.State.Handles.Count);
    }

    [Fact]
    public void Dropping_an_owned_handle_runs_the_destructor_in_its_instance()
    {
        var user = new AbiGuest(store, name: "user");
        var drop = user.BuiltIn(ResourceBuiltin.Drop, type);
        var use = user.Lift(F(null, new OwnType(file)), (int index) =>
            ((delegate*<int, FunctionOwner, void>)drop.Pointer)(index, drop.Owner), (file, type));
        use.Call(WitValue.Resource(Open(41)));
        Assert.Equal([41], destroyed);
    }

    [Fact]
    public void Passes_owned_and_borrowed_handles_between_components()
    {
        var user = new AbiGuest(store, name: "user");
        var read = user.Lower(guest.Lift(F(U32, new BorrowType(file)), (int rep) => rep, (file, type)), (file, type));
        var close = user.Lower(guest.Lift(F(null, new OwnType(file)), (int index) => { }, (file, type)), (file, type));
        var use = user.Lift(F(U32, new OwnType(file)), (int index) =>
        {
            var rep = ((delegate*<int, FunctionOwner, int>)read.Pointer)(index, read.Owner);
            ((delegate*<int, FunctionOwner, void>)close.Pointer)(index, close.Owner);
            return rep;
        }, (file, type));
        Assert.Equal((WitValue)41u, use.Call(WitValue.Resource(Open(41))));
        Assert.Equal((0, 1), (user.State.Handles.Count, guest.State.Handles.Count));
    }

    [Fact]
    public void New_and_rep_are_the_implementers()
    {
        var make = guest.BuiltIn(ResourceBuiltin.New, type);
        var rep = guest.BuiltIn(ResourceBuiltin.Rep, type);
        var run = guest.Lift(F(U32), () =>
        {
            var index = ((delegate*<int, FunctionOwner, int>)make.Pointer)(99, make.Owner);
            return ((delegate*<int, FunctionOwner, int>)rep.Pointer)(index, rep.Owner) + index;
        });
        Assert.Equal((WitValue)100u, run.Call());
    }

    [Fact]
    public void A_host_resource_is_an_ordinary_object()
    {
        var dropped = new List<object>();
        var host = RuntimeResourceType.OfHost("database", typeof(Database), dropped.Add);
        var database = new ResourceType("database");
        var user = new AbiGuest(store, name: "user");
        var get = user.Lower(DelegateBinding.ToFunction("host.get", F(U32, new BorrowType(database)),
            (Func<Database, uint>)(d => d.Size)), (database, host));
        var drop = user.BuiltIn(ResourceBuiltin.Drop, host);
        var use = user.Lift(F(U32, new OwnType(database)), (int index) =>
        {
            var size = ((delegate*<int, FunctionOwner, int>)get.Pointer)(index, get.Owner);
            ((delegate*<int, FunctionOwner, void>)drop.Pointer)(index, drop.Owner);
            return size;
        }, (database, host));
        var given = new Database(7);
        Assert.Equal(7u, ((Func<Database, uint>)DelegateBinding.ToDelegate(use, typeof(Func<Database, uint>)))(given));
        Assert.Same(given, Assert.Single(dropped));
    }

    [Fact]
    public void A_resource_lent_to_the_host_ends_with_the_call()
    {
        GuestResource? kept = null;
        var user = new AbiGuest(store, name: "user");
        var look = user.Lower(DelegateBinding.ToFunction("host.look", F(null, new BorrowType(file)),
            (Action<GuestResource>)(r => kept = r)), (file, type));
        var use = user.Lift(F(null, new OwnType(file)), (int index) =>
            ((delegate*<int, FunctionOwner, void>)look.Pointer)(index, look.Owner), (file, type));
        use.Call(WitValue.Resource(Open(41)));
        var read = guest.Lift(F(U32, new BorrowType(file)), (int rep) => rep, (file, type));
        Assert.Contains("has ended",
            Assert.Throws<ArgumentException>(() => read.Call(WitValue.Resource(kept!))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_outlives_its_store_only_by_name()
    {
        var resource = Open(41);
        store.Dispose();
        resource.Dispose();
        Assert.Empty(destroyed);
    }

    [Fact]
    public void A_resource_of_a_disposed_store_says_so()
    {
        var resource = Open(41);
        Assert.Equal("resource `file` (owned)", resource.ToString());
        store.Dispose();
        Assert.False(resource.IsOwned);
        Assert.Equal("resource `file` (gone with its store)", resource.ToString());
        Assert.Contains("store is disposed", Assert.Throws<ObjectDisposedException>(() => Close(resource)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposing_while_the_instance_runs_waits_for_the_end_of_the_call()
    {
        GuestResource? resource = Open(41);
        var drop = guest.Lower(DelegateBinding.ToFunction("host.drop", F(null), (Action)(() => resource.Dispose())));
        var seen = -1;
        var run = guest.Lift(F(null), () =>
        {
            ((delegate*<FunctionOwner, void>)drop.Pointer)(drop.Owner);
            seen = destroyed.Count;
        });
        run.Call();
        Assert.Equal(0, seen);
        Assert.False(resource.IsOwned);
        Assert.Equal([41], destroyed);
        run.Call();
        Assert.Equal([41], destroyed);
    }

    [Fact]
    public void Disposing_from_another_thread_while_the_store_is_used_leaves_the_resource_owned()
    {
        var resource = Open(41);
        var use = guest.Lower(DelegateBinding.ToFunction("host.use", F(null), (Action)(() =>
        {
            var other = new Thread(() => Assert.Throws<InvalidOperationException>(resource.Dispose));
            other.Start();
            other.Join();
        })));
        guest.Lift(F(null), () => ((delegate*<FunctionOwner, void>)use.Pointer)(use.Owner)).Call();
        Assert.True(resource.IsOwned);
        resource.Dispose();
        Assert.Equal([41], destroyed);
    }

    [Fact]
    public void Disposing_where_nothing_can_run_any_more_does_not_throw()
    {
        var locked = Open(41);
        Assert.Throws<TrapException>(() => guest.Lift(F(null), (Action)(() => throw new TrapException(TrapCode.Unreachable))).Call());
        locked.Dispose();
        Assert.False(locked.IsOwned);

        using var source = new CancellationTokenSource();
        using var cancelled = new Store(engine, new StoreOptions { Cancellation = source.Token });
        var other = new AbiGuest(cancelled);
        var type = RuntimeResourceType.OfGuest("file", other.State, other.Core((int rep) => { destroyed.Add(rep); }));
        var resource = new GuestResource(type, 7, cancelled, isOwned: true);
        source.Cancel();
        resource.Dispose();
        Assert.Empty(destroyed);
    }

    [Fact]
    public void A_destructor_that_traps_locks_its_instance_and_is_reported()
    {
        var fragile = RuntimeResourceType.OfGuest("fragile", guest.State, guest.Core((Action<int>)(_ => throw new TrapException(TrapCode.Unreachable))));
        var resource = new GuestResource(fragile, 7, store, isOwned: true);
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<TrapException>(resource.Dispose).Code);
        resource.Dispose();
        Assert.Contains("an earlier trap", Assert.Throws<TrapException>(() => Open(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forgotten_resource_is_dropped_by_a_later_call()
    {
        Forget();
        for (var i = 0; i < 10 && destroyed.Count == 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            guest.Lift(F(null), () => { }).Call();
        }
        Assert.Equal([41], destroyed);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        void Forget() => Open(41);
    }

    private GuestResource Open(int rep)
    {
        var make = guest.BuiltIn(ResourceBuiltin.New, type);
        var open = guest.Lift(F(new OwnType(file)), () =>
            ((delegate*<int, FunctionOwner, int>)make.Pointer)(rep, make.Owner), (file, type));
        return ((Func<GuestResource>)DelegateBinding.ToDelegate(open, typeof(Func<GuestResource>)))();
    }

    private void Close(GuestResource resource) =>
        guest.Lift(F(null, new OwnType(file)), (int index) => { }, (file, type)).Call(WitValue.Resource(resource));

    private static WitFunctionType F(WitType? result, params WitType[] parameters) =>
        new([.. parameters.Select((type, i) => new FunctionParameter($"p{i}", type))], result);

    private sealed class Database(uint size)
    {
        public uint Size { get; } = size;
    }
}
