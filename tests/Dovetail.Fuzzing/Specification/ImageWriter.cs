using System.Buffers.Binary;
using System.Text;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>
/// Lays values out in a memory as a guest may do: with junk wherever the specification does not look, in padding, above narrow integers,
/// behind the last label of flags, in the slots that a case does not use.
/// </summary>
/// <param name="handleOf">Gives the index of a handle of a type that stands for a number; makes it if need be.</param>
internal sealed class ImageWriter(Choices choices, GuestConfig guest, Func<WitType, uint, uint> handleOf)
{
    /// <summary>Where images begin; what a guest allocates lies behind them.</summary>
    public const uint Start = 1024;

    private const uint End = ReallocScript.Top;
    private readonly byte[] _memory = new byte[ReallocScript.Page];
    private uint _next = Start;

    /// <summary>The bytes that were written, from <see cref="Start"/> on.</summary>
    public byte[] Bytes => _memory[(int)Start..(int)_next];

    /// <summary>Puts values where a core function takes or gives them: flat, or one address of them all.</summary>
    public List<ulong> Write(IReadOnlyList<WitType> types, IReadOnlyList<Datum> values, int mostFlat)
    {
        var flat = new List<ulong>();
        if (types.Sum(type => Flattening.FlattenType(type, guest.Pointer) is { IsDefault: false } known ? known.Length : 100) <= mostFlat)
        {
            for (var i = 0; i < types.Count; i++) Flat(flat, types[i], values[i]);
            return flat;
        }

        var tuple = new TupleType([.. types]);
        var address = Allocate(Layout.ElemSize(tuple, guest.Pointer), Layout.Alignment(tuple, guest.Pointer));
        Store(address, tuple, new Parts([.. values]));
        flat.Add(address);
        return flat;
    }

    // An image that grows too large begins again at its start: whatever then lies there is there for both sides.
    private uint Allocate(ulong size, uint alignment)
    {
        if (choices.OneIn(20)) Fill((int)alignment);
        var address = (uint)Layout.AlignTo(_next, alignment);
        if (address + size > End) return (uint)Layout.AlignTo(Start, alignment);
        _next = address;
        Fill((int)size);
        return address;
    }

    private void Fill(int count)
    {
        var junk = (byte)choices.Pick(0, 0xaa, 0xff);
        for (; count > 0 && _next < End; count--) _memory[_next++] = junk;
    }

