using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Instructions;

/// <summary>
/// Walks over the instructions of an expression in the binary format: <c>while (reader.Read())</c>, then look at
/// <see cref="Opcode"/> and at the immediates that its row names. Allocates only for <c>select</c> with types and <c>try_table</c>.
/// </summary>
/// <remarks>
/// It reads what the input says and checks no more than its form: whether an index is in range, blocks are closed and types match is
/// for the validator. Immediates that the row does not name keep values of instructions before.
/// </remarks>
internal ref struct InstructionReader
{
    private static readonly ImmutableArray<ValType> s_noTypes = Mapping.Empty<ValType>();

    [SuppressMessage("Performance", "CA1825", Justification = "The shared one would have to be compiled first.")]
    private static readonly CatchClause[] s_noCatches = new CatchClause[0];

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<InstructionRow?> _rows = InstructionTable.ByOpcode;
    private readonly int _origin;
    private ByteReader _reader;
    private int _labelsStart;
    private int _labelCount;

    public InstructionReader(Expression expression)
        : this(expression.Bytes.Span, expression.Offset)
    {
    }

    /// <summary>Reads <paramref name="bytes"/>, whose first byte stands at <paramref name="origin"/> of the input.</summary>
    public InstructionReader(ReadOnlySpan<byte> bytes, int origin)
    {
        _bytes = bytes;
        _origin = origin;
        _reader = new ByteReader(bytes, origin);
        Row = _rows[(int)Opcode.Unreachable]!;
        (SelectTypes, Catches) = (s_noTypes, s_noCatches);
    }

    /// <summary>The row of the current instruction.</summary>
    public InstructionRow Row { get; private set; }

    public readonly Opcode Opcode => Row.Opcode;

    /// <summary>The place of the current instruction in the input.</summary>
    public int Offset { get; private set; }

    /// <summary>The place behind the current instruction, in bytes from the start of the expression.</summary>
    public readonly int Position => _reader.Position;

    public readonly bool AtEnd => _reader.AtEnd;

    /// <summary>The first index or label among the immediates. Beyond <see cref="int.MaxValue"/> it is negative.</summary>
    public int Index { get; private set; }

    /// <summary>The second index, field or number among the immediates, in the order of the binary format.</summary>
    public int SecondIndex { get; private set; }

    /// <summary>The type of <c>block</c>, <c>loop</c>, <c>if</c> and <c>try_table</c>.</summary>
    public BlockType BlockType { get; private set; }

    /// <summary>Alignment, memory and offset of an access to memory.</summary>
    public MemArg MemArg { get; private set; }

    /// <summary>The lane of a vector instruction.</summary>
    public byte Lane { get; private set; }

    /// <summary>The bits of a constant; those of <c>i32.const</c> with the sign extended.</summary>
    public ulong Bits { get; private set; }

    /// <summary>The sixteen bytes of <c>v128.const</c> and <c>i8x16.shuffle</c>.</summary>
    public ReadOnlySpan<byte> Vector { get; private set; }

    /// <summary>The heap type of an instruction on references; the source's of a cast that branches.</summary>
    public HeapType HeapType { get; private set; }

    /// <summary>The destination's heap type of a cast that branches.</summary>
    public HeapType TargetHeapType { get; private set; }

    /// <summary>Whether the source of a cast that branches may be null.</summary>
    public bool SourceNullable { get; private set; }

    /// <summary>Whether the destination of a cast that branches may be null.</summary>
    public bool TargetNullable { get; private set; }

    /// <summary>The types of <c>select</c>.</summary>
    public ImmutableArray<ValType> SelectTypes { get; private set; }

    /// <summary>The clauses of <c>try_table</c>.</summary>
    public CatchClause[] Catches { get; private set; }

    /// <summary>The value of <c>i32.const</c>.</summary>
    public readonly int I32 => (int)Bits;

    /// <summary>The value of <c>i64.const</c>.</summary>
    public readonly long I64 => (long)Bits;

    /// <summary>The labels of <c>br_table</c>.</summary>
    public readonly BranchLabels Labels => new(_bytes[_labelsStart..], _origin + _labelsStart, _labelCount);

    /// <summary>Reads the next instruction, all of it; false at the end of the expression.</summary>
    /// <exception cref="MalformedException">There is no such opcode, or its immediates are not of the format.</exception>
    /// <exception cref="UnsupportedException">The instruction is of the threads or the legacy exceptions.</exception>
    public bool Read()
    {
        if (_reader.AtEnd)
        {
            return false;
        }
        Offset = _reader.Offset;
        int first = _reader.ReadByte();
        var row = first < 0xFB ? _rows[first] : FindPrefixed((uint)first);
        if (row is null || (row.Features & WasmFeatures.LegacyExceptions) != 0)
        {
            throw row is null ? Illegal($"{first:x2}") : Refused(WasmFeatures.LegacyExceptions);
        }
        Row = row;
        switch (row.Immediates)
        {
            case Immediates.None:
                return true;
            case Immediates.Local:
                Index = _reader.ReadIndex();
                return true;
            default:
                ReadImmediates(row.Immediates);
                return true;
        }
    }

    private InstructionRow FindPrefixed(uint prefix)
    {
        var code = prefix == 0xFF ? throw Illegal("ff") : _reader.ReadU32();
        if (prefix == 0xFE)
        {
            throw Refused(WasmFeatures.Threads);
        }
        // Each prefix but the last has room for 256 opcodes in the enumeration; what is beyond must not run into the next one's.
        var row = code < (prefix == 0xFD ? 0x200u : 0x100u) ? InstructionTable.Find((Opcode)(((prefix - 0xFA) << 8) + code)) : null;
        return row ?? throw Illegal($"{prefix:x2} {code:x2}");
    }

    private void ReadImmediates(Immediates immediates)
    {
        switch (immediates)
        {
            case Immediates.Block:
                BlockType = TypeReader.ReadBlockType(ref _reader);
                break;
            case Immediates.Label or Immediates.Function or Immediates.TypeIndex or Immediates.Local or Immediates.Global
                or Immediates.Table or Immediates.Element or Immediates.Memory or Immediates.Data or Immediates.Tag:
                Index = _reader.ReadIndex();
                break;
            case Immediates.TypeTable or Immediates.TableTable or Immediates.ElementTable or Immediates.MemoryMemory
                or Immediates.DataMemory or Immediates.TypeField or Immediates.TypeLength or Immediates.TypeData
                or Immediates.TypeElement or Immediates.TypeType:
                (Index, SecondIndex) = (_reader.ReadIndex(), _reader.ReadIndex());
                break;
            case Immediates.LabelTable:
                ReadLabelTable();
                break;
            case Immediates.MemoryAccess:
                MemArg = ReadMemArg();
                break;
            case Immediates.MemoryLane:
                MemArg = ReadMemArg();
                Lane = _reader.ReadByte();
                break;
            case Immediates.I32:
                Bits = (ulong)_reader.ReadS32();
                break;
            case Immediates.I64:
                Bits = (ulong)_reader.ReadS64();
                break;
            case Immediates.F32:
                Bits = _reader.ReadFixed32();
                break;
            case Immediates.F64:
                Bits = _reader.ReadFixed64();
                break;
            case Immediates.V128 or Immediates.Shuffle:
                Vector = _reader.ReadBytes(16);
                break;
            case Immediates.Lane:
                Lane = _reader.ReadByte();
                break;
            case Immediates.HeapType:
                HeapType = TypeReader.ReadHeapType(ref _reader);
                break;
            case Immediates.SelectTypes:
                ReadSelectTypes();
                break;
            case Immediates.TryTable:
                ReadTryTable();
                break;
            case Immediates.CastBranch:
                ReadCastBranch();
                break;
            default:
                throw new UnreachableException($"no reader for immediates {immediates}");
        }
    }

    private void ReadLabelTable()
    {
        _labelCount = _reader.ReadCount();
        _labelsStart = _reader.Position;
        for (var i = 0; i <= _labelCount; i++)
        {
            _reader.ReadIndex();
        }
    }

    /// <summary>Bit 6 of the first number says that the index of a memory follows; the bits below are the alignment.</summary>
    private MemArg ReadMemArg()
    {
        var start = _reader.Offset;
        var flags = _reader.ReadU32();
        if (flags >= 0x80)
        {
            throw new MalformedException("malformed memop flags", start);
        }
        var memory = (flags & 0x40) != 0 ? _reader.ReadIndex() : 0;
        return new MemArg((int)(flags & 0x3F), memory, _reader.ReadU64());
    }

    private void ReadSelectTypes()
    {
        var types = ImmutableArray.CreateBuilder<ValType>();
        for (var left = _reader.ReadCount(); left > 0; left--)
        {
            types.Add(TypeReader.ReadValType(ref _reader));
        }
        SelectTypes = types.DrainToImmutable();
    }

    private void ReadTryTable()
    {
        BlockType = TypeReader.ReadBlockType(ref _reader);
        var catches = new List<CatchClause>();
        for (var left = _reader.ReadCount(); left > 0; left--)
        {
            var kind = (CatchKind)_reader.ReadByte();
            if (kind > CatchKind.CatchAllRef)
            {
                throw new MalformedException("malformed catch clause", _reader.Offset - 1);
            }
            var tag = kind is CatchKind.Catch or CatchKind.CatchRef ? _reader.ReadIndex() : -1;
            catches.Add(new CatchClause(kind, tag, _reader.ReadIndex()));
        }
        Catches = [.. catches];
    }

    private void ReadCastBranch()
    {
        var flags = _reader.ReadByte();
        if (flags > 3)
        {
            throw new MalformedException("malformed cast flags", _reader.Offset - 1);
        }
        (SourceNullable, TargetNullable) = ((flags & 1) != 0, (flags & 2) != 0);
        Index = _reader.ReadIndex();
        HeapType = TypeReader.ReadHeapType(ref _reader);
        TargetHeapType = TypeReader.ReadHeapType(ref _reader);
    }

    private readonly MalformedException Illegal(string code) => new($"illegal opcode {code}", Offset);

    private readonly UnsupportedException Refused(WasmFeatures feature) => new(WasmFeatureNames.NameOf(feature), Offset);
}
