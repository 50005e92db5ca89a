using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Components.Decoding;

/// <summary>
/// Reads canonical definitions (Binary.md, "Canonical Definitions"); the built-ins by <see cref="BuiltInTable"/>.
/// </summary>
internal static class CanonDecoder
{
    private const byte Lift = 0x00;
    private const byte Lower = 0x01;

    public static ComponentField ReadField(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        return new CanonField(ReadCanon(ref reader, context, start), start);
    }

    private static Canon ReadCanon(ref ByteReader reader, DecodingContext context, int start)
    {
        var code = reader.ReadByte();
        switch (code)
        {
            case Lift:
                reader.Expect(0, "the sort of a lifted function");
                return new CanonLift(reader.ReadIndex(), ReadOptions(ref reader, context), reader.ReadIndex());
            case Lower:
                reader.Expect(0, "the sort of a lowered function");
                return new CanonLower(reader.ReadIndex(), ReadOptions(ref reader, context));
            default:
                return BuiltInTable.Find(code) is { } row
                    ? ReadBuiltIn(ref reader, context, row)
                    : throw VectorReader.Unexpected(code, "a canonical definition", start);
        }
    }

    private static CanonBuiltIn ReadBuiltIn(ref ByteReader reader, DecodingContext context, BuiltInRow row)
    {
        var canon = new CanonBuiltIn(row.BuiltIn);
        foreach (var immediate in row.Immediates)
        {
            canon = immediate switch
            {
                BuiltInImmediate.Type => canon with { Type = reader.ReadIndex() },
                BuiltInImmediate.CoreType => canon with { CoreType = reader.ReadIndex() },
                BuiltInImmediate.Table => canon with { Table = reader.ReadIndex() },
                BuiltInImmediate.Memory => canon with { Memory = reader.ReadIndex() },
                BuiltInImmediate.ValueType => canon with { ValueType = TypeReader.ReadValType(ref reader) },
                BuiltInImmediate.Slot => canon with { Slot = reader.ReadU32() },
                BuiltInImmediate.Result => canon with { Result = TypeDecoder.ReadResult(ref reader, context) },
                BuiltInImmediate.Options => canon with { Options = ReadOptions(ref reader, context) },
                _ => canon with { Flag = reader.ReadFlag() },
            };
        }
        return canon;
    }

    private static ImmutableArray<CanonOption> ReadOptions(ref ByteReader reader, DecodingContext context) =>
        reader.ReadVector(context, ReadOption);

    private static CanonOption ReadOption(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var code = reader.ReadByte();
        if (code > (byte)CanonOptionKind.Gc)
        {
            throw VectorReader.Unexpected(code, "a canonical option", start);
        }
        var option = new CanonOption((CanonOptionKind)code);
        return option.HasIndex ? option with { Index = reader.ReadIndex() } : option;
    }
}
