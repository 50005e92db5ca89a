using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Modules.Decoding;
using static Dovetail.Tests.Wasm.Modules.ModuleBytes;

namespace Dovetail.Tests.Wasm.Modules.Decoding;

public class SegmentTests
{
    private static readonly ValType s_function = ValType.Ref(false, HeapType.Func);

    // 41 00 0B is (i32.const 0), D2 05 0B is (ref.func 5).
    public static TheoryData<byte[], SegmentMode, int, ValType> Forms => new()
    {
        { [0, 0x41, 0, 0x0B, 1, 5], SegmentMode.Active, 0, s_function },
        { [1, 0, 1, 5], SegmentMode.Passive, 0, s_function },
        { [2, 3, 0x41, 0, 0x0B, 0, 1, 5], SegmentMode.Active, 3, s_function },
        { [3, 0, 1, 5], SegmentMode.Declarative, 0, s_function },
        { [4, 0x41, 0, 0x0B, 1, 0xD2, 5, 0x0B], SegmentMode.Active, 0, ValType.FuncRef },
        { [5, 0x6F, 1, 0xD2, 5, 0x0B], SegmentMode.Passive, 0, ValType.ExternRef },
        { [6, 3, 0x41, 0, 0x0B, 0x70, 1, 0xD2, 5, 0x0B], SegmentMode.Active, 3, ValType.FuncRef },
        { [7, 0x70, 1, 0xD2, 5, 0x0B], SegmentMode.Declarative, 0, ValType.FuncRef },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Reads_each_form_of_element_segment(byte[] bytes, SegmentMode mode, int table, ValType type)
    {
        var segment = ModuleDecoder.Decode(Module(Section(SectionId.Element, [1, .. bytes]))).Elements.Single();
        Assert.Equal((mode, table, type), (segment.Mode, segment.TableIndex, segment.Type));
        Assert.Equal(mode == SegmentMode.Active, segment.Offset is not null);
        Assert.Equal([0xD2, 5, 0x0B], segment.Items.Single().Bytes.ToArray());
    }

    [Theory]
    [InlineData("malformed elements segment kind", 8, 0)]
    [InlineData("malformed element kind", 1, 1, 0)]
    [InlineData("malformed reference type", 5, 0x7F, 0)]
    public void Rejects_other_forms(string message, params int[] bytes) =>
        Rejects(message, Section(SectionId.Element, [1, .. bytes.Select(b => (byte)b)]));

    [Theory]
    [InlineData(SegmentMode.Active, 0, 0, 0x41, 0, 0x0B, 1, 9)]
    [InlineData(SegmentMode.Passive, 0, 1, 1, 9)]
    [InlineData(SegmentMode.Active, 4, 2, 4, 0x41, 0, 0x0B, 1, 9)]
    public void Reads_each_form_of_data_segment(SegmentMode mode, int memory, params int[] bytes)
    {
        var segment = ModuleDecoder.Decode(Module(Section(SectionId.Data, [1, .. bytes.Select(b => (byte)b)]))).Data.Single();
        Assert.Equal((mode, memory), (segment.Mode, segment.MemoryIndex));
        Assert.Equal(mode == SegmentMode.Active, segment.Offset is not null);
        Assert.Equal([9], segment.Bytes.ToArray());
    }

    [Fact]
    public void Rejects_another_form_of_data_segment() => Rejects("malformed data segment kind", Section(SectionId.Data, 1, 3, 0));

    [Fact]
    public void Rejects_another_count_of_data_segments() =>
        Rejects("data count and data section have inconsistent lengths", Section(SectionId.DataCount, 1));

    [Fact]
    public void Rejects_code_that_names_a_data_segment_without_a_count() =>
        Rejects("data count section required",
            EmptyFunctionType, OneFunction, Code(0, 0xFC, 0x09, 0, 0x0B), Section(SectionId.Data, 1, 1, 0));

    [Fact]
    public void Reads_code_that_names_a_data_segment_behind_the_count() =>
        Assert.Equal(1, ModuleDecoder.Decode(Module(
            EmptyFunctionType, OneFunction, Section(SectionId.DataCount, 1), Code(0, 0xFC, 0x09, 0, 0x0B),
            Section(SectionId.Data, 1, 1, 0))).DataCount);

    private static void Rejects(string message, params byte[][] sections)
    {
        var error = Assert.Throws<MalformedException>(() => ModuleDecoder.Decode(Module(sections)));
        Assert.StartsWith(message, error.Message);
    }
}
