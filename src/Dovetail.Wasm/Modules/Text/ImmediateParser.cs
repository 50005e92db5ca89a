using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>
/// One instruction that is no block: takes its immediates from the text and writes it in the binary format, where their order is
/// sometimes another one, and where what the text may leave out is written.
/// </summary>
internal sealed class ImmediateParser(
    TokenCursor cursor, ModuleScope scope, TypeParser types, LabelStack labels, IndexSpace locals)
{
    /// <summary>Takes the instruction that comes next.</summary>
    /// <exception cref="MalformedException">There is no such instruction, or its immediates are wrong.</exception>
    /// <exception cref="UnsupportedException">It is of the threads or the legacy exceptions.</exception>
    public void Take(ByteWriter writer)
    {
        var row = TakeRow(cursor);
        switch (row.Immediates)
        {
            case Immediates.None when row.Opcode == Opcode.Select && cursor.PeekOpen("result"):
                WriteSelect(writer);
                break;
            case Immediates.HeapType when row.Opcode is Opcode.RefTest or Opcode.RefCast:
                WriteCast(row, writer);
                break;
            default:
                writer.WriteOpcode(row.Opcode);
                WriteImmediates(row, writer);
                break;
        }
    }

    /// <summary>The row of the keyword that comes next, which is taken.</summary>
    public static InstructionRow TakeRow(TokenCursor cursor)
    {
        var token = cursor.Peek();
        var keyword = cursor.PeekKeyword();
        var row = InstructionTable.Find(keyword);
        if (row is null or { Opcode: Opcode.Else or Opcode.End or Opcode.Catch or Opcode.CatchAll or Opcode.Delegate })
        {
            throw IsAtomic(keyword)
                ? new UnsupportedException(WasmFeatureNames.NameOf(WasmFeatures.Threads))
                : cursor.Error($"unknown operator `{cursor.TextOf(token)}`", token);
        }
        cursor.Take();
        return (row.Features & WasmFeatures.LegacyExceptions) == 0
            ? row
            : throw new UnsupportedException(WasmFeatureNames.NameOf(WasmFeatures.LegacyExceptions));
    }

    private static bool IsAtomic(ReadOnlySpan<char> keyword) =>
        keyword.StartsWith("i32.atomic.") || keyword.StartsWith("i64.atomic.") || keyword.StartsWith("memory.atomic.")
        || keyword is "atomic.fence";

    private void WriteSelect(ByteWriter writer)
    {
        writer.WriteOpcode(Opcode.SelectTyped);
        var results = types.TakeResults();
        writer.WriteIndex(results.Length);
        foreach (var type in results)
        {
            writer.WriteValType(type);
        }
    }

    private void WriteCast(InstructionRow row, ByteWriter writer)
    {
        var target = types.TakeReferenceType();
        var withNull = row.Opcode == Opcode.RefTest ? Opcode.RefTestNull : Opcode.RefCastNull;
        writer.WriteOpcode(target.Nullable ? withNull : row.Opcode);
        writer.WriteHeapType(target.Heap);
    }

    private void WriteImmediates(InstructionRow row, ByteWriter writer)
    {
        switch (row.Immediates)
        {
            case Immediates.None:
                break;
            case Immediates.Label:
                writer.WriteIndex(labels.Take(cursor));
                break;
            case Immediates.LabelTable:
                WriteLabelTable(writer);
                break;
            case Immediates.Function:
                writer.WriteIndex(scope.Functions.Take(cursor));
                break;
            case Immediates.TypeIndex:
                writer.WriteIndex(scope.Types.Take(cursor));
                break;
            case Immediates.Local:
                writer.WriteIndex(locals.Take(cursor));
                break;
            case Immediates.Global:
                writer.WriteIndex(scope.Globals.Take(cursor));
                break;
            case Immediates.Tag:
                writer.WriteIndex(scope.Tags.Take(cursor));
                break;
            case Immediates.Table:
                writer.WriteIndex(scope.Tables.TakeOptional(cursor));
                break;
            case Immediates.Memory:
                writer.WriteIndex(scope.Memories.TakeOptional(cursor));
                break;
            case Immediates.Element:
                writer.WriteIndex(scope.Elements.Take(cursor));
                break;
            case Immediates.Data:
                writer.WriteIndex(scope.TakeData(cursor));
                break;
            case Immediates.HeapType:
                writer.WriteHeapType(types.TakeHeapType());
                break;
            default:
                WriteSeveral(row, writer);
                break;
        }
    }

    private void WriteSeveral(InstructionRow row, ByteWriter writer)
    {
        switch (row.Immediates)
        {
            case Immediates.TypeTable:
                var table = scope.Tables.TakeOptional(cursor);
                writer.WriteIndex(types.TakeTypeUse(null));
                writer.WriteIndex(table);
                break;
            case Immediates.TableTable:
                WriteBothOrNone(scope.Tables, writer);
                break;
            case Immediates.MemoryMemory:
                WriteBothOrNone(scope.Memories, writer);
                break;
            case Immediates.ElementTable:
                WriteSegment(scope.Elements.Take, scope.Tables, writer);
                break;
            case Immediates.DataMemory:
                WriteSegment(scope.TakeData, scope.Memories, writer);
                break;
            case Immediates.TypeField:
                WriteField(writer);
                break;
            case Immediates.TypeLength:
                writer.WriteIndex(scope.Types.Take(cursor));
                writer.WriteU32(cursor.TakeU32());
                break;
            case Immediates.TypeData:
                writer.WriteIndex(scope.Types.Take(cursor));
                writer.WriteIndex(scope.TakeData(cursor));
                break;
            case Immediates.TypeElement:
                writer.WriteIndex(scope.Types.Take(cursor));
                writer.WriteIndex(scope.Elements.Take(cursor));
                break;
            case Immediates.TypeType:
                writer.WriteIndex(scope.Types.Take(cursor));
                writer.WriteIndex(scope.Types.Take(cursor));
                break;
            case Immediates.CastBranch:
                WriteCastBranch(writer);
                break;
            default:
                WriteNumbers(row, writer);
                break;
        }
    }

    private void WriteNumbers(InstructionRow row, ByteWriter writer)
    {
        switch (row.Immediates)
        {
            case Immediates.MemoryAccess:
                WriteMemArg(row, IndexSpace.PeekIndex(cursor), writer);
                break;
            case Immediates.MemoryLane:
                WriteMemArg(row, PeekMemoryBeforeLane(), writer);
                writer.WriteByte(TakeLane());
                break;
            case Immediates.I32:
                writer.WriteSigned((int)cursor.TakeInteger(32));
                break;
            case Immediates.I64:
                writer.WriteSigned((long)cursor.TakeInteger(64));
                break;
            case Immediates.F32:
                writer.WriteFixed32(cursor.TakeF32());
                break;
            case Immediates.F64:
                writer.WriteFixed64(cursor.TakeF64());
                break;
            case Immediates.Lane:
                writer.WriteByte(TakeLane());
                break;
            case Immediates.Shuffle:
                for (var i = 0; i < VectorLiteral.Size; i++)
                {
                    writer.WriteByte(TakeLane());
                }
                break;
            case Immediates.V128:
                Span<byte> vector = stackalloc byte[VectorLiteral.Size];
                VectorLiteral.Take(cursor, vector);
                writer.WriteBytes(vector);
                break;
            default:
                throw new UnreachableException($"no parser for immediates {row.Immediates}");
        }
    }

    private void WriteLabelTable(ByteWriter writer)
    {
        var targets = new List<int> { labels.Take(cursor) };
        while (IndexSpace.PeekIndex(cursor))
        {
            targets.Add(labels.Take(cursor));
        }
        writer.WriteIndex(targets.Count - 1);
        foreach (var target in targets)
        {
            writer.WriteIndex(target);
        }
    }

    private void WriteBothOrNone(IndexSpace space, ByteWriter writer)
    {
        var given = IndexSpace.PeekIndex(cursor);
        writer.WriteIndex(given ? space.Take(cursor) : 0);
        writer.WriteIndex(given ? space.Take(cursor) : 0);
    }

    // In the text the table or memory stands first, and may be left out.
    private void WriteSegment(Func<TokenCursor, int> takeSegment, IndexSpace targets, ByteWriter writer)
    {
        var target = IndexSpace.PeekIndex(cursor, 1) ? targets.Take(cursor) : 0;
        writer.WriteIndex(takeSegment(cursor));
        writer.WriteIndex(target);
    }

    private void WriteField(ByteWriter writer)
    {
        var type = scope.Types.Take(cursor);
        writer.WriteIndex(type);
        writer.WriteIndex(scope.Fields.GetValueOrDefault(type, NoFields).Take(cursor));
    }

    private static IndexSpace NoFields { get; } = new("field");

    private void WriteCastBranch(ByteWriter writer)
    {
        var label = labels.Take(cursor);
        var source = types.TakeReferenceType();
        var target = types.TakeReferenceType();
        writer.WriteByte((byte)((source.Nullable ? 1 : 0) | (target.Nullable ? 2 : 0)));
        writer.WriteIndex(label);
        writer.WriteHeapType(source.Heap);
        writer.WriteHeapType(target.Heap);
    }

    // A lane is a number too: an index stands before it only if something else does as well.
    private bool PeekMemoryBeforeLane() => cursor.PeekId()
        || (cursor.PeekNumber() && cursor.PeekAt(1).Kind is TokenKind.Number or TokenKind.Keyword
            && (cursor.PeekAt(1).Kind == TokenKind.Number || IsMemArg(cursor.TextOf(cursor.PeekAt(1)))));

    private static bool IsMemArg(ReadOnlySpan<char> text) => text.StartsWith("offset=") || text.StartsWith("align=");

    private void WriteMemArg(InstructionRow row, bool hasMemory, ByteWriter writer)
    {
        var memory = hasMemory ? scope.Memories.Take(cursor) : 0;
        var offset = TakeMemArgNumber("offset=") ?? 0;
        var token = cursor.Peek();
        var align = TakeMemArgNumber("align=") ?? 1UL << row.AccessLog2;
        if (!BitOperations.IsPow2(align))
        {
            throw cursor.Error("alignment must be a power of 2", token);
        }
        writer.WriteU32((uint)BitOperations.Log2(align) | (memory != 0 ? 0x40U : 0));
        if (memory != 0)
        {
            writer.WriteIndex(memory);
        }
        writer.WriteU64(offset);
    }

    private ulong? TakeMemArgNumber(string prefix)
    {
        if (!cursor.PeekKeyword().StartsWith(prefix, StringComparison.Ordinal))
        {
            return null;
        }
        var token = cursor.Take();
        return NumberLiteral.TryParseUnsigned(cursor.TextOf(token)[prefix.Length..], out var value)
            ? value
            : throw cursor.Error($"unknown operator `{cursor.TextOf(token)}`", token);
    }

    private byte TakeLane()
    {
        var token = cursor.Peek();
        var lane = cursor.TakeU32();
        return lane <= byte.MaxValue
            ? (byte)lane
            : throw cursor.Error(string.Create(CultureInfo.InvariantCulture, $"malformed lane index {lane}"), token);
    }
}
