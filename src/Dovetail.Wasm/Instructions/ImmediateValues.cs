using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Instructions;

/// <summary>The type of a block: nothing, one result, or a function type of the module (core specification 3.0, 2.4.1).</summary>
internal readonly record struct BlockType
{
    private BlockType(ValType result, int typeIndex, bool isIndexed) =>
        (Result, TypeIndex, IsIndexed) = (result, typeIndex, isIndexed);

    /// <summary>A block without parameters and results.</summary>
    public static BlockType Empty => default;

    /// <summary>The type of the one result; <see cref="ValKind.Bottom"/> unless the block is of that form.</summary>
    public ValType Result { get; }

    /// <summary>The index of the function type, where <see cref="IsIndexed"/>.</summary>
    public int TypeIndex { get; }

    /// <summary>Whether the block has the function type at <see cref="TypeIndex"/>.</summary>
    public bool IsIndexed { get; }

    public bool IsEmpty => !IsIndexed && Result.Kind == ValKind.Bottom;

    /// <summary>A block without parameters and with one result.</summary>
    public static BlockType Of(ValType result) => new(result, 0, false);

    /// <summary>A block with the function type at <paramref name="typeIndex"/>.</summary>
    public static BlockType Indexed(int typeIndex) => new(default, typeIndex, true);
}

/// <summary>How an access reaches memory (the specification's <c>memarg</c>).</summary>
/// <param name="AlignLog2">log2 of the alignment that the code promises; a hint.</param>
/// <param name="Memory">The index of the memory.</param>
/// <param name="Offset">What is added to the address on the stack, in bytes.</param>
internal readonly record struct MemArg(int AlignLog2, int Memory, ulong Offset);

/// <summary>The four kinds of catch clause.</summary>
internal enum CatchKind : byte
{
    /// <summary>A tag's exceptions; its values go to the label.</summary>
    Catch,
    /// <summary>A tag's exceptions; its values and the exception go to the label.</summary>
    CatchRef,
    /// <summary>Every exception.</summary>
    CatchAll,
    /// <summary>Every exception, which goes to the label.</summary>
    CatchAllRef,
}

/// <summary>A clause of <c>try_table</c>; <paramref name="Tag"/> is -1 for the two kinds that catch all.</summary>
internal readonly record struct CatchClause(CatchKind Kind, int Tag, int Label);

/// <summary>The labels of a <c>br_table</c>, read one by one from the code. Use <c>foreach</c>; the last one is the default.</summary>
internal readonly ref struct BranchLabels(ReadOnlySpan<byte> bytes, int origin, int count)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly int _origin = origin;

    /// <summary>The number of labels, the default not counted.</summary>
    public int Count { get; } = count;

    public Enumerator GetEnumerator() => new(new ByteReader(_bytes, _origin), Count);

    /// <summary>Walks over the labels.</summary>
    internal ref struct Enumerator(ByteReader reader, int count)
    {
        private ByteReader _reader = reader;
        private int _left = count + 1;

        public int Current { get; private set; }

        public bool MoveNext()
        {
            if (_left-- <= 0)
            {
                return false;
            }
            Current = _reader.ReadIndex();
            return true;
        }
    }
}
