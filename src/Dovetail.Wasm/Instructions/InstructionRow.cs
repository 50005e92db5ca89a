using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Instructions;

/// <summary>
/// What there is to know of one instruction: everything that reads, writes, parses, prints or validates instructions goes by it.
/// Immutable.
/// </summary>
/// <remarks>
/// Operands read <c>i32 i32 -> i32</c>, the last being on top of the stack; <c>addr</c> is the address type of the memory that the
/// immediates name (i32, or i64 for a 64-bit memory). <c>custom</c> stands for what depends on more than that.
/// </remarks>
internal sealed class InstructionRow
{
    private const string Custom = "custom";

    // Most rows are never asked what they take and give, and to parse them all is what the first module would wait for.
    private readonly string _operands;
    private ImmutableArray<ValType> _pops;
    private ImmutableArray<ValType> _pushes;

    public InstructionRow(
        Opcode opcode, string mnemonic, Immediates immediates, string operands, WasmFeatures features, int accessLog2 = -1)
    {
        (Opcode, Mnemonic, Immediates, Features, AccessLog2) = (opcode, mnemonic, immediates, features, accessLog2);
        _operands = operands;
        IsCustom = operands == Custom;
    }

    /// <summary>In <see cref="Pops"/> and <see cref="Pushes"/>, the address type of the memory that the immediates name.</summary>
    public static ValType Address => default;

    public Opcode Opcode { get; }

    /// <summary>The keyword of the text format; <c>select</c>, <c>ref.test</c> and <c>ref.cast</c> have two opcodes each.</summary>
    public string Mnemonic { get; }

    public Immediates Immediates { get; }

    /// <summary>Whether the operands depend on immediates or on the stack; <see cref="Pops"/> and <see cref="Pushes"/> are then empty.</summary>
    public bool IsCustom { get; }

    /// <summary>The operands taken, the last from the top of the stack.</summary>
    public ImmutableArray<ValType> Pops => _pops.IsDefault ? _pops = ParseTypes(isPops: true) : _pops;

    /// <summary>The results put on the stack.</summary>
    public ImmutableArray<ValType> Pushes => _pushes.IsDefault ? _pushes = ParseTypes(isPops: false) : _pushes;

    /// <summary>What the instruction belongs to; all of them are needed.</summary>
    public WasmFeatures Features { get; }

    /// <summary>log2 of the bytes that an access to memory touches, which is its natural alignment; -1 for every other instruction.</summary>
    public int AccessLog2 { get; }

    /// <summary>The number of lanes of the shape that a vector instruction begins with (<c>i16x8</c>: 8).</summary>
    public int Lanes => int.Parse(Mnemonic.AsSpan()[(Mnemonic.IndexOf('x') + 1)..Mnemonic.IndexOf('.')], CultureInfo.InvariantCulture);

    public override string ToString() => Mnemonic;

    private ImmutableArray<ValType> ParseTypes(bool isPops)
    {
        if (IsCustom)
        {
            return [];
        }
        var types = new ValType[ReadTypes(isPops, null)];
        ReadTypes(isPops, types);
        return ImmutableCollectionsMarshal.AsImmutableArray(types);
    }

    /// <summary>Reads the types of one side into an array, where there is one; how many there are.</summary>
    private int ReadTypes(bool isPops, ValType[]? types)
    {
        var (count, isBehindArrow) = (0, false);
        for (var (start, end) = (0, 0); start < _operands.Length; start = end + 1)
        {
            for (end = start; end < _operands.Length && _operands[end] != ' ';)
            {
                end++;
            }
            var word = _operands[start..end];
            if (word == "->")
            {
                isBehindArrow = true;
            }
            else if (word.Length > 0 && isBehindArrow != isPops)
            {
                if (types is not null)
                {
                    types[count] = ParseType(word);
                }
                count++;
            }
        }
        return count;
    }

    private static ValType ParseType(string name) => name switch
    {
        "addr" => Address,
        "i32" => ValType.I32,
        "i64" => ValType.I64,
        "f32" => ValType.F32,
        "f64" => ValType.F64,
        "v128" => ValType.V128,
        "eqref" => ValType.Ref(true, HeapType.Abstract(HeapKind.Eq)),
        "arrayref" => ValType.Ref(true, HeapType.Abstract(HeapKind.Array)),
        "i31ref" => ValType.Ref(true, HeapType.Abstract(HeapKind.I31)),
        _ => throw new ArgumentException($"no operand type `{name}`", nameof(name)),
    };
}
