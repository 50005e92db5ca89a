using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using static Dovetail.Tests.Wasm.Modules.ModuleBytes;

namespace Dovetail.Tests.Wasm.Modules.Decoding;

public class ModuleDecoderTests
{
    [Fact]
    public void Reads_an_empty_module() => Assert.Empty(Decode().Types);

    [Theory]
    [InlineData("unexpected end", new byte[] { 0, (byte)'a' })]
    [InlineData("magic header not detected", new byte[] { 0, (byte)'a', (byte)'s', (byte)'n', 1, 0, 0, 0 })]
    [InlineData("unknown binary version", new byte[] { 0, (byte)'a', (byte)'s', (byte)'m', 2, 0, 0, 0 })]
    public void Rejects_another_header(string message, byte[] input) => Rejects(message, input);

    [Fact]
    public void Rejects_a_section_that_is_not() => Rejects("malformed section id", Module(Section((SectionId)14)));

    [Fact]
    public void Rejects_sections_out_of_order() =>
        Rejects("unexpected content after last section", Module(Section(SectionId.Table, 0), Section(SectionId.Function, 0)));

    [Fact]
    public void Rejects_a_section_twice() =>
        Rejects("unexpected content after last section", Module(Section(SectionId.Type, 0), Section(SectionId.Type, 0)));

    [Fact]
    public void Rejects_bytes_behind_the_content_of_a_section() =>
        Rejects("section size mismatch", Module(Section(SectionId.Type, 0, 0)), 11);

    [Fact]
    public void Reads_custom_sections_anywhere()
    {
        var module = Decode(Section(SectionId.Custom, 1, (byte)'a', 7), Section(SectionId.Type, 0), Section(SectionId.Custom, 0));
        Assert.Equal([("a", 1, 0), ("", 0, 1)], module.CustomSections.Select(c => (c.Name, c.Bytes.Length, c.Position)));
    }

    [Fact]
    public void Reads_groups_of_types()
    {
        var module = Decode(Section(SectionId.Type,
            2,                          // two groups
            0x4E, 2,                    // rec, of two
            0x50, 0, 0x5F, 1, 0x78, 1,  // sub (struct (field (mut i8)))
            0x4F, 1, 0,                 // sub final 0
            0x5E, 0x63, 0, 0,           // (array (ref null 0))
            0x60, 1, 0x7F, 1, 0x70));   // (func (param i32) (result funcref))
        Assert.Equal([new RecursiveGroup(0, 2), new RecursiveGroup(2, 1)], module.Groups.AsEnumerable());
        Assert.Equal(new SubType(false, null, new StructType([new FieldType(ValType.I32, PackedKind.I8, true)])), module.Types[0]);
        Assert.Equal(
            new SubType(true, 0, new ArrayType(new FieldType(ValType.Ref(true, HeapType.Concrete(0)), PackedKind.None, false))),
            module.Types[1]);
        Assert.Equal(new SubType(true, null, new FunctionType([ValType.I32], [ValType.FuncRef])), module.Types[2]);
    }

    [Fact]
    public void Rejects_two_supertypes() => Assert.Throws<InvalidException>(() => Decode(Section(SectionId.Type, 1, 0x50, 2, 0, 0, 0x5F, 0)));

    [Fact]
    public void Rejects_a_type_that_is_not() => Rejects("malformed definition type", Module(Section(SectionId.Type, 1, 0x40)), 11);

    [Fact]
    public void Reads_every_kind_of_import()
    {
        var module = Decode(Section(SectionId.Import,
            5,
            1, (byte)'m', 1, (byte)'a', 0, 3,                   // function of type 3
            1, (byte)'m', 1, (byte)'b', 1, 0x6F, 0x01, 1, 2,    // externref table, 1 to 2
            1, (byte)'m', 1, (byte)'c', 2, 0x04, 9,             // 64-bit memory from 9
            1, (byte)'m', 1, (byte)'d', 3, 0x7C, 1,             // mutable f64
            1, (byte)'m', 1, (byte)'e', 4, 0, 2));              // tag of type 2
        ExternType[] expected =
        [
            new FunctionImport(3),
            new TableType(ValType.ExternRef, new Limits(1, 2)),
            new MemoryType(new Limits(9, null), AddressType.I64),
            new GlobalType(ValType.F64, true),
            new TagType(2),
        ];
        Assert.Equal(expected, module.Imports.Select(i => i.Type));
        Assert.Equal(("m", "b", 17), (module.Imports[1].Module, module.Imports[1].Name, module.Imports[1].Offset));
    }

