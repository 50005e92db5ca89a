using Dovetail.CanonicalAbi;
using Dovetail.Compilation.Adapters;
using Dovetail.Tests.CanonicalAbi;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Compilation.Adapters;

/// <summary>Code grows with what a type takes to be stored, whatever it would take to be written out.</summary>
public sealed class AdapterSizeTests : IDisposable
{
    private static readonly PrimitiveType Flag = PrimitiveType.Of(PrimitiveKind.Bool);

    private readonly Engine engine = new();
    private readonly Store store;

    public AdapterSizeTests() => store = new Store(engine);

    public void Dispose()
    {
        store.Dispose();
        engine.Dispose();
    }

    [Fact]
    public void A_type_that_doubles_with_each_level_has_few_methods()
    {
        WitType type = new TupleType([Flag, PrimitiveType.Of(PrimitiveKind.String)]);
        for (var i = 0; i < 16; i++)
            type = new TupleType([type, type]);
        var bodies = AdapterUnit.Emit(ShapeOf(new ListType(type)));
        Assert.InRange(bodies.Length, 5, 40);
        Assert.True(bodies.Sum(body => body.Instructions.Length) < 5000);
    }

    [Fact]
    public void A_record_of_very_many_fields_is_spread_over_methods()
    {
        var type = new ListType(new RecordType([.. Enumerable.Range(0, 5000).Select(i => new RecordField($"f{i}", Flag))]));
        var bodies = AdapterUnit.Emit(ShapeOf(type));
        Assert.All(bodies, body => Assert.True(body.Instructions.Length < 4000, $"{body.Name}: {body.Instructions.Length}"));
        AdapterCompiler.Verify(ShapeOf(type), bodies);
        var (source, target) = (new AbiGuest(store, name: "source"), new AbiGuest(store, name: "target"));
        source.Bytes(4096, 5000).Fill(7);
        var frame = FusedCalls.Transfer(source, target, type, [4096, 1]);
        Assert.Equal(Enumerable.Repeat((byte)1, 5000), target.Bytes((uint)frame[0], 5000).ToArray());
    }

    [Fact]
    public void A_flat_variant_of_very_many_payloads_has_a_large_frame_and_works()
    {
        var cases = Enumerable.Range(1, 250).Select(i => new VariantCase($"c{i}", Payload(i)));
        var type = new VariantType([.. cases]);
        var (source, target) = (new AbiGuest(store, name: "source"), new AbiGuest(store, name: "target"));
        "abc"u8.CopyTo(source.Bytes(4096, 3));
        var frame = FusedCalls.Transfer(source, target, type, [170, 4096, 3, .. Enumerable.Repeat(0xffff_ffff_ffff_ffffUL, 8)]);
        Assert.Equal(170u, frame[0]);
        Assert.Equal("abc"u8, target.Bytes((uint)frame[1], 3));
        var fault = Assert.Throws<TrapException>(() => FusedCalls.Transfer(
            new AbiGuest(store, name: "other"), target, type, [250, .. Enumerable.Repeat(0UL, 10)]));
        Assert.Equal(TrapCode.InvalidDiscriminant, fault.Code);
    }

    [Fact]
    public void Types_of_one_shape_share_their_code_and_others_do_not()
    {
        var a = CodeFor(new RecordType([new("x", Flag), new("y", PrimitiveType.Of(PrimitiveKind.U16))]), StringEncoding.Utf8);
        var b = CodeFor(new TupleType([Flag, PrimitiveType.Of(PrimitiveKind.U16)]), StringEncoding.Utf8);
        var c = CodeFor(new TupleType([Flag, PrimitiveType.Of(PrimitiveKind.S16)]), StringEncoding.Utf8);
        Assert.Same(a, b);
        Assert.NotSame(a, c);
        Assert.NotSame(a, CodeFor(new TupleType([Flag, PrimitiveType.Of(PrimitiveKind.U16)]), StringEncoding.Utf16));
    }

    [Fact]
    public void Code_is_not_kept_when_nobody_uses_it()
    {
        var code = Use();
        for (var i = 0; i < 20 && code.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.False(code.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Use() => new(CodeFor(new TupleType([.. Enumerable.Repeat(Flag, 13)]), StringEncoding.CompactUtf16));
    }

    private static AdapterCode CodeFor(WitType type, StringEncoding encoding)
    {
        var plan = FunctionPlan.Of(new WitFunctionType([new("p", type)], null));
        return AdapterCompiler.CodeFor(plan, plan, new AdapterOptions(encoding, encoding, false, Entering.Callee));
    }

    private static AdapterShape ShapeOf(WitType type)
    {
        var plan = FunctionPlan.Of(new WitFunctionType([new("p", type)], null));
        return AdapterShape.Of(plan, plan, new AdapterOptions(StringEncoding.Utf8, StringEncoding.Utf8, false, Entering.Callee));
    }

    // A string, and numbers whose widths spell the case: all different.
    private static TupleType Payload(int number) => new([
        PrimitiveType.Of(PrimitiveKind.String),
        .. Enumerable.Range(0, 8).Select(i => PrimitiveType.Of((number >> i & 1) != 0 ? PrimitiveKind.U8 : PrimitiveKind.Bool)),
    ]);
}
