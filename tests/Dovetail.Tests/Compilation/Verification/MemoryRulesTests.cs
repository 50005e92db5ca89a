using System.Runtime.Intrinsics;
using Dovetail.Compilation.Cil;
using static Dovetail.Tests.Compilation.Verification.MethodUnderTest;

namespace Dovetail.Tests.Compilation.Verification;

public sealed class MemoryRulesTests
{
    private static readonly Action<CilBuilder> Load = builder => builder.Emit(CilOp.LdindI4);

    private static void LoadVector(CilBuilder builder) =>
        builder.Emit(CilOp.Ldobj, CilTypes.Vector.Index).Emit(CilOp.Pop).LoadInt32(0);

    private static void StoreVector(CilBuilder builder) =>
        builder.Call(VectorMembers.Zero).Emit(CilOp.Stobj, CilTypes.Vector.Index).LoadInt32(0);

    private static Action<CilBuilder> AtConstant(long offset) => builder => builder.LoadLocal(1).LoadNativeInt(offset).Emit(CilOp.Add);

    private static MethodUnderTest Ready => new MethodUnderTest().LoadMemory().LoadIndex();

    [Fact]
    public void Accepts_a_load_behind_its_check() => Accepts(Ready.Check(3).Address().Then(Load).Return());

    [Fact]
    public void Accepts_an_offset_that_the_check_covers() => Accepts(Ready.Check(103).Address(100).Then(Load).Return());

    [Fact]
    public void Refuses_a_load_without_a_check() => Refuses("a check of 4 bytes", Ready.Address().Then(Load).Return());

    [Fact]
    public void Accepts_a_vector_of_16_bytes_behind_its_check() => Accepts(Ready.Check(15).Address().Then(LoadVector).Return());

    [Fact]
    public void Refuses_a_vector_behind_a_check_of_15_bytes() =>
        Refuses("a check of 16 bytes", Ready.Check(14).Address().Then(LoadVector).Return());

    [Fact]
    public void Accepts_a_vector_stored_behind_its_check() => Accepts(Ready.Check(15).Address().Then(StoreVector).Return());

    [Fact]
    public void Refuses_a_vector_stored_behind_a_check_of_15_bytes() =>
        Refuses("a check of 16 bytes", Ready.Check(14).Address().Then(StoreVector).Return());

    [Fact]
    public void Accepts_the_last_vector_of_the_declared_minimum() =>
        Accepts(new MethodUnderTest().LoadMemory().Then(AtConstant(MemoryMinimum - 16)).Then(LoadVector).Return());

    [Fact]
    public void Refuses_a_vector_that_ends_beyond_the_declared_minimum() =>
        Refuses("a check of", new MethodUnderTest().LoadMemory().Then(AtConstant(MemoryMinimum - 15)).Then(LoadVector).Return());

    [Fact]
    public void Refuses_a_structure_that_is_no_vector() => Refuses("not another structure", Ready.Check(63).Address().Then(builder => builder
        .Emit(CilOp.Ldobj, Catalogue.Type(typeof((int, int))).Index).Emit(CilOp.Pop).LoadInt32(0)).Return());

    [Fact]
    public void Refuses_lanes_where_a_vector_is_kept() => Refuses("a value of the right type", Ready.Check(15).Address().Then(builder => builder
        .Emit(CilOp.Ldobj, CilTypes.Vector.Index).StoreLocal(builder.DeclareLocal(Catalogue.Type(typeof(Vector128<int>)))).LoadInt32(0)).Return());

    [Theory]
    [InlineData(2, 0)]
    [InlineData(103, 101)]
    public void Refuses_a_check_of_too_few_bytes(long last, long offset) =>
        Refuses("a check of", Ready.Check(last).Address(offset).Then(Load).Return());

    [Fact]
    public void Refuses_an_offset_that_is_negative() => Refuses("an address made of", Ready.Check(3).Address(-1).Then(Load).Return());

    [Theory]
    [InlineData(nameof(CilOp.BgtUn))] // limit − 3 wraps in a memory of less than 4 bytes
    [InlineData(nameof(CilOp.Bge), false)]
    [InlineData(nameof(CilOp.Blt))]
    [InlineData(nameof(CilOp.Beq))]
    public void Only_a_signed_comparison_proves(string branch, bool isRefused = true)
    {
        var body = new MethodUnderTest().LoadMemory(1).LoadIndex().Check(3, Enum.Parse<CilOp>(branch)).Address().Then(Load).Return();
        if (isRefused) Refuses("a check of", body);
        else Accepts(body);
    }

    [Fact]
    public void Refuses_an_index_that_was_widened_with_its_sign() =>
        Refuses("a check of", new MethodUnderTest().LoadMemory().LoadIndex(CilOp.ConvI).Check(3).Then(builder => builder
            .LoadLocal(1).LoadLocal(3).Emit(CilOp.Add)).Then(Load).Return());

    [Fact]
    public void Refuses_a_check_of_another_value() =>
        Refuses("a check of", Ready.Check(3)
            .Then(builder => builder.LoadArgument(0).LoadInt32(1).Emit(CilOp.Add).StoreArgument(0)).LoadIndex().Address().Then(Load).Return());

