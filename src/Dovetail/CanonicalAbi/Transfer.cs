namespace Dovetail.CanonicalAbi;

/// <summary>
/// Moves values of one type from one component to another: lift and lower in one step, from memory to memory or from
/// flat values to flat values, with nothing of it becoming a C# object. Immutable.
/// </summary>
/// <remarks>
/// Both sides lay a value out in the same way, as long as all memories are 32-bit. A transfer is made once from the
/// type and holds those of its parts. Padding is not copied: what lies there is the source's own.
/// </remarks>
internal abstract class Transfer(uint size, uint alignment, int flatCount)
{
    public uint Size { get; } = size;

    public uint Alignment { get; } = alignment;

    public int FlatCount { get; } = flatCount;

    /// <summary>
    /// Whether a value is its bytes, all of them, whatever they are: then many can be copied as a block.
    /// </summary>
    public virtual bool IsPlain => false;

    public abstract void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target);

    public abstract void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target);
}

/// <summary>
/// A number. In memory, its bytes; flat, cut to its width and extended again. NaNs keep their bits, which the
/// specification allows.
/// </summary>
internal sealed class NumberTransfer(uint size, bool isSigned) : Transfer(size, size, 1)
{
    public override bool IsPlain => true;

    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target) =>
        from.Bytes(source, Size).CopyTo(to.Bytes(target, Size));

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target)
    {
        var bits = source.Next();
        target.Add((Size, isSigned) switch
        {
            (1, false) => (byte)bits,
            (1, true) => (uint)(sbyte)bits,
            (2, false) => (ushort)bits,
            (2, true) => (uint)(short)bits,
            (4, _) => (uint)bits,
            _ => bits,
        });
    }
}

/// <summary>Anything but 0 is true, which is 1 on the other side.</summary>
internal sealed class BoolTransfer() : Transfer(1, 1, 1)
{
    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target) =>
        to.StoreU8(target, from.LoadU8(source) != 0 ? (byte)1 : (byte)0);

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target) =>
        target.Add((uint)source.Next() != 0 ? 1UL : 0);
}

internal sealed class CharTransfer() : Transfer(4, 4, 1)
{
    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target) =>
        to.StoreU32(target, Check(from.LoadU32(source)));

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target) =>
        target.Add(Check((uint)source.Next()));

    private static uint Check(uint value)
    {
        if (!System.Text.Rune.IsValid(value))
        {
            AbiTraps.InvalidChar(value);
        }
        return value;
    }
}

/// <summary>Bits that no label has are left behind.</summary>
internal sealed class FlagsTransfer(uint size, int labels) : Transfer(size, size, 1)
{
    private readonly uint mask = labels == 32 ? uint.MaxValue : (1u << labels) - 1;

    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target) =>
        to.StoreInt(target, from.LoadInt(source, Size) & mask, Size);

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target) =>
        target.Add((uint)source.Next() & mask);
}

internal sealed class StringTransfer() : Transfer(8, 4, 2)
{
    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target)
    {
        var (address, length) = StringTranscoder.Copy(from, to, from.LoadU32(source), from.LoadU32(source + 4));
        to.StoreU32(target, address);
        to.StoreU32(target + 4, length);
    }

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target)
    {
        var (address, length) = StringTranscoder.Copy(from, to, (uint)source.Next(), (uint)source.Next());
        target.Add(address);
        target.Add(length);
    }
}

