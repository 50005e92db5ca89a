using Dovetail.Wasm.Modules;
using Dovetail.Wasm.Scripts;

namespace Dovetail.Testing.Scripts;

/// <summary>The values of scripts as those of the Component Model.</summary>
internal static class ComponentValues
{
    /// <summary>The value; every NaN is the same one, so that a pattern of NaNs is a value too.</summary>
    public static WitValue ToWit(ScriptValue value) => value switch
    {
        NumberValue { Kind: ValKind.F32 } number => BitConverter.UInt32BitsToSingle((uint)number.Bits),
        NumberValue { Kind: ValKind.F64 } number => BitConverter.UInt64BitsToDouble(number.Bits),
        NanPattern { Kind: ValKind.F32 } => float.NaN,
        NanPattern => double.NaN,
        BoolConstant constant => constant.Value,
        IntegerConstant constant => ToWit(constant),
        CharConstant constant => constant.Value,
        StringConstant constant => constant.Value,
        ListConstant list => WitValue.List([.. list.Items.Select(ToWit)]),
        TupleConstant tuple => WitValue.Tuple([.. tuple.Items.Select(ToWit)]),
        RecordConstant record => WitValue.Record([.. record.Fields.Select(field => (field.Name, ToWit(field.Value)))]),
        VariantConstant { Payload: null } variant => WitValue.Variant(variant.Case),
        VariantConstant variant => WitValue.Variant(variant.Case, ToWit(variant.Payload)),
        EnumConstant constant => WitValue.Enum(constant.Case),
        OptionConstant { Payload: null } => WitValue.None,
        OptionConstant option => WitValue.Some(ToWit(option.Payload)),
        ResultConstant { Payload: null } result => result.IsOk ? WitValue.Ok() : WitValue.Err(),
        ResultConstant result => result.IsOk ? WitValue.Ok(ToWit(result.Payload)) : WitValue.Err(ToWit(result.Payload)),
        FlagsConstant flags => WitValue.Flags([.. flags.Names]),
        _ => throw new ExpectationException($"{CoreValues.Show(value)} is not a value of a component"),
    };

    /// <summary>Whether <paramref name="actual"/> is what a script expects.</summary>
    public static bool Matches(ScriptValue expected, WitValue actual) => expected is EitherPattern either
        ? either.Choices.Any(choice => Matches(choice, actual))
        : ToWit(expected) == actual;

    /// <summary>What a script expects, in WAVE.</summary>
    public static string Show(ScriptValue expected) => expected is EitherPattern either
        ? string.Join(" or ", either.Choices.Select(Show))
        : ToWit(expected).ToString();

    private static WitValue ToWit(IntegerConstant constant) => (constant.Bits, constant.IsSigned) switch
    {
        (8, false) => (byte)constant.Value,
        (8, true) => (sbyte)constant.Value,
        (16, false) => (ushort)constant.Value,
        (16, true) => (short)constant.Value,
        (32, false) => (uint)constant.Value,
        (32, true) => (int)constant.Value,
        (_, false) => constant.Value,
        _ => (long)constant.Value,
    };
}
