using System.Text;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>Makes values of a type by choice.</summary>
internal sealed class ValueMaker(Choices choices)
{
    /// <summary>A value of <paramref name="type"/>.</summary>
    public Datum Value(WitType type) => type switch
    {
        PrimitiveType primitive => Scalar(primitive.Kind),
        ListType { Length: { } length } list => Items((int)length, list.Element),
        ListType list => Items(Length(list.Element), list.Element),
        MapType map => Items(choices.Below(4), map.Entry),
        RecordType record => new Parts([.. record.Fields.Select(field => Value(field.Type))]),
        TupleType tuple => new Parts([.. tuple.Items.Select(Value)]),
        FlagsType flags => new Number(choices.Word() & Mask(flags)),
        OwnType or BorrowType => new Number(1 + choices.Below(40)),
        _ => Case(Cases.Of(type)),
    };

    /// <summary>The bits that flags have labels for.</summary>
    public static uint Mask(FlagsType flags) => flags.Names.Length == 32 ? uint.MaxValue : (1u << flags.Names.Length) - 1;

    private Parts Items(int count, WitType element) => new([.. Enumerable.Range(0, count).Select(_ => Value(element))]);

    private int Length(WitType element) =>
        element is PrimitiveType { Kind: not PrimitiveKind.String } && choices.OneIn(6) ? choices.Below(40) : choices.Below(4);

    private Choice Case(Cases cases)
    {
        var index = choices.Below(cases.Count);
        return new Choice(index, cases[index] is { } payload ? Value(payload) : null);
    }

    private Datum Scalar(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => new Number(choices.Below(2)),
        PrimitiveKind.S8 => new Number((sbyte)Bits()),
        PrimitiveKind.U8 => new Number((byte)Bits()),
        PrimitiveKind.S16 => new Number((short)Bits()),
        PrimitiveKind.U16 => new Number((ushort)Bits()),
        PrimitiveKind.S32 => new Number((int)Bits()),
        PrimitiveKind.U32 => new Number((uint)Bits()),
        PrimitiveKind.S64 => new Number(Bits()),
        PrimitiveKind.U64 => new Number((ulong)Bits()),
        PrimitiveKind.F32 => new Number(choices.Pick<uint>(0, 0x3fc00000, 0x80000000, 0x7f800000, 0x7fc00000, 0x7f7fffff, 1)),
        PrimitiveKind.F64 => new Number(choices.Pick<ulong>(0, 0x3ff8000000000000, 1UL << 63, 0x7ff0000000000000, 0x7ff8000000000000, 1)),
        PrimitiveKind.Char => new Number(Scalar().Value),
        _ => new Text(String()),
    };

    private long Bits() => choices.Below(5) switch
    {
        0 => choices.Below(200),
        1 => -1,
        2 => 1L << choices.Below(64),
        3 => (1L << choices.Below(64)) - 1,
        _ => (long)(choices.Word() | (ulong)choices.Word() << 32),
    };

    private string String()
    {
        var text = new StringBuilder();
        for (var left = choices.OneIn(8) ? choices.Below(40) : choices.Below(5); left > 0; left--) text.Append(Scalar().ToString());
        return text.ToString();
    }

    // Mostly what is short in some encoding and not in another.
    private Rune Scalar() => new(choices.Below(8) switch
    {
        <= 2 => 'a' + choices.Below(26),
        3 => choices.Below(0x80),
        4 => 0x80 + choices.Below(0x80),
        5 => choices.Pick(0x100, 0x7ff, 0x800, 0x2603, 0xd7ff, 0xe000, 0xfffd, 0xffff),
        6 => choices.Pick(0x10000, 0x1f600, 0x10ffff),
        _ => 'z',
    });
}
