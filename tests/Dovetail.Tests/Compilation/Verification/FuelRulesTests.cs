using Dovetail.Compilation;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Verification;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;
using static Dovetail.Tests.Compilation.Verification.MethodUnderTest;

namespace Dovetail.Tests.Compilation.Verification;

public sealed class FuelRulesTests
{
    private static readonly VerificationContext Metered = Context with { MetersFuel = true };

    private readonly MethodUnderTest _method = new MethodUnderTest().Poll().CheckStack();

    [Fact]
    public void Wants_a_charge_before_a_call()
    {
        Accepts(_method.Then(code => Charge(code, 1)).Then(Call).Return());
        Refuses("a charge of fuel before a call", new MethodUnderTest().Poll().CheckStack().Then(Call).Return());
    }

    [Fact]
    public void Wants_a_charge_in_every_loop()
    {
        foreach (var charges in new[] { true, false })
        {
            var method = new MethodUnderTest().Then(code => Charge(code, 1));
            var head = method.Builder.DefineLabel();
            method.Then(code => code.MarkLabel(head));
            if (charges) Charge(method.Builder, 3);
            var body = method.Poll().Then(code => code.LoadArgument(0).Branch(CilOp.Brtrue, head).LoadInt32(0)).Return();
            if (charges) Accepts(body); else Refuses("a charge of fuel in every loop", body);
        }
    }

    [Fact]
    public void A_charge_is_no_poll()
    {
        var method = new MethodUnderTest();
        var head = method.Builder.DefineLabel();
        Refuses("a poll", method.Then(code => Charge(code.MarkLabel(head), 1).LoadArgument(0).Branch(CilOp.Brtrue, head).LoadInt32(0)).Return());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Refuses_to_charge_nothing_or_to_give_fuel_back(int cost) =>
        Refuses("above zero", _method.Then(code => Charge(code, cost)).Then(Call).Return());

    [Fact]
    public void Refuses_a_cost_that_is_not_known_and_another_store()
    {
        Refuses("above zero", _method.Then(code => code.LoadArgument(1).Load(RuntimeMembers.OwnerStore).LoadArgument(0)
            .Call(OperationMembers.ChargeFuel).LoadInt32(0)).Return());
        var other = new MethodUnderTest();
        var reference = other.Builder.DeclareLocal(RuntimeMembers.FunctionReference);
        Refuses("this owner's store", other.LoadOwner().Then(code => code.Load(RuntimeMembers.InstanceFunctions).LoadInt32(0)
            .Emit(CilOp.LdelemRef).StoreLocal(reference).LoadLocal(reference).Load(RuntimeMembers.ReferenceOwner)
            .Load(RuntimeMembers.OwnerStore).LoadInt32(1).Call(OperationMembers.ChargeFuel).LoadInt32(0)).Return());
    }

    [Fact]
    public void Accepts_charges_from_a_variable_that_is_read_again_behind_a_call() =>
        Accepts(Method(code => Call(Spend(Read(code)).Emit(CilOp.Nop)), code => Spend(Read(code.Emit(CilOp.Pop))).LoadInt32(0)));

    [Fact]
    public void Refuses_fuel_from_before_a_call() =>
        Refuses("read since the last call", Method(code => Call(Spend(Read(code))), code => Spend(code.Emit(CilOp.Pop)).LoadInt32(0)));

    [Fact]
    public void Refuses_fuel_from_before_a_call_that_only_one_path_makes()
    {
        var skip = -1;
        Refuses("read since the last call", Method(
            code => Call(Spend(Read(code)).LoadArgument(0).Branch(CilOp.Brfalse, skip = code.DefineLabel())),
            code => Spend(code.Emit(CilOp.Pop).MarkLabel(skip)).LoadInt32(0)));
    }

    [Fact]
    public void Refuses_fuel_that_is_a_number_or_was_kept_elsewhere()
    {
        Refuses("the variable of the fuel", Method(code => Read(code).LoadArgument(1).Load(RuntimeMembers.OwnerStore).LoadInt64(1 << 30)
            .LoadInt32(1).Call(OperationMembers.SpendFuel).StoreLocal(_fuel), code => code.LoadInt32(0)));
        Refuses("holds nothing else", Method(code => Read(code).LoadInt64(1 << 30).StoreLocal(_fuel), code => code.LoadInt32(0)));
        Refuses("the address", Method(code => Read(code).Emit(CilOp.Ldloca, _fuel).Emit(CilOp.Pop), code => code.LoadInt32(0)));
        Refuses("one variable", Method(code => Read(code).LoadArgument(1).Load(RuntimeMembers.OwnerStore).Load(RuntimeMembers.StoreFuelLeft)
            .StoreLocal(code.DeclareLocal(CilTypes.Int64)), code => code.LoadInt32(0)));
        Refuses("goes into its variable", Method(code => Read(code).LoadArgument(1).Load(RuntimeMembers.OwnerStore)
            .Load(RuntimeMembers.StoreFuelLeft).Emit(CilOp.Pop), code => code.LoadInt32(0)));
    }

    [SharedFact]
    public void Everything_that_is_emitted_for_real_modules_is_accepted_and_nothing_without_a_charge()
    {
        foreach (var path in RealModules.Paths)
        {
            var module = ModuleValidator.Validate(ModuleDecoder.Decode(File.ReadAllBytes(path)));
            var bodies = ModuleCompiler.Emit(new ModuleShape(module, metersFuel: true), out var promises);
            ModuleCompiler.Verify(bodies, promises);
            var calls = Array.FindIndex([.. bodies], body => body.Instructions.Any(instruction => instruction.Op == CilOp.CallFunction));
            if (calls >= 0)
                Assert.Throws<VerificationException>(() => CilVerifier.Verify(WithoutCharges(bodies[calls]), promises with { Index = calls }));
        }
    }

    private static CilBody WithoutCharges(CilBody body)
    {
        var instructions = body.Instructions.ToArray();
        for (var i = 3; i < instructions.Length; i++)
        {
            if (instructions[i] == new CilInstruction(CilOp.Call, OperationMembers.SpendFuel.Index))
                Array.Clear(instructions, i - 3, 5);
        }
        return body with { Instructions = [.. instructions] };
    }

    private int _fuel;

    private CilBody Method(Action<CilBuilder> first, Action<CilBuilder> second)
    {
        var method = new MethodUnderTest().Poll().CheckStack();
        _fuel = method.Builder.DeclareLocal(CilTypes.Int64);
        return method.Then(first).Then(second).Return();
    }

    private CilBuilder Read(CilBuilder code) =>
        code.LoadArgument(1).Load(RuntimeMembers.OwnerStore).Load(RuntimeMembers.StoreFuelLeft).StoreLocal(_fuel);

    private CilBuilder Spend(CilBuilder code) => code.LoadArgument(1).Load(RuntimeMembers.OwnerStore).LoadLocal(_fuel).LoadInt32(2)
        .Call(OperationMembers.SpendFuel).StoreLocal(_fuel);

    private static CilBuilder Charge(CilBuilder code, int cost) =>
        code.LoadArgument(1).Load(RuntimeMembers.OwnerStore).LoadInt32(cost).Call(OperationMembers.ChargeFuel);

    private static void Call(CilBuilder code) => code.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature);

    private static void Accepts(CilBody body) => CilVerifier.Verify(body, Metered);

    private static void Refuses(string rule, CilBody body) =>
        Assert.Contains(rule, Assert.Throws<VerificationException>(() => CilVerifier.Verify(body, Metered)).Rule, StringComparison.Ordinal);
}