    [Fact]
    public void Refuses_a_check_against_another_memory()
    {
        var method = Ready.Check(3).LoadMemory(1).Address().Then(Load);
        Refuses("a check of", method.Return());
    }

    [Fact]
    public void Refuses_a_limit_read_before_a_call()
    {
        var method = Ready.Poll().CheckStack().Then(builder => builder.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature).Emit(CilOp.Pop));
        Refuses("a check of", method.Check(3).Address().Then(Load).Return());
    }

    [Fact]
    public void Accepts_a_limit_read_again_behind_a_call()
    {
        var method = Ready.Poll().CheckStack().Then(builder => builder.LoadArgument(0).LoadArgument(1).CallFunction(0, Signature).Emit(CilOp.Pop));
        Accepts(method.LoadLimit().Check(3).Address().Then(Load).Return());
    }

    [Fact]
    public void Refuses_a_check_on_one_of_two_paths()
    {
        var method = Ready;
        var skip = method.Builder.DefineLabel();
        method.Then(builder => builder.LoadArgument(0).Branch(CilOp.Brtrue, skip)).Check(3).Then(builder => builder.MarkLabel(skip));
        Refuses("a check of", method.Address().Then(Load).Return());
    }

    [Fact]
    public void Accepts_an_index_below_the_declared_minimum() =>
        Accepts(new MethodUnderTest().LoadMemory().Then(builder => builder
            .LoadLocal(1).LoadArgument(0).LoadInt32(0xffff).Emit(CilOp.And).Emit(CilOp.ConvU).Emit(CilOp.Add).Emit(CilOp.LdindU1)).Return());

    [Theory]
    [InlineData(nameof(CilOp.Shr), 1, 0x1ffff, true)]
    [InlineData(nameof(CilOp.Shr), 1, 0x2ffff, false)]
    [InlineData(nameof(CilOp.Shr), 20, -1, false)] // negative numbers stay large
    [InlineData(nameof(CilOp.ShrUn), 20, -1, true)]
    [InlineData(nameof(CilOp.Shl), 4, 0xfff, true)]
    [InlineData(nameof(CilOp.Shl), 4, 0x1fff, false)]
    [InlineData(nameof(CilOp.RemUn), 65_536, -1, true)]
    [InlineData(nameof(CilOp.RemUn), 65_537, -1, false)]
    [InlineData(nameof(CilOp.DivUn), 65_536, -1, true)]
    [InlineData(nameof(CilOp.DivUn), 65_535, -1, false)]
    [InlineData(nameof(CilOp.Mul), 15, 0x1111, true)]
    [InlineData(nameof(CilOp.Mul), 16, 0x1111, false)]
    public void Knows_how_far_an_operation_reaches(string op, int operand, int mask, bool isBelow)
    {
        var body = new MethodUnderTest().LoadMemory().Then(builder => builder.LoadLocal(1)
            .LoadArgument(0).LoadInt32(mask).Emit(CilOp.And).LoadInt32(operand).Emit(Enum.Parse<CilOp>(op))
            .Emit(CilOp.ConvU).Emit(CilOp.Add).Emit(CilOp.LdindU1)).Return();
        if (isBelow) Accepts(body);
        else Refuses("a check of", body);
    }

    [Fact]
    public void Refuses_an_index_that_can_reach_the_declared_minimum() =>
        Refuses("a check of", new MethodUnderTest().LoadMemory().Then(builder => builder
            .LoadLocal(1).LoadArgument(0).LoadInt32(0xffff).Emit(CilOp.And).Emit(CilOp.ConvU).Emit(CilOp.Add).Emit(CilOp.LdindU2)).Return());

    [Fact]
    public void Refuses_an_address_that_is_a_number() =>
        Refuses("an address made of", new MethodUnderTest().LoadMemory().Then(builder => builder
            .LoadInt64(4096).Emit(CilOp.ConvU).Emit(CilOp.LdindI4)).Return());

    [Fact]
    public void Refuses_to_store_a_pointer() =>
        Refuses("no pointer", Ready.Check(7).Address().Then(builder => builder
            .LoadLocal(1).Emit(CilOp.ConvU8).Emit(CilOp.StindI8).LoadInt32(0)).Return());

    [Fact]
    public void A_loop_keeps_base_and_limit_and_forgets_what_it_assigns()
    {
        var method = new MethodUnderTest().LoadMemory();
        var head = method.Builder.DefineLabel();
        method.Then(builder => builder.MarkLabel(head)).Poll().LoadIndex().Check(3).Address().Then(builder => builder
            .Emit(CilOp.LdindI4).StoreArgument(0).LoadArgument(0).Branch(CilOp.Brtrue, head).LoadInt32(0));
        Accepts(method.Return());
    }

    [Fact]
    public void Refuses_a_check_from_before_the_loop_of_what_the_loop_assigns()
    {
        var method = Ready.Check(3);
        var head = method.Builder.DefineLabel();
        method.Then(builder => builder.MarkLabel(head)).Poll().Address().Then(builder => builder
            .Emit(CilOp.LdindI4).StoreArgument(0)).LoadIndex().Then(builder => builder
            .LoadArgument(0).Branch(CilOp.Brtrue, head).LoadInt32(0));
        Refuses("a check of", method.Return());
    }
}
