using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Components.Decoding;

/// <summary>
/// Reads canonical definitions (Binary.md, "Canonical Definitions"); the gated built-ins are read and noted.
/// </summary>
internal static class CanonDecoder
{
    /// <summary>What follows the code of a gated built-in.</summary>
    [Flags]
    private enum Immediates
    {
        None = 0,
        /// <summary>An index of any kind.</summary>
        Index = 1,
        /// <summary>A second index.</summary>
        SecondIndex = 2,
        /// <summary>A core value type, before any index.</summary>
        CoreType = 4,
        /// <summary>The results of a function.</summary>
        Results = 8,
        /// <summary>A flag before the indices: cancellable or shared.</summary>
        FlagFirst = 16,
        /// <summary>A flag behind the indices: async.</summary>
        FlagLast = 32,
        /// <summary>Canonical options, last.</summary>
        Options = 64,
    }

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
            case 0x00:
                reader.Expect(0, "the sort of a lifted function");
                return new CanonLift(reader.ReadIndex(), ReadOptions(ref reader, context), reader.ReadIndex());
            case 0x01:
                reader.Expect(0, "the sort of a lowered function");
                return new CanonLower(reader.ReadIndex(), ReadOptions(ref reader, context));
            case 0x02:
                return new CanonResourceNew(reader.ReadIndex());
            case 0x03:
                return new CanonResourceDrop(reader.ReadIndex());
            case 0x04:
                return new CanonResourceRep(reader.ReadIndex());
            default:
                var (feature, immediates) = Gated(code)
                    ?? throw VectorReader.Unexpected(code, "a canonical definition", start);
                context.Gate(feature, start);
                SkipImmediates(ref reader, context, immediates);
                // There is no model of it; the input is refused in the end.
                return new CanonResourceDrop(0);
        }
    }

    private static (string Feature, Immediates Immediates)? Gated(byte code) => code switch
    {
        0x05 or 0x0d or 0x1f or 0x22 or 0x23 or 0x24 or 0x25 => ("async", Immediates.None),
        0x06 => ("async", Immediates.FlagLast),
        0x09 => ("async", Immediates.Results | Immediates.Options),
        0x0a or 0x0b => ("async", Immediates.CoreType | Immediates.Index),
        0x0c => ("async", Immediates.FlagFirst),
        0x0e or 0x13 or 0x14 or 0x15 or 0x1a or 0x1b => ("async", Immediates.Index),
        0x0f or 0x10 or 0x16 or 0x17 => ("async", Immediates.Index | Immediates.Options),
        0x11 or 0x12 or 0x18 or 0x19 => ("async", Immediates.Index | Immediates.FlagLast),
        0x1c or 0x1d => ("error-context", Immediates.Options),
        0x1e => ("error-context", Immediates.None),
        0x20 or 0x21 => ("async", Immediates.FlagFirst | Immediates.Index),
        0x26 or 0x28 => ("threads", Immediates.None),
        0x27 => ("threads", Immediates.Index | Immediates.SecondIndex),
        0x29 or 0x2a or 0x2b or 0x2c or 0x2d => ("threads", Immediates.FlagFirst),
        0x40 => ("threads", Immediates.FlagFirst | Immediates.Index),
        0x41 => ("threads", Immediates.FlagFirst | Immediates.Index | Immediates.SecondIndex),
        0x42 => ("threads", Immediates.FlagFirst),
        _ => null,
    };

    private static void SkipImmediates(ref ByteReader reader, DecodingContext context, Immediates immediates)
    {
        if (immediates.HasFlag(Immediates.FlagFirst))
        {
            reader.ReadFlag();
        }
        if (immediates.HasFlag(Immediates.CoreType))
        {
            TypeReader.ReadValType(ref reader);
        }
        if (immediates.HasFlag(Immediates.Results))
        {
            TypeDecoder.ReadResult(ref reader, context);
        }
        if (immediates.HasFlag(Immediates.Index))
        {
            reader.ReadIndex();
        }
        if (immediates.HasFlag(Immediates.SecondIndex))
        {
            reader.ReadIndex();
        }
        if (immediates.HasFlag(Immediates.FlagLast))
        {
            reader.ReadFlag();
        }
        if (immediates.HasFlag(Immediates.Options))
        {
            ReadOptions(ref reader, context);
        }
    }

    private static ImmutableArray<CanonOption> ReadOptions(ref ByteReader reader, DecodingContext context) =>
        reader.ReadVector(context, ReadOption);

    private static CanonOption ReadOption(ref ByteReader reader, DecodingContext context)
    {
        var start = reader.Offset;
        var code = reader.ReadByte();
        switch (code)
        {
            case <= 2:
                return new CanonOption((CanonOptionKind)code);
            case <= 5:
                return new CanonOption((CanonOptionKind)code, reader.ReadIndex());
            case 6:
                context.Gate("async", start);
                return default;
            case 7:
                context.Gate("async", start);
                reader.ReadIndex();
                return default;
            default:
                throw VectorReader.Unexpected(code, "a canonical option", start);
        }
    }
}
