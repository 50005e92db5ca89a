using Dovetail.Compilation.Cil;
using static Dovetail.Tests.Compilation.Verification.MethodUnderTest;

namespace Dovetail.Tests.Compilation.Verification;

/// <summary>
/// Checks of indices that may be any 64-bit number: memory 0 has at least <see cref="MemoryMinimum"/> bytes, memory 1 may be empty.
/// </summary>
public sealed class Memory64RulesTests
{
    private static readonly Action<CilBuilder> Load = builder => builder.Emit(CilOp.LdindI4);

    // Widened with its sign, the argument is a number of which nothing is known.
    private static MethodUnderTest Ready(int memory) => new MethodUnderTest().LoadMemory(memory).LoadIndex(CilOp.ConvI);

    [Fact]
    public void Accepts_an_unsigned_check_below_the_declared_minimum() =>
        Accepts(Ready(0).Check(3, CilOp.BgtUn).Address().Then(Load).Return());

    [Fact]
    public void Refuses_an_unsigned_check_of_a_memory_that_may_be_empty() =>
        Refuses("a check of", Ready(1).Check(3, CilOp.BgtUn).Address().Then(Load).Return());

    [Theory]
    [InlineData(MemoryMinimum - 1, true)]
    [InlineData(MemoryMinimum, false)]
    public void An_unsigned_check_may_reach_up_to_the_declared_minimum(long last, bool isAccepted)
    {
        var body = Ready(0).Check(last, CilOp.BgtUn).Address(last - 3).Then(Load).Return();
        if (isAccepted) Accepts(body);
        else Refuses("a check of", body);
    }

    [Fact]
    public void Refuses_an_unsigned_check_of_too_few_bytes() =>
        Refuses("a check of", Ready(0).Check(2, CilOp.BgtUn).Address().Then(Load).Return());

    [Theory]
    [InlineData(nameof(CilOp.Bgt))]
    [InlineData(nameof(CilOp.BltUn))]
    [InlineData(nameof(CilOp.BneUn))]
    public void Only_an_unsigned_comparison_proves(string branch) =>
        Refuses("a check of", Ready(0).Check(3, Enum.Parse<CilOp>(branch)).Address().Then(Load).Return());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Accepts_a_guarded_check_whatever_the_declared_minimum(int memory) =>
        Accepts(Guarded(memory, 2).Address().Then(Load).Return());

    [Fact]
    public void Accepts_a_guarded_check_of_one_byte() =>
        Accepts(Guarded(1, -1).Address().Then(builder => builder.Emit(CilOp.LdindU1)).Return());

    [Fact]
    public void Refuses_a_guarded_check_of_too_few_bytes() =>
        Refuses("a check of", Guarded(1, 1).Address().Then(Load).Return());

    [Theory]
    [InlineData(nameof(CilOp.BgtUn))] // −1 is not more than −1
    [InlineData(nameof(CilOp.Bge))]
    [InlineData(nameof(CilOp.BltUn))]
    public void Only_the_strict_unsigned_comparison_of_a_guarded_index_proves(string branch) =>
        Refuses("a check of", Guarded(1, 2, Enum.Parse<CilOp>(branch)).Address().Then(Load).Return());

    [Fact]
    public void Refuses_a_guard_by_another_shift() =>
        Refuses("a check of", Guarded(1, 2, shift: 62).Address().Then(Load).Return());

    [Fact]
    public void Refuses_a_guard_by_another_distance() =>
        Refuses("a check of", Guarded(1, 2, other: 1).Address().Then(Load).Return());

    [Fact]
    public void Refuses_a_guarded_check_of_another_memory() =>
        Refuses("a check of", Guarded(1, 2).LoadMemory().Address().Then(Load).Return());

    [Fact]
    public void Refuses_to_add_two_numbers_that_may_be_anything() =>
        Refuses("an address made of", Ready(0).Check(3, CilOp.BgtUn).Address()
            .Then(builder => builder.LoadLocal(3).Emit(CilOp.Add)).Then(Load).Return());

    /// <summary>Branches to the trap where the index, or all ones where limit − <paramref name="distance"/> is negative, is not less than that.</summary>
    private static MethodUnderTest Guarded(int memory, long distance, CilOp branch = CilOp.BgeUn, int shift = 63, long other = 0)
    {
        var method = Ready(memory);
        var room = method.Builder.DeclareLocal(CilTypes.NativeInt);
        method.Builder.LoadLocal(method.Limit).LoadNativeInt(distance).Emit(CilOp.Sub).StoreLocal(room)
            .LoadLocal(method.Index).LoadLocal(method.Limit).LoadNativeInt(distance + other).Emit(CilOp.Sub)
            .LoadInt32(shift).Emit(CilOp.Shr).Emit(CilOp.Or).LoadLocal(room).Branch(branch, method.Trap);
        return method;
    }
}
