using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using Dovetail.Semantics;

namespace Dovetail.Compilation.Cil;

/// <summary>The catalogue's entries for vectors that belong to no instruction: constants, and views of a vector by other lanes.</summary>
/// <remarks>All of these are intrinsics: the JIT makes a constant of the first three and nothing at all of a view.</remarks>
internal static class VectorMembers
{
    private static readonly ConcurrentDictionary<(CilType, CilType), CatalogueMethod> Casts = new();

    private static readonly CilType Long = Catalogue.Type(typeof(Vector128<long>));

    public static CatalogueMethod Zero { get; } = Catalogue.Method(typeof(Vector128<byte>).GetProperty(nameof(Vector128<>.Zero))!.GetMethod);

    public static CatalogueMethod AllBitsSet { get; } =
        Catalogue.Method(typeof(Vector128<byte>).GetProperty(nameof(Vector128<>.AllBitsSet))!.GetMethod);

    /// <summary>A vector as it is, of which the JIT knows nothing.</summary>
    public static CatalogueMethod Hidden { get; } = Catalogue.Method(VectorLanes.Hidden);

    private static CatalogueMethod OfHalves { get; } = Catalogue.Method((Func<long, long, Vector128<long>>)Vector128.Create);

    private static CatalogueMethod OfEqualHalves { get; } = Catalogue.Method((Func<long, Vector128<long>>)Vector128.Create);

    /// <summary>The operator of vectors with these lanes, of which both operands (but for a shift's count) are vectors.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2090", Justification = "The operators of vectors are used by the base library itself.")]
    public static CatalogueMethod Operator<T>(string name) => Catalogue.Method(typeof(Vector128<T>).GetMethods()
        .Single(method => method.Name == name && method.GetParameters().All(parameter => parameter.ParameterType != typeof(T) || IsShift(name))));

    private static bool IsShift(string name) => name.EndsWith("Shift", StringComparison.Ordinal);

    /// <summary>All views of vectors by other lanes.</summary>
    [RequiresDynamicCode("Makes instances of a generic method.")]
    public static IEnumerable<CatalogueMethod> AllCasts()
    {
        CilType[] lanes =
        [
            CilTypes.Vector, Catalogue.Type(typeof(Vector128<sbyte>)), Catalogue.Type(typeof(Vector128<short>)),
            Catalogue.Type(typeof(Vector128<ushort>)), Catalogue.Type(typeof(Vector128<int>)), Catalogue.Type(typeof(Vector128<uint>)), Long,
            Catalogue.Type(typeof(Vector128<ulong>)), Catalogue.Type(typeof(Vector128<float>)), Catalogue.Type(typeof(Vector128<double>)),
        ];
        return from one in lanes from other in lanes where one != other select Casts.GetOrAdd((one, other), CreateCast);
    }

    /// <summary>Loads the constant with these halves. Returns its lanes, which are what is shortest to write.</summary>
    public static CilType WriteConstant(CilBuilder builder, (long Low, long High) halves)
    {
        if (halves is (0, 0) or (-1, -1))
        {
            builder.Call(halves.Low == 0 ? Zero : AllBitsSet);
            return CilTypes.Vector;
        }
        builder.LoadInt64(halves.Low);
        if (halves.Low == halves.High)
            builder.Call(OfEqualHalves);
        else
            builder.LoadInt64(halves.High).Call(OfHalves);
        return Long;
    }

    /// <summary>Views the value on the stack, of the type <paramref name="from"/>, as <paramref name="to"/>. Only vectors differ.</summary>
    [RequiresDynamicCode("Makes instances of a generic method.")]
    public static void Cast(CilBuilder builder, CilType from, CilType to)
    {
        if (from != to && from.IsVector)
            builder.Call(Casts.GetOrAdd((from, to), CreateCast));
    }

    [RequiresDynamicCode("Makes instances of a generic method.")]
    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The arguments are numbers.")]
    private static CatalogueMethod CreateCast((CilType From, CilType To) key) => Catalogue.Method(
        ((Func<Vector128<byte>, Vector128<byte>>)Vector128.As<byte, byte>).Method.GetGenericMethodDefinition()
            .MakeGenericMethod(key.From.Clr.GetGenericArguments()[0], key.To.Clr.GetGenericArguments()[0]));
}
