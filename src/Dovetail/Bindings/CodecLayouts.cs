using System.Collections.Immutable;
using Dovetail.Wit.Types;

namespace Dovetail.Bindings;

/// <summary>Layouts as codecs want them.</summary>
internal static class CodecLayouts
{
    public static uint Size(WitType type) => checked((uint)Wit.Abi.Layout.ElemSize(type));

    public static uint Alignment(WitType type) => Wit.Abi.Layout.Alignment(type);

    public static int FlatCount(WitType type) =>
        Wit.Abi.Flattening.FlattenType(type) is { IsDefault: false } flat ? flat.Length : 0;

    public static uint[] Offsets(ImmutableArray<WitType> types)
    {
        var offsets = new uint[types.Length];
        var offset = 0u;
        for (var i = 0; i < offsets.Length; i++)
        {
            offsets[i] = (uint)Wit.Abi.Layout.AlignTo(offset, Alignment(types[i]));
            offset = checked(offsets[i] + Size(types[i]));
        }
        return offsets;
    }

    public static CaseLayout Case(WitType type)
    {
        var cases = Wit.Abi.Cases.Of(type);
        return new CaseLayout(cases.Count, Wit.Abi.Layout.DiscriminantSize(cases.Count),
            Wit.Abi.Layout.PayloadOffset(cases),
            Size(type), Alignment(type), FlatCount(type));
    }
}
