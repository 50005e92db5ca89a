using Dovetail.Wasm.Binary;
using Dovetail.Wit.Types;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>
/// Checks the bytes of a value against its type (Binary.md, <c>val</c>). Every value has at least one byte, so the time is linear in
/// the bytes.
/// </summary>
internal static class ValueChecker
{
    private const uint CanonicalNaN32 = 0x7fc00000;
    private const ulong CanonicalNaN64 = 0x7ff8000000000000;

    /// <exception cref="InvalidException">The bytes are not exactly one value of the type.</exception>
    public static void Check(WitType type, ReadOnlySpan<byte> bytes, ValidationContext context)
    {
        var reader = new ByteReader(bytes);
        try
        {
            Read(ref reader, type, context);
        }
        catch (MalformedException error)
        {
            throw context.Invalid($"the value is not of type `{type}`: {error.Message}");
        }
        if (!reader.AtEnd)
        {
            context.Fail($"the value of type `{type}` is longer than it says");
        }
    }

    private static void Read(ref ByteReader reader, WitType type, ValidationContext context)
    {
        switch (type)
        {
            case PrimitiveType primitive:
                ReadPrimitive(ref reader, primitive.Kind, context);
                break;
            case RecordType record:
                foreach (var field in record.Fields)
                {
                    Read(ref reader, field.Type, context);
                }
                break;
            case TupleType tuple:
                foreach (var item in tuple.Items)
                {
                    Read(ref reader, item, context);
                }
                break;
            case ListType { Length: null } list:
                for (var left = reader.ReadCount(); left > 0; left--)
                {
                    Read(ref reader, list.Element, context);
                }
                break;
            case VariantType variant:
                ReadPayload(ref reader, variant.Cases[ReadCase(ref reader, variant.Cases.Length, context)].Type, context);
                break;
            case EnumType names:
                ReadCase(ref reader, names.Names.Length, context);
                break;
            case OptionType option:
                ReadPayload(ref reader, ReadFlag(ref reader, context) ? option.Item : null, context);
                break;
            case ResultType result:
                ReadPayload(ref reader, ReadFlag(ref reader, context) ? result.Error : result.Ok, context);
                break;
            case FlagsType flags:
                reader.ReadBytes((flags.Names.Length + 7) / 8);
                break;
            default:
                context.Fail($"a value of type `{type}` cannot be defined");
                break;
        }
    }

    private static void ReadPayload(ref ByteReader reader, WitType? type, ValidationContext context)
    {
        if (type is not null)
        {
            Read(ref reader, type, context);
        }
    }

    private static int ReadCase(ref ByteReader reader, int count, ValidationContext context)
    {
        var index = reader.ReadU32();
        return index < count ? (int)index : throw context.Invalid($"there is no case {index}, but {count}");
    }

    private static bool ReadFlag(ref ByteReader reader, ValidationContext context) => reader.ReadByte() switch
    {
        0 => false,
        1 => true,
        var other => throw context.Invalid($"expected 0 or 1, found {other}"),
    };

    private static void ReadPrimitive(ref ByteReader reader, PrimitiveKind kind, ValidationContext context)
    {
        switch (kind)
        {
            case PrimitiveKind.Bool:
                ReadFlag(ref reader, context);
                break;
            case PrimitiveKind.S8 or PrimitiveKind.U8:
                reader.ReadByte();
                break;
            case PrimitiveKind.S16 or PrimitiveKind.S32 or PrimitiveKind.S64:
                CheckSigned(reader.ReadS64(), kind switch { PrimitiveKind.S16 => 16, PrimitiveKind.S32 => 32, _ => 64 }, context);
                break;
            case PrimitiveKind.U16 or PrimitiveKind.U32 or PrimitiveKind.U64:
                CheckUnsigned(reader.ReadU64(), kind switch { PrimitiveKind.U16 => 16, PrimitiveKind.U32 => 32, _ => 64 }, context);
                break;
            case PrimitiveKind.F32:
                var single = reader.ReadFixed32();
                CheckNaN(float.IsNaN(BitConverter.UInt32BitsToSingle(single)) && single != CanonicalNaN32, context);
                break;
            case PrimitiveKind.F64:
                var number = reader.ReadFixed64();
                CheckNaN(double.IsNaN(BitConverter.UInt64BitsToDouble(number)) && number != CanonicalNaN64, context);
                break;
            case PrimitiveKind.Char:
                ReadCharacter(ref reader, context);
                break;
            case PrimitiveKind.String:
                reader.ReadName();
                break;
            default:
                context.Fail($"a value of type `{PrimitiveType.Of(kind)}` cannot be defined");
                break;
        }
    }

    private static void CheckSigned(long value, int bits, ValidationContext context)
    {
        if (value >> (bits - 1) is not (0 or -1))
        {
            context.Fail($"{value} is out of the range of s{bits}");
        }
    }

    private static void CheckUnsigned(ulong value, int bits, ValidationContext context)
    {
        if (bits < 64 && value >> bits != 0)
        {
            context.Fail($"{value} is out of the range of u{bits}");
        }
    }

    private static void CheckNaN(bool isOther, ValidationContext context)
    {
        if (isOther)
        {
            context.Fail("a NaN other than the canonical one");
        }
    }

    private static void ReadCharacter(ref ByteReader reader, ValidationContext context)
    {
        var first = reader.ReadByte();
        var more = first switch { < 0x80 => 0, < 0xe0 => 1, < 0xf0 => 2, _ => 3 };
        ReadOnlySpan<byte> bytes = [first, .. reader.ReadBytes(more)];
        if (System.Text.Rune.DecodeFromUtf8(bytes, out _, out var consumed) != System.Buffers.OperationStatus.Done
            || consumed != bytes.Length)
        {
            context.Fail("the character is not UTF-8");
        }
    }
}
