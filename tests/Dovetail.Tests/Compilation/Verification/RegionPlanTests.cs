using Dovetail.Compilation.Cil;
using static Dovetail.Tests.Compilation.Verification.MethodUnderTest;

namespace Dovetail.Tests.Compilation.Verification;

public sealed class RegionPlanTests
{
    private readonly MethodUnderTest _method = new MethodUnderTest().Poll().CheckStack();
    private readonly int _thrown;
    private int _caught = -1;

    public RegionPlanTests() => _thrown = _method.Builder.DeclareLocal(RuntimeMembers.GuestThrow);

    private int Caught => _caught >= 0 ? _caught : _caught = _method.Builder.DefineLabel();

    [Fact]
    public void Accepts_a_call_whose_exception_is_caught_and_thrown_on() => Accepts(_method
        .Then(code => Try(code, Call)).Then(code => code.LoadLocal(_thrown).Emit(CilOp.Throw)
            .LoadInt32(0)).Return());

    [Theory]
    [InlineData(typeof(Exception))]
    [InlineData(typeof(object))]
    [InlineData(typeof(TrapException))]
    public void Refuses_a_handler_that_would_catch_a_trap(Type caught)
    {
        var type = Catalogue.Type(caught);
        Refuses("exceptions of guests alone", _method.Then(code =>
        {
            var behind = code.DefineLabel();
            code.Emit(CilOp.BeginTry);
            Call(code);
            code.Branch(CilOp.Leave, behind).Emit(CilOp.BeginCatch, type.Index).Emit(CilOp.Pop).Branch(CilOp.Leave, behind)
                .Emit(CilOp.EndTry).MarkLabel(behind).LoadInt32(0);
        }).Return());
    }

    [Fact]
    public void Refuses_a_handler_in_a_guest_that_would_see_a_trap_pass() => Refuses("no handler that sees a trap pass", _method.Then(code =>
    {
        var behind = code.DefineLabel();
        code.Emit(CilOp.BeginTry).Emit(CilOp.Nop).Branch(CilOp.Leave, behind).Emit(CilOp.BeginFault).Emit(CilOp.EndTry).MarkLabel(behind).LoadInt32(0);
    }).Return());

    [Fact]
    public void Refuses_a_branch_and_a_return_out_of_a_protected_block()
    {
        Refuses("a target in the same", _method.Then(code => Try(code, inner => inner.LoadArgument(0).Branch(CilOp.Brtrue, Caught)))
            .Then(code => code.LoadInt32(0)).Return());
        var other = new RegionPlanTests();
        Refuses("a return outside", other._method.Then(code => other.Try(code, inner => inner.LoadInt32(0).Return()))
            .Then(code => code.LoadInt32(0)).Return());
    }

    [Fact]
    public void Refuses_a_tail_call_in_a_protected_block() =>
        Refuses("a return outside", _method.Then(code => Try(code, inner => inner.LoadArgument(0).LoadArgument(1).Emit(CilOp.Tail)
            .CallFunction(0, Signature).Return())).Then(code => code.LoadInt32(0)).Return());

    [Fact]
    public void Wants_the_limit_read_again_behind_a_handler()
    {
        foreach (var reads in new[] { true, false })
        {
            var test = new RegionPlanTests();
            var method = test._method.LoadMemory(1).LoadIndex().Then(code => test.Try(code, Call));
            if (reads) method.LoadLimit();
            var body = method.Check(3).Address().Then(code => code.Emit(CilOp.LdindI4)).Return();
            if (reads) Accepts(body); else Refuses("", body);
        }
    }

    [Fact]
    public void Forgets_in_the_handler_what_the_block_assigns()
    {
        // The block compares one index and then puts another in its place: behind the handler nothing is known of it.
        var method = _method.LoadMemory(1).LoadIndex().Check(3);
        Refuses("", method.Then(code => Try(code, inner =>
        {
            inner.LoadInt64(1L << 40).Emit(CilOp.ConvI).StoreLocal(method.Index);
            Call(inner);
        })).Address().Then(code => code.Emit(CilOp.LdindI4)).Return());
    }

