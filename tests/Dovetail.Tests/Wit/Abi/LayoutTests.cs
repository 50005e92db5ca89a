using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;
using static Dovetail.Wit.Types.PrimitiveKind;

namespace Dovetail.Tests.Wit.Abi;

/// <summary>
/// The tables of the specification's own tests (canonical-abi/run_tests.py) as facts, and the rules of CanonicalABI.md.
/// </summary>
public class LayoutTests
{
    [Theory]
    [InlineData(Bool, 1)]
    [InlineData(S8, 1)]
    [InlineData(U16, 2)]
    [InlineData(S32, 4)]
    [InlineData(U64, 8)]
    [InlineData(F32, 4)]
    [InlineData(F64, 8)]
    [InlineData(PrimitiveKind.Char, 4)]
    public void A_number_is_aligned_to_its_size(PrimitiveKind kind, uint size)
    {
        Assert.Equal(size, Layout.ElemSize(P(kind)));
        Assert.Equal(size, Layout.Alignment(P(kind)));
    }

    [Theory]
    [InlineData(PointerType.I32, 8, 4)]
    [InlineData(PointerType.I64, 16, 8)]
    internal void A_string_and_a_list_are_a_pointer_and_a_length(PointerType pointer, uint size, uint alignment)
    {
        Assert.Equal((size, alignment), Of(P(PrimitiveKind.String), pointer));
        Assert.Equal((size, alignment), Of(new ListType(P(U8)), pointer));
    }

    [Fact]
    public void A_record_pads_between_fields_and_at_its_end()
    {
        Assert.Equal((12u, 4u), Of(Tuple(U8, U32, U8)));
        Assert.Equal((24u, 8u), Of(Tuple(U8, U64, U16, U8)));
        Assert.Equal((3u, 1u), Of(Tuple(U8, U8, Bool)));
    }

    [Fact]
    public void A_variant_puts_its_payload_behind_the_discriminant()
    {
        Assert.Equal((1u, 1u), Of(new EnumType(["a", "b"])));
        Assert.Equal((2u, 1u), Of(new OptionType(P(U8))));
        Assert.Equal((8u, 4u), Of(new OptionType(P(U32))));
        Assert.Equal((16u, 8u), Of(new ResultType(P(U8), P(U64))));
        Assert.Equal((1u, 1u), Of(new ResultType(null, null)));
        Assert.Equal((12u, 4u),
            Of(new VariantType([new("a", Tuple(U8, U8, U8, U8, U8)), new("b", P(U32)),
            new("c", P(PrimitiveKind.String))])));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(256, 1)]
    [InlineData(257, 2)]
    [InlineData(65536, 2)]
    [InlineData(65537, 4)]
    public void A_discriminant_has_as_many_bytes_as_the_cases_need(int cases, uint size) =>
        Assert.Equal(size, Layout.DiscriminantSize(cases));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(16, 2)]
    [InlineData(17, 4)]
    [InlineData(32, 4)]
    public void Flags_have_a_bit_each(int labels, uint size) =>
        Assert.Equal((size, size), Of(new FlagsType([.. Enumerable.Range(0, labels).Select(i => $"f{i}")])));

    [Fact]
    public void A_list_of_fixed_length_lies_in_place()
    {
        Assert.Equal((12u, 4u), Of(new ListType(P(U32), 3)));
        Assert.Equal(ulong.MaxValue, Layout.ElemSize(new ListType(new ListType(P(U64), uint.MaxValue), uint.MaxValue)));
    }

    [Fact]
    public void Handles_are_indices()
    {
        var resource = new ResourceType("r");
        Assert.Equal((4u, 4u), Of(new OwnType(resource)));
        Assert.Equal((4u, 4u), Of(new BorrowType(resource)));
    }

    [Fact]
    public void Flattens_scalars_to_one_core_value()
    {
        Assert.Equal([FlatType.I32], Flat(P(Bool)));
        Assert.Equal([FlatType.I32], Flat(P(PrimitiveKind.Char)));
        Assert.Equal([FlatType.I64], Flat(P(S64)));
        Assert.Equal([FlatType.F32], Flat(P(F32)));
        Assert.Equal([FlatType.F64], Flat(P(F64)));
        Assert.Equal([FlatType.I32, FlatType.I32], Flat(P(PrimitiveKind.String)));
    }

    [Fact]
    public void Flattens_a_variant_to_the_join_of_its_cases()
    {
        Assert.Equal([FlatType.I32, FlatType.I64], Flat(new ResultType(P(F32), P(F64))));
        Assert.Equal([FlatType.I32, FlatType.I32], Flat(new ResultType(P(F32), P(U8))));
        Assert.Equal([FlatType.I32, FlatType.F32], Flat(new OptionType(P(F32))));
        Assert.Equal([FlatType.I32, FlatType.I64, FlatType.I32],
            Flat(new VariantType([new("a", P(S64)), new("b", P(PrimitiveKind.String)), new("c", null)])));
    }

    [Fact]
    public void Passes_seventeen_values_through_memory()
    {
        Assert.Equal(Enumerable.Repeat(FlatType.I32, 16), Function(Params(16), null, AbiContext.Lift).Parameters);
        Assert.Equal([FlatType.I32], Function(Params(17), null, AbiContext.Lift).Parameters.AsEnumerable());
        Assert.Equal([FlatType.I32], Function(Params(17), null, AbiContext.Lower).Parameters.AsEnumerable());
    }

    [Fact]
    public void Passes_two_results_through_memory()
    {
        var text = P(PrimitiveKind.String);
        Assert.Equal("[] -> [i32]", Function([], text, AbiContext.Lift).ToString());
        Assert.Equal("[i32] -> []", Function([], text, AbiContext.Lower).ToString());
        Assert.Equal("[i32 i32] -> []", Function(Params(1), text, AbiContext.Lower).ToString());
        Assert.Equal("[] -> [f64]", Function([], P(F64), AbiContext.Lower).ToString());
    }

    [Fact]
    public void Bounds_the_work_on_a_type_that_is_exponentially_large()
    {
        WitType type = P(U8);
        for (var i = 0; i < 64; i++)
        {
            type = new TupleType([type, type]);
        }
        Assert.True(Flattening.FlattenType(type).IsDefault);
        Assert.Equal(ulong.MaxValue, Layout.ElemSize(new TupleType([type, type])));
    }

    private static PrimitiveType P(PrimitiveKind kind) => PrimitiveType.Of(kind);

    private static TupleType Tuple(params PrimitiveKind[] kinds) => new([.. kinds.Select(P)]);

    private static (uint, uint) Of(WitType type, PointerType pointer = PointerType.I32) =>
        ((uint)Layout.ElemSize(type, pointer), Layout.Alignment(type, pointer));

    private static FlatType[] Flat(WitType type) => [.. Flattening.FlattenType(type)];

    private static List<FunctionParameter> Params(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new FunctionParameter($"p{i}", P(U8)))];

    private static FlatFunctionType Function(List<FunctionParameter> parameters, WitType? result, AbiContext context) =>
        Flattening.FlattenFunctype(new([.. parameters], result), context);
}
