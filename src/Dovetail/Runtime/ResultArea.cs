using System.Runtime.Intrinsics;

namespace Dovetail.Runtime;

/// <summary>
/// The results of one call of a function that has eight or more, or what an exception carries: each at its own position of the array for its kind.
/// </summary>
/// <param name="count">The number of results.</param>
/// <param name="vectors">How long the array of vectors is: as many, or none.</param>
internal sealed class ResultArea(int count, int vectors)
{
    /// <summary>About how many bytes this takes.</summary>
    internal long Bytes => 112 + (16L * Numbers.Length) + (16L * Vectors.Length);

    /// <summary>The numbers: i32 zero-extended, i64, and the bits of f32 and f64.</summary>
    internal readonly long[] Numbers = new long[count];

    /// <summary>The vectors.</summary>
    internal readonly Vector128<byte>[] Vectors = vectors == 0 ? [] : new Vector128<byte>[vectors];

    /// <summary>The references.</summary>
    internal readonly object?[] References = new object?[count];
}
