using System.Collections.Immutable;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>Layouts as codecs want them, in a memory with addresses of one width. Immutable.</summary>
internal sealed class CodecLayouts
{
    private static readonly CodecLayouts Narrow = new(PointerType.I32);
    private static readonly CodecLayouts Wide = new(PointerType.I64);

    private CodecLayouts(PointerType pointer) => Pointer = pointer;

    /// <summary>The width of addresses and lengths.</summary>
    public PointerType Pointer { get; }

    public static CodecLayouts Of(PointerType pointer) => pointer == PointerType.I32 ? Narrow : Wide;

    public uint Size(WitType type) => checked((uint)Layout.ElemSize(type, Pointer));

    public uint Alignment(WitType type) => Layout.Alignment(type, Pointer);

    public int FlatCount(WitType type) => Flattening.FlattenType(type, Pointer) is { IsDefault: false } flat ? flat.Length : 0;

    public uint[] Offsets(ImmutableArray<WitType> types)
    {
        var offsets = new uint[types.Length];
        var offset = 0u;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (uint)Layout.AlignTo(offset, Alignment(types[i]));
            offset = checked(offsets[i] + Size(types[i]));
        }
        return offsets;
    }

    public CaseLayout Case(WitType type)
    {
        var cases = Cases.Of(type);
        return new CaseLayout(cases.Count, Layout.DiscriminantSize(cases.Count), Layout.PayloadOffset(cases, Pointer),
            Size(type), Alignment(type), FlatCount(type));
    }
}
