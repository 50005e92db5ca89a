using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dovetail.Compilation.Cil;

/// <summary>The catalogue's entries for choices of lanes. Those from <see cref="LowerHalves"/> on are instructions of x64.</summary>
internal static class ShuffleMembers
{
    /// <summary>Bytes of one vector; zero for an index beyond it.</summary>
    public static CatalogueMethod OfBytes { get; } =
        Catalogue.Method((Func<Vector128<byte>, Vector128<byte>, Vector128<byte>>)Vector128.Shuffle);

    /// <summary>Bits of two vectors, by a mask.</summary>
    public static CatalogueMethod Choice { get; } =
        Catalogue.Method((Func<Vector128<byte>, Vector128<byte>, Vector128<byte>, Vector128<byte>>)Vector128.ConditionalSelect);

    public static CatalogueMethod Or { get; } = VectorMembers.Operator<byte>("op_BitwiseOr");

    /// <summary>The lower lanes of two vectors in turn: lanes of 1, 2, 4 and 8 bytes.</summary>
    public static ImmutableArray<CatalogueMethod> LowerHalves { get; } =
        [Of<byte>(Sse2.UnpackLow), Of<short>(Sse2.UnpackLow), Of<int>(Sse2.UnpackLow), Of<long>(Sse2.UnpackLow)];

    /// <summary>The upper lanes of two vectors in turn.</summary>
    public static ImmutableArray<CatalogueMethod> UpperHalves { get; } =
        [Of<byte>(Sse2.UnpackHigh), Of<short>(Sse2.UnpackHigh), Of<int>(Sse2.UnpackHigh), Of<long>(Sse2.UnpackHigh)];

    /// <summary>Sixteen bytes from a constant position on of the second vector behind which the first lies.</summary>
    public static CatalogueMethod AlignRight { get; } =
        Catalogue.Method((Func<Vector128<byte>, Vector128<byte>, byte, Vector128<byte>>)Ssse3.AlignRight);

    /// <summary>Two lanes of 32 bits of the first vector, then two of the second.</summary>
    public static CatalogueMethod OfSingles { get; } =
        Catalogue.Method((Func<Vector128<float>, Vector128<float>, byte, Vector128<float>>)Sse.Shuffle);

    private static CatalogueMethod Of<T>(Func<Vector128<T>, Vector128<T>, Vector128<T>> method) => Catalogue.Method(method);
}
