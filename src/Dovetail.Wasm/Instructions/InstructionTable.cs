using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Dovetail.Wasm.Instructions;

/// <summary>The one table of instructions, by opcode and by mnemonic. Safe from many threads.</summary>
internal static class InstructionTable
{
    /// <summary>Behind the number of the last opcode.</summary>
    public const int Size = 0x500;

    private static readonly InstructionRow?[] s_byOpcode = Index([.. InstructionRows.All(), .. VectorInstructionRows.All()]);

    /// <summary>All rows, ordered by opcode.</summary>
    public static ImmutableArray<InstructionRow> Rows => Mnemonics.Rows;

    /// <summary>The rows at the numbers of their opcodes, null where there is none.</summary>
    public static ReadOnlySpan<InstructionRow?> ByOpcode => s_byOpcode;

    /// <summary>The row of <paramref name="opcode"/>, null where there is none.</summary>
    public static InstructionRow? Find(Opcode opcode) => (int)opcode < Size ? s_byOpcode[(int)opcode] : null;

    /// <summary>The row of <paramref name="opcode"/>, which is one of the enumeration's.</summary>
    public static InstructionRow Row(Opcode opcode) => s_byOpcode[(int)opcode]!;

    /// <summary>
    /// The row of a keyword of the text format, null where there is none. Of the rows that share a mnemonic (<c>select</c>,
    /// <c>ref.test</c>, <c>ref.cast</c>) it is the first, without types and without null.
    /// </summary>
    public static InstructionRow? Find(ReadOnlySpan<char> mnemonic) =>
        Mnemonics.Table.TryGetValue(mnemonic, out var row) ? row : null;

    private static InstructionRow?[] Index(InstructionRow[] rows)
    {
        var table = new InstructionRow?[Size];
        foreach (var row in rows)
        {
            table[(int)row.Opcode] = row;
        }
        return table;
    }

    /// <summary>Made when the first text is read: reading binaries starts faster without it.</summary>
    private static class Mnemonics
    {
        public static readonly ImmutableArray<InstructionRow> Rows = [.. s_byOpcode.OfType<InstructionRow>()];

        public static readonly FrozenDictionary<string, InstructionRow>.AlternateLookup<ReadOnlySpan<char>> Table = Rows
            .DistinctBy(row => row.Mnemonic)
            .ToFrozenDictionary(row => row.Mnemonic, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
