using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Tests.Wasm.Instructions;

public class InstructionReaderTests
{
    private static InstructionReader ReadOne(params byte[] bytes)
    {
        var reader = new InstructionReader(bytes, 0x10);
        Assert.True(reader.Read());
        return reader;
    }

    [Fact]
    public void Reads_to_the_end()
    {
        var reader = new InstructionReader([0x41, 0x7F, 0x1A, 0x0B], 0x20);
        Assert.True(reader.Read());
        Assert.Equal((Opcode.I32Const, -1, 0x20), (reader.Opcode, reader.I32, reader.Offset));
        Assert.True(reader.Read());
        Assert.Equal((Opcode.Drop, 0x22), (reader.Opcode, reader.Offset));
        Assert.True(reader.Read());
        Assert.Equal(Opcode.End, reader.Opcode);
        Assert.False(reader.Read());
    }

    [Fact]
    public void Reads_the_labels_of_a_table_with_the_default_last()
    {
        var reader = ReadOne(0x0E, 2, 5, 0x80, 0x01, 7);
        var labels = new List<int>();
        foreach (var label in reader.Labels)
        {
            labels.Add(label);
        }
        Assert.Equal([5, 128, 7], labels);
        Assert.Equal(2, reader.Labels.Count);
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void Reads_an_access_to_a_second_memory()
    {
        var reader = ReadOne(0x28, 0x42, 1, 0x80, 0x80, 0x80, 0x80, 0x10);
        Assert.Equal(new MemArg(2, 1, 0x1_0000_0000), reader.MemArg);
    }

    [Fact]
    public void Rejects_unknown_flags_of_an_access() =>
        Assert.StartsWith("malformed memop flags", Malformed(0x28, 0x80, 0x01, 0).Message);

    [Fact]
    public void Reads_the_three_forms_of_block_type()
    {
        Assert.True(ReadOne(0x02, 0x40).BlockType.IsEmpty);
        Assert.Equal(ValType.I64, ReadOne(0x02, 0x7E).BlockType.Result);
        Assert.Equal(0x40, ReadOne(0x02, 0xC0, 0x00).BlockType.TypeIndex);
        Assert.Equal(ValType.Ref(false, HeapType.Concrete(3)), ReadOne(0x02, 0x64, 3).BlockType.Result);
    }

    [Fact]
    public void Reads_catch_clauses()
    {
        var catches = ReadOne(0x1F, 0x40, 2, 0x01, 4, 0, 0x02, 1).Catches;
        Assert.Equal([new CatchClause(CatchKind.CatchRef, 4, 0), new CatchClause(CatchKind.CatchAll, -1, 1)], catches.AsEnumerable());
    }

    [Fact]
    public void Reads_a_cast_that_branches()
    {
        var reader = ReadOne(0xFB, 0x18, 0x02, 1, 0x6E, 5);
        Assert.Equal((false, true, 1), (reader.SourceNullable, reader.TargetNullable, reader.Index));
        Assert.Equal((HeapType.Abstract(HeapKind.Any), HeapType.Concrete(5)), (reader.HeapType, reader.TargetHeapType));
    }

    [Theory]
    [InlineData(0x27)]
    [InlineData(0xFF)]
    [InlineData(0xFB, 0x1F)]
    [InlineData(0xFC, 0x12)]
    public void Rejects_an_opcode_that_is_not(params int[] bytes)
    {
        var error = Malformed([.. bytes.Select(b => (byte)b)]);
        Assert.Equal(0x10, error.Offset);
        Assert.StartsWith("illegal opcode " + string.Join(' ', bytes.Select(b => b.ToString("x2"))), error.Message);
    }

    [Fact]
    public void Rejects_an_opcode_that_would_run_into_the_next_prefix() =>
        Assert.StartsWith("illegal opcode fc 100", Malformed(0xFC, 0x80, 0x02).Message);

    [Theory]
    [InlineData("threads", 0xFE, 0x03, 0x00)]
    [InlineData("legacy-exceptions", 0x06, 0x40)]
    [InlineData("legacy-exceptions", 0x19)]
    public void Refuses_by_name_what_never_was_in_the_standard(string feature, params int[] bytes)
    {
        var error = Assert.Throws<UnsupportedException>(() => _ = ReadOne([.. bytes.Select(b => (byte)b)]).Index);
        Assert.Equal(feature, error.Feature);
    }

    [Fact]
    public void Rejects_immediates_that_are_cut() => Assert.StartsWith("unexpected end", Malformed(0x43, 0, 0, 0).Message);

    [Fact]
    public void Rejects_a_label_count_beyond_the_bytes() => Assert.StartsWith("length out of bounds", Malformed(0x0E, 0x7F, 0).Message);

    private static MalformedException Malformed(params byte[] bytes) =>
        Assert.Throws<MalformedException>(() => _ = ReadOne(bytes).Index);
}
