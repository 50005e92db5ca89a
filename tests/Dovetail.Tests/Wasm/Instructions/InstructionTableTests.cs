using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Tests.Wasm.Instructions;

public class InstructionTableTests
{
    [Fact]
    public void Has_one_row_for_each_opcode()
    {
        Assert.Equal(Enum.GetValues<Opcode>(), InstructionTable.Rows.Select(row => row.Opcode));
        Assert.Equal(InstructionTable.Rows.Length, InstructionRows.All().Length + VectorInstructionRows.All().Length);
    }

    [Fact]
    public void Names_each_opcode_after_its_mnemonic()
    {
        Opcode[] second = [Opcode.SelectTyped, Opcode.RefTestNull, Opcode.RefCastNull];
        foreach (var row in InstructionTable.Rows.Where(row => !second.Contains(row.Opcode)))
        {
            var name = row.Mnemonic.Replace(".", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
            Assert.Equal(name, row.Opcode.ToString(), ignoreCase: true);
            Assert.Same(row, InstructionTable.Find(row.Mnemonic));
        }
    }

    [Fact]
    public void Counts_the_instructions_of_each_prefix()
    {
        int Count(int from, int to) => InstructionTable.Rows.Count(row => (int)row.Opcode >= from && (int)row.Opcode < to);
        Assert.Equal(31, Count(0x100, 0x200));
        Assert.Equal(18, Count(0x200, 0x300));
        Assert.Equal(236, Count(0x300, 0x400));
        Assert.Equal(20, Count(0x400, 0x500));
    }

    [Fact]
    public void Gives_an_access_width_to_accesses_of_memory_alone()
    {
        foreach (var row in InstructionTable.Rows)
        {
            Assert.Equal(row.Immediates is Immediates.MemoryAccess or Immediates.MemoryLane, row.AccessLog2 >= 0);
        }
    }

    [Theory]
    [InlineData("i32.load16_u", 1)]
    [InlineData("i64.store", 3)]
    [InlineData("v128.load8x8_s", 3)]
    [InlineData("v128.store64_lane", 3)]
    public void Knows_the_natural_alignment(string mnemonic, int log2) => Assert.Equal(log2, InstructionTable.Find(mnemonic)!.AccessLog2);

    [Theory]
    [InlineData("i64.eqz", "i64", "i32")]
    [InlineData("f32.copysign", "f32 f32", "f32")]
    [InlineData("i64.trunc_sat_f32_u", "f32", "i64")]
    [InlineData("v128.bitselect", "v128 v128 v128", "v128")]
    [InlineData("i32.store8", "unknown i32", "")]
    public void Knows_the_operands(string mnemonic, string pops, string pushes)
    {
        var row = InstructionTable.Find(mnemonic)!;
        Assert.Equal(pops, string.Join(' ', row.Pops));
        Assert.Equal(pushes, string.Join(' ', row.Pushes));
    }

    [Fact]
    public void Finds_nothing_for_other_names_and_codes()
    {
        Assert.Null(InstructionTable.Find("i32.frobnicate"));
        Assert.Null(InstructionTable.Find((Opcode)0x27));
        Assert.Null(InstructionTable.Find((Opcode)0xFFFF));
    }

    [Fact]
    public void Every_feature_has_a_name()
    {
        var names = Enum.GetValues<WasmFeatures>().Where(f => int.PopCount((int)f) == 1).Select(WasmFeatureNames.NameOf).ToList();
        Assert.DoesNotContain("mvp", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    }
}