    [Fact]
    public void Rejects_an_import_of_another_kind() =>
        Rejects("malformed import kind", Module(Section(SectionId.Import, 1, 0, 0, 5, 0)), 13);

    [Fact]
    public void Rejects_unknown_limits() => Rejects("malformed limits flags", Module(Section(SectionId.Memory, 1, 8, 0)), 11);

    [Fact]
    public void Rejects_a_shared_table() => Rejects("malformed limits flags", Module(Section(SectionId.Table, 1, 0x70, 2, 0)), 12);

    [Fact]
    public void Rejects_a_mutability_that_is_not() => Rejects("malformed mutability", Module(Section(SectionId.Global, 1, 0x7F, 2, 0x0B)), 12);

    [Fact]
    public void Reads_a_table_with_its_first_value()
    {
        var table = Decode(Section(SectionId.Table, 1, 0x40, 0, 0x64, 0x70, 0, 3, 0xD2, 0, 0x0B)).Tables.Single();
        Assert.Equal(new TableType(ValType.Ref(false, HeapType.Func), new Limits(3, null)), table.Type);
        Assert.Equal([0xD2, 0, 0x0B], table.Initial!.Value.Bytes.ToArray());
        Assert.Equal(17, table.Initial.Value.Offset);
    }

    [Fact]
    public void Reads_exports_and_start()
    {
        var module = Decode(Section(SectionId.Export, 1, 1, (byte)'x', 2, 5), Section(SectionId.Start, 4));
        Assert.Equal(new Export("x", ExternKind.Memory, 5, 11), module.Exports.Single());
        Assert.Equal(4, module.Start);
    }

    [Fact]
    public void Reads_locals_and_body()
    {
        var function = Decode(EmptyFunctionType, OneFunction, Code(2, 3, 0x7F, 0, 0x7E, 0x01, 0x0B)).Functions.Single();
        Assert.Equal([new LocalRun(3, ValType.I32)], function.Locals.AsEnumerable());
        Assert.Equal([0x01, 0x0B], function.Body.Bytes.ToArray());
    }

    [Fact]
    public void Rejects_a_function_without_code() =>
        Rejects("function and code section have inconsistent lengths", Module(EmptyFunctionType, OneFunction));

    [Fact]
    public void Rejects_code_without_a_function() =>
        Rejects("function and code section have inconsistent lengths", Module(EmptyFunctionType, Code(0, 0x0B)));

    [Fact]
    public void Rejects_a_body_that_is_not_closed() => Rejects("unexpected end of section or function", Function(0x02, 0x40, 0x0B));

    [Fact]
    public void Rejects_code_behind_the_end() => Rejects("section size mismatch", Function(0x0B, 0x0B));

    [Fact]
    public void Rejects_an_else_outside_if() => Rejects("unexpected `else`", Function(0x02, 0x40, 0x05, 0x0B, 0x0B));

    [Fact]
    public void Rejects_a_second_else() => Rejects("unexpected `else`", Function(0x41, 0, 0x04, 0x40, 0x05, 0x05, 0x0B, 0x0B));

    [Fact]
    public void Rejects_more_locals_than_32_bits_count() =>
        Rejects("too many locals", Module(EmptyFunctionType, OneFunction,
            Code(2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 1, 0x7F, 0x0B)));

    [Fact]
    public void Refuses_more_locals_than_the_limit_by_name()
    {
        var error = Assert.Throws<LimitException>(() => Decode(EmptyFunctionType, OneFunction, Code(1, 0xD1, 0x86, 0x03, 0x7F, 0x0B)));
        Assert.Equal("locals", error.Limit);
    }

    [Fact]
    public void Reads_a_hundred_thousand_nested_blocks()
    {
        byte[] body = [0, .. Enumerable.Repeat(new byte[] { 0x02, 0x40 }, 100_000).SelectMany(b => b), .. Enumerable.Repeat((byte)0x0B, 100_001)];
        var section = new Dovetail.Wasm.Binary.ByteWriter();
        section.WriteByte(1);
        section.WriteSized(body);
        Assert.Single(Decode(EmptyFunctionType, OneFunction, Section(SectionId.Code, section.ToArray())).Functions);
    }

    private static ModuleDefinition Decode(params byte[][] sections) => ModuleDecoder.Decode(Module(sections));

    private static void Rejects(string message, byte[] input, int? offset = null)
    {
        var error = Assert.Throws<MalformedException>(() => ModuleDecoder.Decode(input));
        Assert.StartsWith(message, error.Message);
        Assert.Equal(offset ?? error.Offset, error.Offset);
    }
}
