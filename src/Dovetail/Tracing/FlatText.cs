using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Values;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tracing;

/// <summary>
/// Shows flat values, and those in linear memory, as text in WAVE. Nothing is lifted: handles stay where they are, and what is not of its type, or not within the memory,
/// is shown as what it is.
/// </summary>
internal sealed class FlatText(CanonicalOptions options)
{
    private readonly CodecLayouts layouts = CodecLayouts.Of(options.Pointer);

    private const int MostItems = 10;
    private const int MostBytes = 100;

    /// <summary>The arguments of a call whose core arguments are in the frame.</summary>
    public string Parameters(FunctionPlan plan, ref FlatFrame frame)
    {
        if (plan.Parameters is not { } type)
        {
            return "";
        }
        var text = new StringBuilder();
        var flat = new FlatReader(ref frame);
        if (plan.ParametersInMemory)
        {
            Fields(text, type.Items, null, flat.NextPointer(options.Pointer));
            return text.ToString();
        }
        for (var i = 0; i < type.Items.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            Flat(text, type.Items[i], ref flat);
        }
        return text.ToString();
    }

    /// <summary>The result: at an address where it is in memory, else in the frame's first slot.</summary>
    public string Result(FunctionPlan plan, ref FlatFrame frame, ulong address)
    {
        var text = new StringBuilder();
        var flat = new FlatReader(ref frame);
        if (plan.Type.Result is { } type)
        {
            if (plan.ResultInMemory)
            {
                Stored(text, type, options.Pointer == PointerType.I32 ? (uint)address : address);
            }
            else
            {
                Flat(text, type, ref flat);
            }
        }
        return text.ToString();
    }

