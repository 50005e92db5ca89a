using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using static Dovetail.Tests.Compilation.Verification.MethodUnderTest;

namespace Dovetail.Tests.Compilation.Verification;

public sealed class CallRulesTests
{
    private static readonly CilSignature Other = new([CilTypes.Int64, RuntimeMembers.FunctionOwner], CilTypes.Int32);

    private readonly MethodUnderTest _method = new MethodUnderTest().Poll().CheckStack();

    private int Callee { get; }
    private int Second { get; }

    public CallRulesTests() =>
        (Callee, Second) = (_method.Builder.DeclareLocal(RuntimeMembers.FunctionReference), _method.Builder.DeclareLocal(RuntimeMembers.FunctionReference));

    [Fact]
    public void Accepts_a_function_of_the_unit_with_this_owner() =>
        Accepts(_method.Then(code => code.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature)).Return());

    [Fact]
    public void Refuses_a_signature_that_the_unit_does_not_have()
    {
        var promises = Context with { UnitSignatures = [Other, Signature], Index = 1 };
        var calls = _method.Then(code => code.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature)).Return();
        Assert.Contains("the signature", Assert.Throws<VerificationException>(() => CilVerifier.Verify(calls, promises)).Rule, StringComparison.Ordinal);
        CilVerifier.Verify(calls, promises with { UnitSignatures = [Signature, Signature] });
        Assert.Throws<VerificationException>(() => CilVerifier.Verify(calls, promises with { UnitSignatures = [Signature, Other] }));
    }

    [Fact]
    public void Accepts_a_lazy_entry_and_only_with_its_own_owner()
    {
        CilVerifier.Verify(LazyEntries.Emit(Signature), LazyEntries.PromisesOf(Signature));
        var other = Assert.Throws<VerificationException>(() => CilVerifier.Verify(LazyEntries.Emit(Signature), LazyEntries.PromisesOf(Other)));
        Assert.Contains("a compared type", other.Rule, StringComparison.Ordinal);
        Refuses("an entry of functions that are not compiled", _method.Then(code => code.LoadArgument(1).Call(OperationMembers.ResolveLazy)
            .StoreLocal(Callee).LoadInt32(0)).Return());
    }

    [Fact]
    public void Refuses_a_call_between_the_reads_of_pointer_and_owner() =>
        Refuses("since the last call", _method.LoadOwner().Then(code => code.Load(RuntimeMembers.InstanceFunctions).LoadInt32(0)
            .Emit(CilOp.LdelemRef).StoreLocal(Callee).LoadArgument(0).LoadLocal(Callee).Load(RuntimeMembers.ReferenceOwner)
            .LoadArgument(0).LoadArgument(1).CallFunction(0, Signature).Emit(CilOp.Pop)
            .LoadLocal(Callee).Load(RuntimeMembers.ReferencePointer).CallIndirect(Signature)).Return());

    [Fact]
    public void Refuses_another_owner() =>
        Refuses("this function's owner", _method.Then(code => code.LoadArgument(0).LoadArgument(1)
            .Emit(CilOp.Pop).Emit(CilOp.Ldnull).CallFunction(0, Signature)).Return());

    [Fact]
    public void Accepts_a_tail_call_and_wants_a_return_behind_it()
    {
        Accepts(_method.Then(code => code.LoadArgument(0).LoadArgument(1).Emit(CilOp.Tail).CallFunction(0, Signature)).Return());
        Refuses("a return behind", new MethodUnderTest().Poll().CheckStack().Then(code => code.LoadArgument(0).LoadArgument(1)
            .Emit(CilOp.Tail).CallFunction(0, Signature).Emit(CilOp.Nop)).Return());
    }

    [Fact]
    public void Refuses_a_tail_call_with_another_result_and_one_without_poll_or_room()
    {
        var wide = new CilSignature(Signature.Parameters, CilTypes.Int64);
        static CilBuilder Tail(CilBuilder code, CilSignature callee) =>
            code.LoadArgument(0).LoadArgument(1).Emit(CilOp.Tail).CallFunction(0, callee);
        Refuses("with this method's result", _method.Then(code => Tail(code, wide)).Return());
        Refuses("a check of the stack", new MethodUnderTest().Poll().Then(code => Tail(code, Signature)).Return());
        Refuses("a poll", new MethodUnderTest().CheckStack().Then(code => Tail(code, Signature)).Return());
    }

    [Fact]
    public void Refuses_a_tail_prefix_before_anything_but_a_call_of_a_guest()
    {
        Refuses("a call behind", _method.Then(code => code.LoadArgument(0).Emit(CilOp.Tail).Emit(CilOp.Neg)).Return());
        Refuses("a call behind", new MethodUnderTest().Then(code => code.LoadArgument(0).Emit(CilOp.Tail).Call(SemanticsMembers.I32Clz)).Return());
    }

    [Fact]
    public void Refuses_the_address_of_a_variable_as_argument_of_a_tail_call()
    {
        var byAddress = new CilSignature([Catalogue.Type(typeof(int).MakeByRefType()), RuntimeMembers.FunctionOwner], CilTypes.Int32);
        Refuses("no pointer as argument", _method.Then(code => code.Emit(CilOp.Ldloca, code.DeclareLocal(CilTypes.Int32))
            .LoadArgument(1).Emit(CilOp.Tail).CallFunction(0, byAddress)).Return());
    }

    [Fact]
    public void Refuses_a_call_before_the_stack_is_checked() =>
        Refuses("a check of the stack", new MethodUnderTest().Poll().Then(code => code.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature))
            .Return());

    [Fact]
    public void Refuses_a_call_before_a_poll() =>
        Refuses("a poll", new MethodUnderTest().CheckStack().Then(code => code.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature)).Return());

    [Fact]
    public void Refuses_a_large_frame_that_the_check_does_not_count()
    {
        static CilBody Large(int frame)
        {
            var method = new MethodUnderTest().Poll().CheckStack(frame);
            for (var i = 0; i < 3000; i++) method.Builder.DeclareLocal(CilTypes.Int64);
            return method.Then(code => code.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature)).Return();
        }

        Accepts(Large(32_000));
        Refuses("counts this frame", Large(0));
        Refuses("counts this frame", Large(20_000));
    }

    [Fact]
    public void Accepts_an_element_of_a_table_whose_type_was_compared() =>
        Accepts(_method.Then(LoadElement).Then(code => CompareType(code, Callee)).Then(code => CallIndirect(code, Callee, Callee, Signature)).Return());

    [Fact]
    public void Refuses_an_element_whose_type_was_not_compared() =>
        Refuses("a compared type", _method.Then(LoadElement).Then(code => CallIndirect(code, Callee, Callee, Signature)).Return());

    [Fact]
    public void Refuses_an_element_when_another_was_compared() =>
        Refuses("a compared type", _method.Then(LoadElement).Then(code => CompareType(code, Callee)).Then(LoadElement)
            .Then(code => CallIndirect(code, Callee, Callee, Signature)).Return());

    [Fact]
    public void Refuses_the_owner_of_another_reference() =>
        Refuses("the owner of the same", _method.Then(LoadElement).Then(code => CompareType(code, Callee)
            .LoadLocal(Callee).StoreLocal(Second)).Then(LoadElement).Then(code => CallIndirect(code, Second, Callee, Signature)).Return());

    [Fact]
    public void Refuses_a_signature_that_is_not_of_the_compared_type() =>
        Refuses("a compared type", _method.Then(LoadElement).Then(code => CompareType(code, Callee)
            .LoadInt64(0).LoadLocal(Callee).Load(RuntimeMembers.ReferenceOwner).LoadLocal(Callee).Load(RuntimeMembers.ReferencePointer)
            .CallIndirect(Other)).Return());

    [Fact]
    public void Accepts_an_import_and_refuses_it_with_another_signature()
    {
        MethodUnderTest WithImport() => new MethodUnderTest().Poll().CheckStack();
        CilBuilder Import(MethodUnderTest method, int to) => method.LoadOwner().Builder
            .Load(RuntimeMembers.InstanceFunctions).LoadInt32(0).Emit(CilOp.LdelemRef).StoreLocal(to);

        foreach (var signature in new[] { Signature, Other })
        {
            var method = WithImport();
            var local = method.Builder.DeclareLocal(RuntimeMembers.FunctionReference);
            Import(method, local);
            if (signature == Other) method.Builder.LoadInt64(0); else method.Builder.LoadArgument(0);
            var body = method.Then(code => code.LoadLocal(local).Load(RuntimeMembers.ReferenceOwner)
                .LoadLocal(local).Load(RuntimeMembers.ReferencePointer).CallIndirect(signature)).Return();
            if (signature == Signature) Accepts(body); else Refuses("a compared type", body);
        }
    }

    [Fact]
    public void Refuses_a_pointer_that_is_a_number() =>
        Refuses("the pointer of a function reference", _method.Then(code => code.LoadArgument(0).LoadArgument(1)
            .LoadInt32(64).Emit(CilOp.ConvI).CallIndirect(Signature)).Return());

    [Fact]
    public void Refuses_to_read_a_local_that_was_not_assigned_on_every_path()
    {
        var skip = _method.Builder.DefineLabel();
        Refuses("a variable that was assigned", _method.Then(code => code.LoadArgument(0).Branch(CilOp.Brtrue, skip))
            .LoadIndex().Then(code => code.MarkLabel(skip).LoadLocal(_method.Index).Emit(CilOp.ConvI4)).Return());
    }

    [Fact]
    public void A_null_on_one_path_leaves_the_type_of_the_other()
    {
        var keep = _method.Builder.DefineLabel();
        Accepts(_method.Then(LoadElement).Then(code => code.LoadArgument(0).Branch(CilOp.Brtrue, keep)
            .Emit(CilOp.Ldnull).StoreLocal(Callee).MarkLabel(keep).LoadLocal(Callee).Load(RuntimeMembers.ReferenceOwner)
            .Load(RuntimeMembers.OwnerStore).Emit(CilOp.Pop).LoadInt32(0)).Return());
    }

    [Fact]
    public void Refuses_a_loop_without_a_poll()
    {
        var method = new MethodUnderTest();
        var head = method.Builder.DefineLabel();
        Refuses("a poll", method.Then(code => code.MarkLabel(head).LoadArgument(0).Branch(CilOp.Brtrue, head).LoadInt32(0)).Return());
    }

    [Fact]
    public void Refuses_a_poll_that_is_not_volatile() =>
        Refuses("a volatile read", new MethodUnderTest().Then(code => code.LoadArgument(1).Load(RuntimeMembers.OwnerStore)
            .Load(RuntimeMembers.StoreInterruptFlag)).Return());

    [Fact]
    public void Refuses_to_write_an_index_space() =>
        Refuses("a field that guests may write", new MethodUnderTest().LoadOwner().Then(code => code.Emit(CilOp.Ldnull)
            .Store(RuntimeMembers.InstanceMemories).LoadInt32(0)).Return());

    [Fact]
    public void Refuses_a_field_of_another_object() =>
        Refuses("an object with the field", new MethodUnderTest().Then(code => code.LoadArgument(1).Load(RuntimeMembers.OwnerStore)
            .Load(RuntimeMembers.MemoryLimit).Emit(CilOp.ConvI4)).Return());

    [Fact]
    public void Knows_the_classes_of_entries_that_are_bound_to_a_function()
    {
        var code = new CilBuilder("entry", new CilSignature([RuntimeMembers.FunctionReference, CilTypes.Int32], CilTypes.Int32));
        var body = code.LoadArgument(1).LoadArgument(0).Load(RuntimeMembers.ReferenceOwner).LoadArgument(0)
            .Load(RuntimeMembers.ReferencePointer).CallIndirect(Signature).Return().Build();
        CilVerifier.Verify(body, new VerificationContext { BoundSignature = Signature });
        Assert.Throws<VerificationException>(() => CilVerifier.Verify(body, new VerificationContext { BoundSignature = Other }));
    }

    private void LoadElement(CilBuilder code) => _method.LoadOwner().Builder.Load(RuntimeMembers.InstanceTables).LoadInt32(0)
        .Emit(CilOp.LdelemRef).Load(RuntimeMembers.TableElements).LoadArgument(0).Emit(CilOp.LdelemRef).StoreLocal(Callee);

    private CilBuilder CompareType(CilBuilder code, int reference)
    {
        code.LoadLocal(reference).Load(RuntimeMembers.ReferenceType);
        return _method.LoadOwner().Builder.Load(RuntimeMembers.InstanceTypes).LoadInt32(0).Emit(CilOp.LdelemRef)
            .Branch(CilOp.BneUn, _method.Trap);
    }

    private static void CallIndirect(CilBuilder code, int owner, int pointer, CilSignature signature) => code
        .LoadArgument(0).LoadLocal(owner).Load(RuntimeMembers.ReferenceOwner)
        .LoadLocal(pointer).Load(RuntimeMembers.ReferencePointer).CallIndirect(signature);
}
