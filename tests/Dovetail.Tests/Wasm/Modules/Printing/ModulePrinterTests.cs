using Dovetail.Fuzzing;
using Dovetail.Fuzzing.Generation;
using Dovetail.Wasm;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using Dovetail.Wasm.Modules.Encoding;
using static Dovetail.Tests.Wasm.Modules.Printing.ModuleRoundTrip;

namespace Dovetail.Tests.Wasm.Modules.Printing;

public class ModulePrinterTests
{
    [Fact]
    public void Writes_every_field_in_the_order_of_the_binary()
    {
        const string Text = """
            (module $all
              (type $t (;0;) (func (param i32) (result i64)))
              (type (;1;) (func))
              (rec
                (type $s (;2;) (sub (struct (field $x (mut i8)) (field (ref null 3)))))
                (type (;3;) (sub final $s (struct (field (mut i8)) (field (ref null 3)) (field anyref))))
              )
              (type (;4;) (array (mut i16)))
              (import "m" "\u{202e}n" (func $imported (;0;) (type $t)))
              (import "m" "g" (global (;0;) (mut externref)))
              (table (;0;) i64 1 2 funcref)
              (table (;1;) 1 (ref func) ref.func $imported)
              (memory $m (;0;) 1)
              (memory (;1;) i64 1 18446744073709551615)
              (tag $e (;0;) (type 1))
              (global (;1;) i32 i32.const 1 i32.const 2 i32.add)
              (export "run" (func $run))
              (start 2)
              (elem (;0;) (i64.const 0) func $imported $run)
              (elem $d (;1;) declare func $run)
              (elem (;2;) (table 1) (offset i32.const 0 i32.const 1 i32.add) (ref func) (ref.func $run) (item i32.const 1 ref.func $run))
              (func $run (;1;) (type $t) (param $p i32) (result i64)
                (local i64 i64) (local $l f32) (local i32)
                block $done (result i64)
                  block ;; label = @2
                    local.get $p
                    br_table $done 0 (;@2;) 2 (;@0;) 3
                  end
                  i64.const -1
                  local.get 4
                  (@metadata.code.branch_hint "\01") if (type 1) ;; label = @2
                    i32.const 0
                    i64.load32_u 1 offset=18446744073709551615 align=1
                    drop
                  else
                    f32.const nan:0x200000 (;=NaN;)
                    local.set $l
                  end
                end
                try_table (catch $e 0 (;@0;)) (catch_all_ref 0 (;@0;)) ;; label = @1
                end
                ref.null 3
                ref.test (ref null $s)
                drop
                v128.const i32x4 0x00000001 0x00000000 0xffffffff 0x00000010
                i8x16.extract_lane_s 15
                drop
              )
              (func (;2;) (type 1))
              (data $n (;0;) (i32.const 8) "a\00\22\5c\ff")
              (data (;1;) "passive")
              (@producers
                (language "C" "11")
                (processed-by "x" "1")
                (processed-by "y" "")
              )
              (@custom "other" "\00")
            )

            """;
        Assert.Equal(Text, Print(Parse(Text)));
        Assert.Null(Check(Parse(Text)));
    }

