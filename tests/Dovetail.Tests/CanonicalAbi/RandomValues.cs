using System.Text;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.CanonicalAbi;

/// <summary>Types and values by chance, as small as they come and yet of every kind.</summary>
internal sealed class RandomValues(Random random)
{
    private static readonly string[] Texts = ["", "a", "é", "☃", "😀", "plain", "aé", "aé☃", "ÿĀ", "x😀y"];

    public StringEncoding Encoding() => (StringEncoding)random.Next(3);

    public WitType Type(int depth) => random.Next(depth <= 0 ? 2 : 10) switch
    {
        <= 1 => PrimitiveType.Of((PrimitiveKind)random.Next((int)PrimitiveKind.String + 1)),
        2 => PrimitiveType.Of(PrimitiveKind.String),
        3 => new ListType(Type(depth - 1)),
        4 => new RecordType([.. Some(4, i => new RecordField($"f{i}", Type(depth - 1)))]),
        5 => new TupleType([.. Some(4, _ => Type(depth - 1))]),
        6 => new VariantType([.. Some(4, i => new VariantCase($"c{i}", random.Next(3) == 0 ? null : Type(depth - 1)))]),
        7 => random.Next(2) == 0 ? new EnumType([.. Some(300, i => $"c{i}")])
            : new FlagsType([.. Some(32, i => $"f{i}")]),
        8 => new OptionType(Type(depth - 1)),
        _ => new ResultType(random.Next(3) == 0 ? null : Type(depth - 1), random.Next(3) == 0 ? null : Type(depth - 1)),
    };

    public WitValue Value(WitType type) => type switch
    {
        PrimitiveType primitive => Scalar(primitive.Kind),
        ListType list => WitValue.List([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(list.Element))]),
        RecordType record => WitValue.Record([.. record.Fields.Select(field => (field.Name, Value(field.Type)))]),
        TupleType tuple => WitValue.Tuple([.. tuple.Items.Select(Value)]),
        FlagsType flags => WitValue.Flags([.. flags.Names.Where(_ => random.Next(2) == 0)]),
        EnumType @enum => WitValue.Enum(@enum.Names[random.Next(@enum.Names.Length)]),
        _ => Case(type, Cases.Of(type)),
    };

    /// <summary>Changes some flat values and some bytes: enough to trap often, and not always.</summary>
    public void Damage(ulong[] flat, byte[] memory)
    {
        for (var i = random.Next(3); i > 0 && memory.Length > 0; i--)
        {
            memory[random.Next(memory.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : random.Next(4));
        }
        if (random.Next(3) == 0)
        {
            var at = random.Next(flat.Length);
            flat[at] = random.Next(3) switch
            {
                0 => (flat[at] + (ulong)random.Next(4)) & uint.MaxValue,
                1 => (uint)random.Next(),
                _ => flat[at] ^ 0x8000_0000,
            };
        }
    }

    /// <summary>
    /// Whether NaNs could come up: a transfer may keep their bits where the reference makes them canonical.
    /// </summary>
    public static bool HasFloat(WitType? type) => type switch
    {
        null => false,
        PrimitiveType primitive => primitive.Kind is PrimitiveKind.F32 or PrimitiveKind.F64,
        ListType list => HasFloat(list.Element),
        RecordType record => record.Fields.Any(field => HasFloat(field.Type)),
        TupleType tuple => tuple.Items.Any(HasFloat),
        VariantType variant => variant.Cases.Any(@case => HasFloat(@case.Type)),
        OptionType option => HasFloat(option.Item),
        ResultType result => HasFloat(result.Ok) || HasFloat(result.Error),
        _ => false,
    };

    private WitValue Case(WitType type, Cases cases)
    {
        var index = random.Next(cases.Count);
        var payload = cases[index] is { } item ? Value(item) : (WitValue?)null;
        return type switch
        {
            OptionType => payload is { } some ? WitValue.Some(some) : WitValue.None,
            ResultType when index == 0 => payload is { } ok ? WitValue.Ok(ok) : WitValue.Ok(),
            ResultType => payload is { } error ? WitValue.Err(error) : WitValue.Err(),
            _ => payload is { } value ? WitValue.Variant(cases.Name(index), value)
                : WitValue.Variant(cases.Name(index)),
        };
    }

    private WitValue Scalar(PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Bool => random.Next(2) == 0,
        PrimitiveKind.S8 => (sbyte)Bits(),
        PrimitiveKind.U8 => (byte)Bits(),
        PrimitiveKind.S16 => (short)Bits(),
        PrimitiveKind.U16 => (ushort)Bits(),
        PrimitiveKind.S32 => (int)Bits(),
        PrimitiveKind.U32 => (uint)Bits(),
        PrimitiveKind.S64 => Bits(),
        PrimitiveKind.U64 => (ulong)Bits(),
        PrimitiveKind.F32 =>
            random.Next(5) switch
            {
                0 => float.NaN,
                1 => -0f,
                2 => float.PositiveInfinity,
                _ =>
            (float)random.NextDouble()
            },
        PrimitiveKind.F64 =>
            random.Next(5) switch { 0 => double.NaN, 1 => -0.0, 2 => double.MaxValue, _ => random.NextDouble() },
        PrimitiveKind.Char => new Rune(random.Next(4) switch { 0 => 'a', 1 => 0xff, 2 => 0xffff, _ => 0x10ffff }),
        _ => Texts[random.Next(Texts.Length)],
    };

    private long Bits() => random.Next(4) switch
    {
        0 => 0,
        1 => -1,
        2 => random.NextInt64(long.MinValue, long.MaxValue),
        _ => random.Next(200),
    };

    private IEnumerable<T> Some<T>(int most, Func<int, T> make) =>
        Enumerable.Range(0, random.Next(1, most + 1)).Select(make);
}
