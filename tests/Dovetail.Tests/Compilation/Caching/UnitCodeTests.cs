using System.Reflection;
using Dovetail.Compilation;
using Dovetail.Compilation.Caching;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;
using Dovetail.Compilation.Verification;
using Dovetail.Tests.Compilation.Verification;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Validation;

namespace Dovetail.Tests.Compilation.Caching;

public sealed class UnitCodeTests
{
    private const string Sample = """
        (module (memory 1) (table funcref (elem 0)) (type $two (func (param i32) (result i32 i64)))
          (func (param i32) (result i32)
            (block $a (block $b (block $c (br_table $a $b $c (local.get 0)))))
            (loop $l (br_if $l (i32.load offset=8 (local.get 0))))
            (f64.store (local.get 0) (f64.const -0.5))
            (call 1 (local.get 0)) drop
            (call_indirect (type $two) (local.get 0) (i32.const 0)) drop drop
            (i32.div_s (local.get 0) (i32.const -7)))
          (func (param i32) (result i64) (i64.extend_i32_s (call 0 (local.get 0)))))
        """;

    [SharedFact]
    public void What_is_written_for_real_modules_is_read_as_it_was()
    {
        foreach (var path in RealModules.Paths)
            RoundTrip(ModuleValidator.Validate(ModuleDecoder.Decode(File.ReadAllBytes(path))));
    }

    [Fact]
    public void Branches_tables_calls_and_several_results_are_read_as_they_were() => RoundTrip(Wat.Validate(Sample));

    [Fact]
    public void A_unit_that_is_cut_off_is_refused()
    {
        var (_, _, bytes) = Write(Wat.Validate(Sample));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => UnitReader.Read(bytes.AsSpan(0, length), 2));
        Assert.Throws<InvalidDataException>(() => UnitReader.Read([.. bytes, 0], 2));
        Assert.Throws<InvalidDataException>(() => UnitReader.Read(bytes, 3));
    }

    [Fact]
    public void A_unit_with_a_byte_changed_is_refused_by_reader_or_verifier_or_is_safe()
    {
        var (shape, range, bytes) = Write(Wat.Validate(Sample));
        var (refused, accepted) = (0, 0);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (byte mask in (byte[])[0x01, 0x02, 0x10, 0x80])
            {
                var changed = bytes.ToArray();
                changed[i] ^= mask;
                var fault = Record.Exception(() => UnitCompiler.Verify(shape, range, UnitReader.Read(changed, 2)));
                Assert.False(fault is NullReferenceException or OutOfMemoryException, $"byte {i}: {fault}");
                (refused, accepted) = fault is null ? (refused, accepted + 1) : (refused + 1, accepted);
            }
        }
        Assert.True(refused > accepted, $"{refused} refused, {accepted} accepted");
    }

    [Fact]
    public void Entries_of_host_calls_and_adapters_cannot_be_written_down()
    {
        var foreign = Catalogue.Method(typeof(Console).GetMethod(nameof(Console.WriteLine), BindingFlags.Static | BindingFlags.Public, [])!);
        var body = new CilBuilder("f", new CilSignature([RuntimeMembers.FunctionOwner], CilTypes.Void)).Call(foreign).Return().Build();
        Assert.Null(UnitWriter.Write(new UnitCode([body], [512], [], 0, 0)));
    }

    [Fact]
    public void A_stack_deeper_than_it_says_is_refused()
    {
        var (shape, range, bytes) = Write(Wat.Validate("(module (func (param i32) (result i32) (i32.add (local.get 0) (local.get 0))))"));
        var code = UnitReader.Read(bytes, 1);
        UnitCompiler.Verify(shape, range, code);
        var body = code.Bodies[0];
        var shallow = body with { MaxStack = 1 };
        Assert.Throws<VerificationException>(() => UnitCompiler.Verify(shape, range, code with { Bodies = [shallow] }));
    }

    private static void RoundTrip(ValidatedModule module)
    {
        var (shape, range, bytes) = Write(module);
        var before = UnitCompiler.Emit(shape, range, new ExpressionPool());
        var after = UnitReader.Read(bytes, range.Count);
        Assert.Equal(before.Bodies.Select(CilListing.Of), after.Bodies.Select(CilListing.Of));
        Assert.Equal(before.Frames.ToArray(), after.Frames.ToArray());
        Assert.Equal((before.Unoptimized, before.UnoptimizedBytes), (after.Unoptimized, after.UnoptimizedBytes));
        UnitCompiler.Verify(shape, range, after);
    }

    private static (ModuleShape Shape, UnitRange Range, byte[] Bytes) Write(ValidatedModule module)
    {
        var (shape, range) = (new ModuleShape(module), new UnitRange(0, module.Definition.Functions.Length));
        return (shape, range, UnitWriter.Write(UnitCompiler.Compile(shape, range, new ExpressionPool()))!);
    }
}
