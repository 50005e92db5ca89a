using System.Collections.Immutable;
using Dovetail.Wasm.Binary;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Text;

namespace Dovetail.Wasm.Modules.Text;

/// <summary>Element and data segments, and constant expressions (core specification 3.0, 6.6.9 and 6.6.10).</summary>
internal sealed class SegmentParser(TokenCursor cursor, ModuleScope scope, TypeParser types)
{
    // One parser for all expressions: a segment may have very many.
    private readonly CodeParser _code = new(cursor, scope, types, new IndexSpace("local"));

    public List<ElementSegment> Elements { get; } = [];

    public List<DataSegment> Data { get; } = [];

    /// <summary>Takes a constant expression that fills the rest of its group.</summary>
    public Expression TakeConstant() => _code.TakeSequence();

    // Element segments.

    /// <summary>Takes an element segment behind its keyword.</summary>
    public void TakeElement()
    {
        cursor.TryTakeId();
        scope.Elements.TakeAnnotation(cursor, Elements.Count);
        if (cursor.TryTakeKeyword("declare"))
        {
            AddElements(SegmentMode.Declarative, 0, null);
        }
        else if (cursor.PeekLeftParen() && !cursor.PeekOpen("ref"))
        {
            var hasTable = cursor.PeekOpen("table");
            var table = hasTable ? TakeTarget("table", scope.Tables) : 0;
            AddElements(SegmentMode.Active, table, TakeOffset(), !hasTable);
        }
        else
        {
            AddElements(SegmentMode.Passive, 0, null);
        }
    }

    private int TakeTarget(string keyword, IndexSpace space)
    {
        cursor.Open(keyword);
        var index = space.Take(cursor);
        cursor.Close();
        return index;
    }

    // `(offset expression)`, or one folded instruction.
    private Expression TakeOffset()
    {
        var isWritten = cursor.TryOpen("offset");
        if (!isWritten && !cursor.PeekLeftParen())
        {
            throw cursor.Unexpected("an offset");
        }
        var offset = isWritten ? _code.TakeSequence() : _code.TakeFolded();
        if (isWritten)
        {
            cursor.Close();
        }
        return offset;
    }

    private void AddElements(SegmentMode mode, int table, Expression? offset, bool mayOmitKeyword = false)
    {
        if (types.PeekReferenceType())
        {
            var type = types.TakeReferenceType();
            Elements.Add(new ElementSegment(mode, table, offset, type, TakeItems()));
            return;
        }
        if (!cursor.TryTakeKeyword("func") && !mayOmitKeyword)
        {
            throw cursor.Unexpected("`func` or a reference type");
        }
        Elements.Add(new ElementSegment(mode, table, offset, ValType.Ref(false, HeapType.Func), TakeFunctions()));
    }

    private ImmutableArray<Expression> TakeItems()
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        while (cursor.PeekLeftParen())
        {
            var isWritten = cursor.TryOpen("item");
            items.Add(isWritten ? _code.TakeSequence() : _code.TakeFolded());
            if (isWritten)
            {
                cursor.Close();
            }
        }
        return items.ToImmutable();
    }

    private ImmutableArray<Expression> TakeFunctions()
    {
        var items = ImmutableArray.CreateBuilder<Expression>();
        var writer = new ByteWriter();
        while (IndexSpace.PeekIndex(cursor))
        {
            writer.Clear();
            writer.WriteByte((byte)Opcode.RefFunc);
            scope.Mark(scope.Offset, cursor.Peek());
            writer.WriteIndex(scope.Functions.Take(cursor));
            items.Add(Finish(writer));
        }
        return items.ToImmutable();
    }

    private Expression Finish(ByteWriter writer)
    {
        writer.WriteByte((byte)Opcode.End);
        var expression = new Expression(writer.ToArray(), scope.Offset);
        scope.Advance(writer.Length);
        return expression;
    }

    private Expression Zero(AddressType address)
    {
        var writer = new ByteWriter();
        scope.Mark(scope.Offset, cursor.Peek());
        writer.WriteByte((byte)(address == AddressType.I64 ? Opcode.I64Const : Opcode.I32Const));
        writer.WriteByte(0);
        return Finish(writer);
    }

    /// <summary>Takes the <c>(elem …)</c> of a table without limits; the number of elements.</summary>
    public ulong TakeTableElements(int table, ValType type, AddressType address)
    {
        cursor.Open("elem");
        var offset = Zero(address);
        var items = cursor.PeekLeftParen() ? TakeItems() : TakeFunctions();
        cursor.Close();
        Elements.Add(new ElementSegment(SegmentMode.Active, table, offset, type, items));
        return (ulong)items.Length;
    }

    // Data segments.

    /// <summary>Takes a data segment behind its keyword.</summary>
    public void TakeData()
    {
        cursor.TryTakeId();
        scope.Data.TakeAnnotation(cursor, Data.Count);
        if (!cursor.PeekLeftParen())
        {
            Data.Add(new DataSegment(SegmentMode.Passive, 0, null, cursor.TakeStrings()));
            return;
        }
        var memory = cursor.PeekOpen("memory") ? TakeTarget("memory", scope.Memories) : 0;
        var offset = TakeOffset();
        Data.Add(new DataSegment(SegmentMode.Active, memory, offset, cursor.TakeStrings()));
    }

    /// <summary>Takes the <c>(data …)</c> of a memory without limits; the number of bytes.</summary>
    public ulong TakeMemoryData(int memory, AddressType address)
    {
        cursor.Open("data");
        var offset = Zero(address);
        var bytes = cursor.TakeStrings();
        cursor.Close();
        Data.Add(new DataSegment(SegmentMode.Active, memory, offset, bytes));
        return (ulong)bytes.Length;
    }
}