    private void Flat(StringBuilder text, WitType type, ref FlatReader flat)
    {
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }: String(text, flat.NextPointer(options.Pointer), flat.NextPointer(options.Pointer)); break;
            case ListType { Length: null } list: List(text, list.Element, flat.NextPointer(options.Pointer), flat.NextPointer(options.Pointer)); break;
            case ListType { Length: { } length } list: FlatFields(text, [.. Enumerable.Repeat(list.Element, (int)length)], null, ref flat, '[', ']'); break;
            case MapType map: List(text, map.Entry, flat.NextPointer(options.Pointer), flat.NextPointer(options.Pointer)); break;
            case PrimitiveType or FlagsType or OwnType or BorrowType: Scalar(text, type, flat.Next()); break;
            case RecordType record:
                FlatFields(text, [.. record.Fields.Select(field => field.Type)], [.. record.Fields.Select(field => field.Name)], ref flat, '{', '}');
                break;
            case TupleType tuple: FlatFields(text, tuple.Items, null, ref flat, '(', ')'); break;
            case VariantType or EnumType or OptionType or ResultType: FlatCase(text, type, ref flat); break;
            default:
                text.Append('…');
                flat.SkipTo(flat.Position + layouts.FlatCount(type));
                break;
        }
    }

    private void FlatFields(StringBuilder text, ImmutableArray<WitType> types, string[]? names, ref FlatReader flat, char open, char close)
    {
        text.Append(open);
        for (var i = 0; i < types.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(names?[i]).Append(names is null ? "" : ": ");
            Flat(text, types[i], ref flat);
        }
        text.Append(close);
    }

    private void FlatCase(StringBuilder text, WitType type, ref FlatReader flat)
    {
        var (cases, end) = (Cases.Of(type), flat.Position + layouts.FlatCount(type));
        var index = (uint)flat.Next();
        if (Case(text, cases, index) is { } payload)
        {
            Flat(text.Append('('), payload, ref flat);
            text.Append(')');
        }
        flat.SkipTo(end);
    }

    private void Stored(StringBuilder text, WitType type, ulong address)
    {
        if (!IsInside(address, layouts.Size(type)))
        {
            text.Append(CultureInfo.InvariantCulture, $"<outside: {address}>");
            return;
        }
        switch (type)
        {
            case PrimitiveType { Kind: PrimitiveKind.String }: String(text, Pointer(address, 0), Pointer(address, 1)); break;
            case ListType { Length: var length } list:
                List(text, list.Element, length is null ? Pointer(address, 0) : address, length ?? Pointer(address, 1));
                break;
            case MapType map: List(text, map.Entry, Pointer(address, 0), Pointer(address, 1)); break;
            case PrimitiveType or FlagsType or OwnType or BorrowType: Scalar(text, type, Load(address, layouts.Size(type))); break;
            case RecordType record: Fields(text.Append('{'), [.. record.Fields.Select(field => field.Type)], [.. record.Fields.Select(field => field.Name)], address); text.Append('}'); break;
            case TupleType tuple: Fields(text.Append('('), tuple.Items, null, address); text.Append(')'); break;
            case VariantType or EnumType or OptionType or ResultType: StoredCase(text, type, address); break;
            default: text.Append('…'); break;
        }
    }

    private void Fields(StringBuilder text, ImmutableArray<WitType> types, string[]? names, ulong address)
    {
        var offsets = layouts.Offsets(types);
        for (var i = 0; i < types.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            if (text.Length > ArgumentText.Most)
            {
                text.Append('…');
                break;
            }
            text.Append(names?[i]).Append(names is null ? "" : ": ");
            Stored(text, types[i], address + offsets[i]);
        }
    }

    private void StoredCase(StringBuilder text, WitType type, ulong address)
    {
        var (cases, layout) = (Cases.Of(type), layouts.Case(type));
        if (Case(text, cases, (uint)Load(address, layout.DiscriminantSize)) is { } payload)
        {
            Stored(text.Append('('), payload, address + layout.PayloadOffset);
            text.Append(')');
        }
    }

    private static WitType? Case(StringBuilder text, Cases cases, uint index)
    {
        if (index >= (uint)cases.Count)
        {
            text.Append(CultureInfo.InvariantCulture, $"<case {index}>");
            return null;
        }
        text.Append(cases.Name((int)index));
        return cases[(int)index];
    }

    private void List(StringBuilder text, WitType element, ulong address, ulong count)
    {
        var size = layouts.Size(element);
        if (size != 0 && (count > ulong.MaxValue / size || !IsInside(address, count * size)))
        {
            text.Append(CultureInfo.InvariantCulture, $"<list {address}+{count}>");
            return;
        }
        text.Append('[');
        for (var i = 0UL; i < count; i++)
        {
            text.Append(i == 0 ? "" : ", ");
            if (i == MostItems || text.Length > ArgumentText.Most)
            {
                text.Append(CultureInfo.InvariantCulture, $"… {count}");
                break;
            }
            Stored(text, element, address + i * size);
        }
        text.Append(']');
    }

    private void String(StringBuilder text, ulong address, ulong length)
    {
        var isTagged = options.Encoding == StringEncoding.CompactUtf16 && (length & options.Utf16Tag) != 0;
        var units = length & ~(options.Encoding == StringEncoding.CompactUtf16 ? options.Utf16Tag : 0);
        var isWide = isTagged || options.Encoding == StringEncoding.Utf16;
        var shown = Math.Min(isWide ? 2 * units : units, MostBytes);
        if (options.Memory is not { } memory || !IsInside(address, shown))
        {
            text.Append(CultureInfo.InvariantCulture, $"<string {address}+{length}>");
            return;
        }
        var encoding = isWide ? Encoding.Unicode : options.Encoding == StringEncoding.Utf8 ? Encoding.UTF8 : Encoding.Latin1;
        text.Append('"');
        WaveStrings.Escape(text, encoding.GetString(memory.Slice(address, (int)shown)));
        text.Append(shown < (isWide ? 2UL * units : units) ? "…\"" : "\"");
    }

    // A number as it is, whatever bits stand above it.
    private static void Scalar(StringBuilder text, WitType type, ulong bits)
    {
        switch (type)
        {
            case OwnType own: text.Append(CultureInfo.InvariantCulture, $"<{own.Resource.Name} {(uint)bits}>"); break;
            case BorrowType borrow: text.Append(CultureInfo.InvariantCulture, $"<borrowed {borrow.Resource.Name} {(uint)bits}>"); break;
            case FlagsType flags: text.Append('{').AppendJoin(", ", flags.Names.Where((_, i) => (bits >> i & 1) != 0)).Append('}'); break;
            default: Number(text, ((PrimitiveType)type).Kind, bits); break;
        }
    }

    private static void Number(StringBuilder text, PrimitiveKind kind, ulong bits)
    {
        var writer = new WaveWriter(text);
        switch (kind)
        {
            case PrimitiveKind.Bool: writer.Write((uint)bits != 0); break;
            case PrimitiveKind.F32: writer.Write(BitConverter.UInt32BitsToSingle((uint)bits)); break;
            case PrimitiveKind.F64: writer.Write(BitConverter.UInt64BitsToDouble(bits)); break;
            case PrimitiveKind.Char when Rune.IsValid((uint)bits): writer.Write(new Rune((uint)bits)); break;
            case PrimitiveKind.S8: text.Append((sbyte)bits); break;
            case PrimitiveKind.S16: text.Append((short)bits); break;
            case PrimitiveKind.S32: text.Append((int)bits); break;
            case PrimitiveKind.S64: text.Append((long)bits); break;
            case PrimitiveKind.U8: text.Append((byte)bits); break;
            case PrimitiveKind.U16: text.Append((ushort)bits); break;
            case PrimitiveKind.U32: text.Append((uint)bits); break;
            case PrimitiveKind.U64: text.Append(bits); break;
            default: text.Append(CultureInfo.InvariantCulture, $"<{(uint)bits:x}>"); break;
        }
    }

    private ulong Pointer(ulong address, uint index)
    {
        var size = Layout.PtrSize(options.Pointer);
        return Load(address + index * size, size);
    }

    private bool IsInside(ulong address, ulong size) => options.Memory is { } memory && memory.Contains(address, size);

    // Of what is inside the memory.
    private ulong Load(ulong address, uint size)
    {
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        options.Memory!.Slice(address, (int)size).CopyTo(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
