using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules.Decoding;

/// <summary>
/// The type section (core specification 3.0, 5.3.13 "Recursive Types"): groups of types, flattened into one index space.
/// </summary>
/// <remarks>
/// <code>
/// rectype:  4E vec(subtype)                     a group
///           subtype                             a group of one
/// subtype:  50 vec(typeidx) comptype            open, with its supertypes (one at most)
///           4F vec(typeidx) comptype            final, with its supertypes
///           comptype                            final, without
/// comptype: 60 functype | 5F structtype | 5E arraytype
/// </code>
/// </remarks>
internal sealed record TypeSection(ImmutableArray<SubType> Types, ImmutableArray<RecursiveGroup> Groups)
{
    public static TypeSection Read(ref ByteReader reader)
    {
        var types = ImmutableArray.CreateBuilder<SubType>();
        var groups = Vectors.Read(ref reader, ModuleLimits.Types, (ref r) => ReadGroup(ref r, types));
        return new TypeSection(types.DrainToImmutable(), groups);
    }

    internal static RecursiveGroup ReadGroup(ref ByteReader reader, ImmutableArray<SubType>.Builder types)
    {
        var start = reader.Offset;
        var first = types.Count;
        var count = 1;
        if (reader.PeekByte() == TypeCodes.Rec)
        {
            reader.ReadByte();
            count = reader.ReadCount();
        }
        // The limit holds for the index space, not for the number of groups.
        ModuleLimits.Types.Check((long)first + count, start);
        for (var i = 0; i < count; i++)
        {
            types.Add(ReadSubType(ref reader));
        }
        return new RecursiveGroup(first, count);
    }

    private static SubType ReadSubType(ref ByteReader reader)
    {
        var code = reader.PeekByte();
        if (code is not (TypeCodes.Sub or TypeCodes.SubFinal))
        {
            return new SubType(true, null, ReadCompositeType(ref reader));
        }
        reader.ReadByte();
        var start = reader.Offset;
        var supertype = reader.ReadCount() switch
        {
            0 => (int?)null,
            1 => reader.ReadIndex(),
            _ => throw new InvalidException("a type has one supertype at most", start),
        };
        return new SubType(code == TypeCodes.SubFinal, supertype, ReadCompositeType(ref reader));
    }

    private static CompositeType ReadCompositeType(ref ByteReader reader) => reader.ReadByte() switch
    {
        TypeCodes.Function => new FunctionType(
            Vectors.Read(ref reader, ModuleLimits.Parameters, TypeReader.ReadValType),
            Vectors.Read(ref reader, ModuleLimits.Results, TypeReader.ReadValType)),
        TypeCodes.Struct => new StructType(Vectors.Read(ref reader, ModuleLimits.Fields, ReadField)),
        TypeCodes.Array => new ArrayType(ReadField(ref reader)),
        _ => throw new MalformedException("malformed definition type", reader.Offset - 1),
    };

    private static FieldType ReadField(ref ByteReader reader)
    {
        var packed = reader.PeekByte() switch
        {
            TypeCodes.I8 => PackedKind.I8,
            TypeCodes.I16 => PackedKind.I16,
            _ => PackedKind.None,
        };
        if (packed == PackedKind.None)
        {
            return new FieldType(TypeReader.ReadValType(ref reader), packed, ExternTypes.ReadMutability(ref reader));
        }
        reader.ReadByte();
        return new FieldType(ValType.I32, packed, ExternTypes.ReadMutability(ref reader));
    }
}
