using Dovetail.Wasm;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Wasm.Components;

public class ComponentDecoderTests
{
    [Fact]
    public void Reads_an_empty_component() => Assert.Empty(Decode().Fields);

    [Fact]
    public void Reads_types_in_order()
    {
        var component = Decode(Section(7, [
            3,
            0x72, 2, .. Name("a"), 0x7f, .. Name("b"), 0x00, // a record of a bool and of type 0
            0x6a, 0x01, 0x79, 0x00, // (result u32)
            0x40, 1, .. Name("p"), 0x73, 0x00, 0x78, // a function of a string to an s64
        ]));
        var types = component.Fields.Cast<TypeField>().Select(field => field.Type).ToArray();
        var record = Assert.IsType<RecordDefinition>(types[0]);
        Assert.Equal(new LabeledType("a", ValueTypeReference.Of(PrimitiveKind.Bool)), record.Fields[0]);
        Assert.Equal(new LabeledType("b", ValueTypeReference.At(0)), record.Fields[1]);
        Assert.Equal(new ResultDefinition(ValueTypeReference.Of(PrimitiveKind.U32), null), types[1]);
        var function = Assert.IsType<FunctionTypeDefinition>(types[2]);
        Assert.Equal(ValueTypeReference.Of(PrimitiveKind.S64), function.Result);
    }

    [Fact]
    public void Reads_aliases_of_each_target()
    {
        var component = Decode(Section(6, [
            3,
            0x01, 0x00, 0x02, .. Name("f"), // a function that instance 2 exports
            0x00, 0x02, 0x01, 0x03, .. Name("m"), // a memory that core instance 3 exports
            0x03, 0x02, 0x01, 0x05, // type 5 one scope out
        ]));
        Assert.Equal(
            [new ExportAlias(Sort.Function, 2, "f"), new CoreExportAlias(Sort.CoreMemory, 3, "m"), new OuterAlias(Sort.Type, 1, 5)],
            component.Fields.Cast<AliasField>().Select(field => field.Alias));
    }

    [Fact]
    public void Reads_canonical_definitions_with_options()
    {
        var component = Decode(Section(8, [2, 0x00, 0x00, 0x07, 2, 0x01, 0x03, 0x04, 0x09, 0x03, 0x05]));
        var lift = Assert.IsType<CanonLift>(((CanonField)component.Fields[0]).Canon);
        Assert.Equal((7, 9), (lift.CoreFunction, lift.Type));
        Assert.Equal([new CanonOption(CanonOptionKind.Utf16), new CanonOption(CanonOptionKind.Memory, 4)], lift.Options.AsEnumerable());
        Assert.Equal(new CanonBuiltIn(BuiltIn.ResourceDrop) { Type = 5 }, ((CanonField)component.Fields[1]).Canon);
    }

    [Fact]
    public void Places_are_counted_in_the_outermost_input()
    {
        // The preamble (8), a section's head (2), and in the nested component the preamble (8) and a section's head (2)
        // come before.
        var component = Decode(Section(4, Component(Section(7, [1, 0x73]))));
        var nested = Assert.IsType<NestedComponentField>(Assert.Single(component.Fields)).Component;
        Assert.Equal(21, Assert.Single(nested.Fields).Offset);
    }

    [Theory]
    [InlineData("00 61 73 6d 0d 00", "unexpected end")]
    [InlineData("00 61 73 6e 0d 00 01 00", "magic header")]
    [InlineData("00 61 73 6d 0c 00 01 00", "unknown binary version")]
    [InlineData("00 61 73 6d 01 00 00 00", "expected a component")]
    [InlineData("00 61 73 6d 0d 00 01 00 0d 00", "malformed section id")]
    [InlineData("00 61 73 6d 0d 00 01 00 07 03 00", "length out of bounds")]
    [InlineData("00 61 73 6d 0d 00 01 00 07 02 00 00", "section size mismatch")]
    [InlineData("00 61 73 6d 0d 00 01 00 07 02 01 62", "0x62 for a type")]
    [InlineData("00 61 73 6d 0d 00 01 00 08 02 01 07", "0x07 for a canonical definition")]
    [InlineData("00 61 73 6d 0d 00 01 00 06 06 01 05 02 00 00 00", "instance is not a sort for it")]
    [InlineData("00 61 73 6d 0d 00 01 00 0a 06 01 03 01 61 01 00", "0x03 for the name")]
    public void Refuses_what_is_not_of_the_format(string bytes, string why)
    {
        var error = Assert.Throws<MalformedException>(() => ComponentDecoder.Decode(Bytes(bytes)));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("07 04 01 66 01 7d", "async")]
    [InlineData("07 05 01 43 00 01 00", "async")]
    [InlineData("07 04 01 67 7d 03", "fixed-length-lists")]
    [InlineData("07 04 01 63 73 79", "map")]
    [InlineData("07 02 01 64", "error-context")]
    [InlineData("08 02 01 26", "threading")]
    [InlineData("08 02 01 1f", "async")]
    [InlineData("0c 04 01 7f 01 00 0b 07 01 00 01 61 02 00 00", "values")]
    [InlineData("07 03 01 42 00 0a 0e 01 02 01 61 01 00 05 61 3a 62 2f 63 05 00", "implements")]
    [InlineData("07 03 01 42 00 0a 07 01 02 01 61 00 05 00", "implements")]
    public void Reads_a_gated_feature_which_validation_refuses_by_name(string section, string feature)
    {
        var component = ComponentDecoder.Decode(Bytes("00 61 73 6d 0d 00 01 00 " + section));
        var error = Assert.Throws<UnsupportedException>(
            () => ComponentValidator.Validate(component, gates: ComponentFeatures.None));
        Assert.Equal(feature, error.Feature);
    }

    [Fact]
    public void What_is_malformed_is_called_so_though_a_gated_feature_stands_before_it() =>
        Assert.Throws<MalformedException>(() => Decode(Section(7, [2, 0x66, 0x00, 0x62])));

    [Fact]
    public void A_name_with_an_empty_list_of_attributes_is_a_plain_name()
    {
        var component = Decode(Section(10, [1, 0x02, .. Name("c"), 0x00, 0x01, 0x00]));
        Assert.Equal("c", ((ImportField)component.Fields[0]).Name);
    }

    [Fact]
    public void Refuses_components_nested_too_deep_by_name()
    {
        var bytes = Component();
        for (var i = 0; i < 200; i++)
        {
            bytes = Component(Section(4, bytes));
        }
        Assert.Equal(
            "component nesting depth", Assert.Throws<LimitException>(() => ComponentDecoder.Decode(bytes)).Limit);
    }

    [SharedFact]
    public void Reads_the_components_of_real_toolchains()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.PathOf("guests"), "*.wasm", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            if (bytes[4] == 0x0d)
            {
                Assert.NotEmpty(ComponentDecoder.Decode(bytes).Fields);
            }
        }
    }

    private static ComponentDefinition Decode(params byte[][] sections) => ComponentDecoder.Decode(Component(sections));

    private static byte[] Component(params byte[][] sections) =>
        [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, .. sections.SelectMany(section => section)];

    private static byte[] Section(byte id, byte[] content)
    {
        List<byte> size = [];
        var left = content.Length;
        for (; left >= 0x80; left >>= 7)
        {
            size.Add((byte)(left | 0x80));
        }
        return [id, .. size, (byte)left, .. content];
    }

    private static byte[] Name(string name) => [(byte)name.Length, .. System.Text.Encoding.UTF8.GetBytes(name)];

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
