using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Dovetail.Wasm.Instructions;

/// <summary>The one table of instructions, by opcode and by mnemonic. Safe from many threads.</summary>
internal static class InstructionTable
{
    private const int Size = 0x500;

    private static readonly InstructionRow?[] s_byOpcode = Index([.. InstructionRows.All(), .. VectorInstructionRows.All()]);

    private static readonly FrozenDictionary<string, InstructionRow> s_byMnemonic = s_byOpcode
        .OfType<InstructionRow>()
        .DistinctBy(row => row.Mnemonic)
        .ToFrozenDictionary(row => row.Mnemonic, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, InstructionRow>.AlternateLookup<ReadOnlySpan<char>> s_byMnemonicSpan =
        s_byMnemonic.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>All rows, ordered by opcode.</summary>
    public static ImmutableArray<InstructionRow> Rows { get; } = [.. s_byOpcode.OfType<InstructionRow>()];

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
    public static InstructionRow? Find(ReadOnlySpan<char> mnemonic) => s_byMnemonicSpan.TryGetValue(mnemonic, out var row) ? row : null;

    private static InstructionRow?[] Index(InstructionRow[] rows)
    {
        var table = new InstructionRow?[Size];
        foreach (var row in rows)
        {
            table[(int)row.Opcode] = row;
        }
        return table;
    }
}