    [Fact]
    public void Makes_names_unique_and_keeps_what_they_were()
    {
        var module = WithNames(
            "(module (func) (func) (func) (func) (func))",
            (NamePart.Functions, [(0, "f"), (1, "f"), (2, "#func1 f"), (3, "a b\n"), (4, "")]));
        Assert.Equal(
            [
                "(func $f (;0;) (type 0))",
                "(func $\"#func1 f\" (@name \"f\") (;1;) (type 0))",
                "(func $\"#func2 #func1 f\" (@name \"#func1 f\") (;2;) (type 0))",
                "(func $\"a b\\u{a}\" (;3;) (type 0))",
                "(func (@name \"\") (;4;) (type 0))",
            ],
            Print(module).Split('\n').Where(line => line.StartsWith("  (func", StringComparison.Ordinal)).Select(line => line.Trim()));
        Assert.Null(Check(module));
        Assert.DoesNotContain("@custom", Print(module), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("01020005666f6f")]       // cut off
    [InlineData("0c00")]                 // a part that nobody knows
    [InlineData("010401090161")]         // a function that does not exist
    [InlineData("0105010001610000")]     // something behind the names of functions
    public void Keeps_the_bytes_of_names_that_the_text_cannot_spell(string hex)
    {
        var module = Parse("(module (func))") with { CustomSections = [new CustomSection("name", Convert.FromHexString(hex), 11)] };
        Assert.Contains("(@custom \"name\" ", Print(module), StringComparison.Ordinal);
        Assert.Null(Check(module));
    }

    [Fact]
    public void Keeps_the_places_of_custom_sections()
    {
        var module = Parse("""(module (@custom "b" (before first) "1") (@custom "a" (after import) "2") (memory 1) (func) (@custom "c" (before code) "3"))""");
        Assert.Contains("""(@custom "b" (before first) "1")""", Print(module), StringComparison.Ordinal);
        Assert.Contains("""(@custom "a" (after type) "2")""", Print(module), StringComparison.Ordinal);
        Assert.Contains("""(@custom "c" (after memory) "3")""", Print(module), StringComparison.Ordinal);
        Assert.Null(Check(module));
    }

    [Fact]
    public void Leaves_bodies_and_bytes_out_of_a_skeleton()
    {
        var module = Parse("""(module (memory 1) (func $f (local i32) nop) (data (i32.const 0) "abc") (@custom "x" "y"))""");
        Assert.Equal("""
            (module
              (type (;0;) (func))
              (memory (;0;) 1)
              (func $f (;0;) (type 0) ...)
              (data (;0;) (i32.const 0) ...)
              (@custom "x" ...)
            )

            """, Print(module, new PrintOptions { IsSkeleton = true }));
    }

    [Fact]
    public void Keeps_branch_hints_of_folded_and_flat_code()
    {
        var module = Parse("""
            (module (func (param i32) (local i64)
              (@metadata.code.branch_hint "\00") (if (block (result i32) (local.get 0)) (then (nop)))
              (block local.get 0 (@metadata.code.branch_hint "\01") br_if 0)))
            """);
        var hints = BranchHints.Read(ModuleDecoder.Decode(ModuleEncoder.Encode(module))).Of(0);
        Assert.Equal([(8, false), (16, true)], hints.Select(hint => (hint.Offset, hint.IsLikely)));
        Assert.Null(Check(module));
    }

    [Fact]
    public void Text_of_deep_nesting_stays_in_proportion()
    {
        const int Depth = 200_000;
        var body = new ByteWriter();
        for (var i = 0; i < Depth; i++)
        {
            body.WriteBytes([0x02, 0x40]);
        }
        for (var i = 0; i <= Depth; i++)
        {
            body.WriteByte(0x0B);
        }
        var module = Parse("(module (func))");
        module = module with { Functions = [module.Functions[0] with { Body = new Expression(body.ToArray(), 0) }] };
        Assert.InRange(Print(module).Length, 0, Depth * 260);
        Assert.Null(Check(module));
    }

    [Fact]
    public void Generated_modules_come_back_from_text_and_binary()
    {
        for (var seed = 0L; seed < 300; seed++)
        {
            var module = ModuleGenerator.Generate(SeededRandom.SeedOf(11, seed), WasmFeatures.WebAssembly3);
            Assert.True(Check(ModuleDecoder.Decode(module.Bytes)) is not { } difference, $"seed {seed}");
        }
    }

    [Fact]
    public void Floating_point_numbers_keep_their_bits()
    {
        var random = new SeededRandom(5);
        var body = new ByteWriter();
        ulong[] bits = [0, 1UL << 63, 1, 0x000F_FFFF_FFFF_FFFF, 0x7FF0_0000_0000_0000, 0x7FF8_0000_0000_0000, 0xFFF0_0000_0000_0001,
            .. Enumerable.Range(0, 2000).Select(_ => random.Next() >> random.Below(64))];
        foreach (var value in bits)
        {
            body.WriteByte(0x44);
            body.WriteFixed64(value);
            body.WriteByte(0x43);
            body.WriteFixed32((uint)value);
        }
        body.WriteByte(0x0B);
        var module = Parse("(module (func))");
        module = module with { Functions = [module.Functions[0] with { Body = new Expression(body.ToArray(), 0) }] };
        Assert.Equal(body.ToArray(), Parse(Print(module)).Functions[0].Body.Bytes.ToArray());
    }

    private static ModuleDefinition WithNames(string text, params (NamePart Part, (int Index, string Name)[] Names)[] parts)
    {
        var section = new NameSection();
        foreach (var (part, entries) in parts)
        {
            var names = new IndexNames();
            foreach (var (index, name) in entries)
            {
                names.Add(index, name);
            }
            section.Add(part, names);
        }
        return Parse(text) with { CustomSections = [new CustomSection("name", section.Encode(), (int)SectionId.Data)] };
    }
}