    [Fact]
    public void Keeps_behind_the_handler_what_the_block_does_not_assign() =>
        Accepts(_method.LoadMemory(1).LoadIndex().Check(3).Then(code => Try(code, Call)).Address()
            .Then(code => code.Emit(CilOp.LdindI4)).Return());

    [Fact]
    public void Knows_nothing_at_a_protected_block_that_begins_a_loop_of_what_the_loop_assigns()
    {
        // The first time round the index is checked; the second time it is another one.
        var method = _method.LoadMemory(1).LoadIndex().Check(3);
        var again = method.Builder.DefineLabel();
        Refuses("", method.Then(code =>
        {
            code.MarkLabel(again);
            Try(code, Call);
        }).Address().Then(code => code.Emit(CilOp.LdindI4).Emit(CilOp.Pop).LoadInt64(1L << 40).Emit(CilOp.ConvI).StoreLocal(method.Index))
            .Poll().Then(code => code.Branch(CilOp.Br, again)).Then(code => code.MarkLabel(code.DefineLabel()).LoadInt32(0)).Return());
    }

    [Fact]
    public void Verifies_the_handler_of_a_block_that_only_branches_reach()
    {
        var (block, start) = (_method.Builder.DefineLabel(), _method.Builder.DefineLabel());
        Refuses("a field that guests may write", _method.Then(code =>
        {
            code.LoadArgument(0).Branch(CilOp.Brtrue, block).Branch(CilOp.Br, start).MarkLabel(block);
            Try(code, Call, () => _method.LoadOwner().Builder.Emit(CilOp.Ldnull).Store(RuntimeMembers.InstanceMemories));
            code.MarkLabel(start).LoadInt32(0);
        }).Return());
    }

    [Fact]
    public void Knows_which_block_a_handler_behind_an_inner_one_belongs_to()
    {
        // The outer block puts another index in place of the checked one; the inner one, which ends right before the handler, does not.
        var method = _method.LoadMemory(1).LoadIndex().Check(3);
        Refuses("", method.Then(code => Try(code, outer =>
        {
            outer.LoadInt64(1L << 40).Emit(CilOp.ConvI).StoreLocal(method.Index).Emit(CilOp.BeginTry);
            Call(outer);
            outer.Branch(CilOp.Leave, Caught).Emit(CilOp.BeginCatch, RuntimeMembers.GuestThrow.Index).Emit(CilOp.Pop)
                .Branch(CilOp.Leave, Caught).Emit(CilOp.EndTry);
        }, endsInner: true)).Address().Then(code => code.Emit(CilOp.LdindI4)).Return());
    }

    [Fact]
    public void Refuses_a_cycle_through_a_handler_without_a_poll()
    {
        var again = _method.Builder.DefineLabel();
        Refuses("a poll", _method.Then(code =>
        {
            code.MarkLabel(again);
            var behind = code.DefineLabel();
            code.Emit(CilOp.BeginTry);
            Call(code);
            code.Branch(CilOp.Leave, behind).Emit(CilOp.BeginCatch, RuntimeMembers.GuestThrow.Index).Emit(CilOp.Pop)
                .Branch(CilOp.Leave, again).Emit(CilOp.EndTry).MarkLabel(behind).LoadInt32(0);
        }).Return());
    }

    private static void Call(CilBuilder code) => code.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature).Emit(CilOp.Pop);

    // Whatever happens, control goes on behind the block, where an exception lies in its local or a null.
    private void Try(CilBuilder code, Action<CilBuilder> body, Action? handler = null, bool endsInner = false)
    {
        code.Emit(CilOp.Ldnull).StoreLocal(_thrown);
        code.Emit(CilOp.BeginTry);
        body(code);
        if (!endsInner)
            code.Branch(CilOp.Leave, Caught);
        code.Emit(CilOp.BeginCatch, RuntimeMembers.GuestThrow.Index).StoreLocal(_thrown);
        handler?.Invoke();
        code.Branch(CilOp.Leave, Caught).Emit(CilOp.EndTry).MarkLabel(Caught);
    }
}