/// <summary>A list of any length, copied as a block where its elements are plain.</summary>
internal sealed class ListTransfer(Transfer element) : Transfer(8, 4, 2)
{
    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target)
    {
        var count = from.LoadU32(source + 4);
        var address = CopyList(from, to, from.LoadU32(source), count);
        to.StoreU32(target, address);
        to.StoreU32(target + 4, count);
    }

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target)
    {
        var begin = (uint)source.Next();
        var count = (uint)source.Next();
        target.Add(CopyList(from, to, begin, count));
        target.Add(count);
    }

    private uint CopyList(in LiftLowerContext from, in LiftLowerContext to, uint begin, uint count)
    {
        from.CheckList(begin, count, element.Size, element.Alignment);
        var bytes = count * element.Size;
        from.ChargeCopy(bytes);
        var address = to.Allocate(element.Alignment, bytes, AbiBlock.List);
        if (element.IsPlain)
        {
            from.Bytes(begin, bytes).CopyTo(to.Bytes(address, bytes));
            return address;
        }
        for (var i = 0u; i < count; i++)
        {
            from.Poll();
            element.Copy(from, to, begin + i * element.Size, address + i * element.Size);
        }
        return address;
    }
}

/// <summary>The fields of a record or tuple, or the elements of a list of fixed length, each at its offset.</summary>
internal sealed class FieldsTransfer : Transfer
{
    private readonly Transfer[] fields;
    private readonly uint[] offsets;

    public FieldsTransfer(Transfer[] fields, uint[] offsets, uint size, uint alignment, int flatCount)
        : base(size, alignment, flatCount)
    {
        (this.fields, this.offsets) = (fields, offsets);
        IsPlain = fields.All(field => field.IsPlain) && fields.Sum(field => (long)field.Size) == size;
    }

    public override bool IsPlain { get; }

    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target)
    {
        if (IsPlain)
        {
            from.Bytes(source, Size).CopyTo(to.Bytes(target, Size));
            return;
        }
        for (var i = 0; i < fields.Length; i++)
        {
            fields[i].Copy(from, to, source + offsets[i], target + offsets[i]);
        }
    }

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target)
    {
        foreach (var field in fields)
        {
            field.CopyFlat(from, to, ref source, ref target);
        }
    }
}

/// <summary>A variant: the payload of its case, null where that has none.</summary>
internal sealed class VariantTransfer(Bindings.CaseLayout layout, Transfer?[] payloads)
    : Transfer(layout.Size, layout.Alignment, layout.FlatCount)
{
    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target)
    {
        var index = layout.Load(from, source);
        to.StoreInt(target, index, layout.DiscriminantSize);
        payloads[index]?.Copy(from, to, source + layout.PayloadOffset, target + layout.PayloadOffset);
    }

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target)
    {
        var (sourceEnd, targetEnd) = (source.Position + FlatCount, target.Position + FlatCount);
        var index = layout.LiftFlat(ref source);
        target.Add(index);
        payloads[index]?.CopyFlat(from, to, ref source, ref target);
        source.SkipTo(sourceEnd);
        target.ZeroTo(targetEnd);
    }
}

/// <summary>A handle: out of one table, into the other.</summary>
internal sealed class HandleTransfer(int fromSlot, int toSlot, bool isOwn) : Transfer(4, 4, 1)
{
    public override void Copy(in LiftLowerContext from, in LiftLowerContext to, uint source, uint target) =>
        to.StoreU32(target, Move(from, to, from.LoadU32(source)));

    public override void CopyFlat(in LiftLowerContext from, in LiftLowerContext to, ref FlatReader source,
        ref FlatWriter target) =>
        target.Add(Move(from, to, (uint)source.Next()));

    private uint Move(in LiftLowerContext from, in LiftLowerContext to, uint index)
    {
        var handles = from.Side.Instance.Handles;
        var type = to.Side.Resources[toSlot];
        if (isOwn)
        {
            return to.Side.Instance.Handles.AddOwn(type, handles.TakeOwn(index, from.Side.Resources[fromSlot]));
        }
        var rep = handles.Get(index, from.Side.Resources[fromSlot]);
        from.Scope!.AddLender(handles, index);
        // The implementer sees its own representation, without a handle.
        return type.Implementer == to.Side.Instance ? rep.Rep
            : to.Side.Instance.Handles.AddBorrow(type, rep, to.Scope!);
    }
}