    private void Store(uint at, WitType type, Datum value)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }:
                var (begin, length) = String(((Text)value).Value);
                StorePair(at, begin, length);
                break;
            case ListType { Length: not null } list:
                StoreItems(at, list.Element, ((Parts)value).Items);
                break;
            case ListType list:
                StoreList(at, list.Element, ((Parts)value).Items);
                break;
            case MapType map:
                StoreList(at, map.Entry, ((Parts)value).Items);
                break;
            case RecordType record:
                StoreFields(at, record.Fields.Select(field => field.Type), ((Parts)value).Items);
                break;
            case TupleType tuple:
                StoreFields(at, tuple.Items, ((Parts)value).Items);
                break;
            case VariantType or EnumType or OptionType or ResultType:
                StoreCase(at, Cases.Of(type), (Choice)value);
                break;
            default:
                StoreInt(at, Scalar(type, value), Layout.ElemSize(type, guest.Pointer));
                break;
        }
    }

    private void StoreCase(uint at, Cases cases, Choice value)
    {
        StoreInt(at, (ulong)value.Index, Layout.DiscriminantSize(cases.Count));
        if (cases[value.Index] is { } payload) Store(at + Layout.PayloadOffset(cases, guest.Pointer), payload, value.Payload!);
    }

    private void StoreFields(uint at, IEnumerable<WitType> types, Datum[] values)
    {
        var i = 0;
        foreach (var type in types)
        {
            at = (uint)Layout.AlignTo(at, Layout.Alignment(type, guest.Pointer));
            Store(at, type, values[i++]);
            at += (uint)Layout.ElemSize(type, guest.Pointer);
        }
    }

    private void StoreList(uint at, WitType element, Datum[] items)
    {
        var (begin, length) = List(element, items);
        StorePair(at, begin, length);
    }

    private void StoreItems(uint at, WitType element, Datum[] items)
    {
        var size = (uint)Layout.ElemSize(element, guest.Pointer);
        for (var i = 0u; i < items.Length; i++) Store(at + (i * size), element, items[i]);
    }

    private void StorePair(uint at, ulong begin, ulong length)
    {
        var size = Layout.PtrSize(guest.Pointer);
        StoreInt(at, begin, size);
        StoreInt(at + size, length, size);
    }

    private void StoreInt(uint at, ulong value, ulong size)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        bytes[..(int)size].CopyTo(_memory.AsSpan((int)at));
    }

    private (ulong Begin, ulong Length) List(WitType element, Datum[] items)
    {
        var alignment = Layout.Alignment(element, guest.Pointer);
        if (items.Length == 0) return (choices.OneIn(3) ? (uint)ReallocScript.Page : alignment * (uint)choices.Below(3), 0);
        var begin = Allocate((ulong)items.Length * Layout.ElemSize(element, guest.Pointer), alignment);
        StoreItems(begin, element, items);
        return (begin, (ulong)items.Length);
    }

    private (ulong Begin, ulong Length) String(string text)
    {
        var isLatin1 = text.All(unit => unit < 256);
        var tag = 0UL;
        var (encoding, alignment) = (Encoding.UTF8, 1u);
        if (guest.Encoding == StringEncoding.Utf16 || (guest.Encoding == StringEncoding.CompactUtf16 && (!isLatin1 || choices.OneIn(3))))
            (encoding, alignment) = (Encoding.Unicode, 2);
        else if (guest.Encoding == StringEncoding.CompactUtf16)
            (encoding, alignment) = (Encoding.Latin1, 2);
        if (guest.Encoding == StringEncoding.CompactUtf16 && encoding == Encoding.Unicode)
            tag = guest.Pointer == PointerType.I32 ? 1UL << 31 : 1UL << 63;
        var bytes = encoding.GetBytes(text);
        var begin = Allocate((ulong)bytes.Length, alignment);
        bytes.CopyTo(_memory, begin);
        var units = (uint)bytes.Length / (encoding == Encoding.Unicode ? 2u : 1);
        return (begin, units | tag);
    }

    private ulong Scalar(WitType type, Datum value) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.ErrorContext } => handleOf(type, (uint)choices.Below(9)),
        PrimitiveType { Kind: PrimitiveKind.Bool } when value is Number number && number.Value != 0 => (ulong)choices.Pick(1, 2, 0x80, 0xff),
        OwnType or BorrowType => handleOf(type, (uint)((Number)value).Value),
        FlagsType flags => (uint)((Number)value).Value | (Junk() & ~ValueMaker.Mask(flags)),
        _ => unchecked((ulong)((Number)value).Value),
    };

    private void Flat(List<ulong> to, WitType type, Datum value)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }:
                var (begin, length) = String(((Text)value).Value);
                to.Add(begin);
                to.Add(length);
                break;
            case ListType { Length: not null } list:
                foreach (var item in ((Parts)value).Items) Flat(to, list.Element, item);
                break;
            case ListType list:
                FlatList(to, list.Element, ((Parts)value).Items);
                break;
            case MapType map:
                FlatList(to, map.Entry, ((Parts)value).Items);
                break;
            case RecordType record:
                for (var i = 0; i < record.Fields.Length; i++) Flat(to, record.Fields[i].Type, ((Parts)value).Items[i]);
                break;
            case TupleType tuple:
                for (var i = 0; i < tuple.Items.Length; i++) Flat(to, tuple.Items[i], ((Parts)value).Items[i]);
                break;
            case VariantType or EnumType or OptionType or ResultType:
                FlatCase(to, type, (Choice)value);
                break;
            default:
                to.Add(FlatScalar(type, Scalar(type, value)));
                break;
        }
    }

    private void FlatList(List<ulong> to, WitType element, Datum[] items)
    {
        var (begin, length) = List(element, items);
        to.Add(begin);
        to.Add(length);
    }

    // Above a narrow integer, in the 32 bits of its slot, anything may stand.
    private ulong FlatScalar(WitType type, ulong bits) => type switch
    {
        PrimitiveType { Kind: PrimitiveKind.S64 or PrimitiveKind.U64 or PrimitiveKind.F64 } => bits,
        PrimitiveType { Kind: PrimitiveKind.S8 or PrimitiveKind.U8 } => (byte)bits | (Junk() & 0xffffff00),
        PrimitiveType { Kind: PrimitiveKind.S16 or PrimitiveKind.U16 } => (ushort)bits | (Junk() & 0xffff0000),
        _ => (uint)bits,
    };

    private void FlatCase(List<ulong> to, WitType type, Choice value)
    {
        var slots = Flattening.FlattenType(type, guest.Pointer);
        var end = to.Count + slots.Length;
        var cases = Cases.Of(type);
        to.Add((ulong)value.Index);
        var first = to.Count;
        if (cases[value.Index] is { } payload)
        {
            Flat(to, payload, value.Payload!);
            var own = Flattening.FlattenType(payload, guest.Pointer);
            for (var i = 0; i < own.Length; i++)
                if (slots[i + 1] == FlatType.I64 && own[i] is FlatType.I32 or FlatType.F32) to[first + i] |= (ulong)Junk() << 32;
        }

        while (to.Count < end) to.Add(slots[to.Count - end + slots.Length] is FlatType.I64 or FlatType.F64 ? (ulong)Junk() << 32 | Junk() : Junk());
    }

    private uint Junk() => choices.OneIn(4) ? choices.Word() : 0;
}
